import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

/// One's own API keys. The document says what they are, and not how they are made.
extension VibeRoutes {
    private static let path = "/v1/api-tokens"
    private static let longestLife = 36_500

    var keys: [Endpoint] {
        [
            .foreign(.get, Self.path, access: .may(.manageOwnAccount)) { call in
                let (time, now) = (recorder.localTime, recorder.now)
                let keys = try await recorder.people.keys(call.visitor, all: false)
                return try .json(keys.map { VibeKeyMessage($0, time, at: now) })
            },
            .foreign(.post, Self.path, access: .may(.manageOwnAccount)) { call in
                let body = try await call.body(VibeKeyBody.self)
                guard let name = body.name else { throw VibeErrors.invalid("name", "Field required") }
                if let days = body.expiresInDays, !(1...Self.longestLife).contains(days) {
                    throw VibeErrors.invalid("expires_in_days", "It is a number of days from 1 on.")
                }
                let made = try await recorder.people.makeKey(
                    call.visitor,
                    for: nil,
                    name: name,
                    scope: Principal.Scope(),
                    expiresAt: body.expiresInDays.map { recorder.now + .seconds(Int64($0) * 86_400) }
                )
                return try Self.own(VibeKeyMessage(made.view, token: made.key, recorder.localTime, at: recorder.now))
            },
            .foreign(.delete, "\(Self.path)/{id}", access: .may(.manageOwnAccount)) { call in
                let number = try call.number("id")
                let keys = try await recorder.people.keys(call.visitor, all: false)
                guard keys.contains(where: { $0.id == number }) else {
                    throw VibeErrors.problem(.notFound, "Token not found")
                }
                try await recorder.people.revokeKey(call.visitor, number)
                return try .vibe(status: "deleted")
            },
        ]
    }
}
