import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// One's own second factor. The password is asked for before there is one, since whoever finds a page open could else lock its
/// owner out; the recovery codes are told when it counts.
extension VibeRoutes {
    private static func tier(_ name: String, _ limit: Int) -> RateLimitTier {
        RateLimitTier(name: "vibenvr-2fa-\(name)", limit: limit)
    }

    var secondFactor: [Endpoint] {
        [
            .foreign(.post, "/auth/2fa/setup", access: .may(.manageOwnAccount), tier: Self.tier("setup", 5)) { call in
                let body = try await call.body(VibeSecondFactorBody.self)
                guard let password = body.password else {
                    throw VibeErrors.invalid("password", "The password of the account must be said again.")
                }
                let offer = try await Self.proving {
                    try await recorder.people.beginSecondFactor(call.visitor, password: password)
                }
                return try Self.own(VibeOfferMessage(secret: offer.secret, otpauthURL: offer.address))
            },
            .foreign(.post, "/auth/2fa/enable", access: .may(.manageOwnAccount), tier: Self.tier("enable", 5)) { call in
                let body = try await call.body(VibeSecondFactorBody.self)
                guard let code = body.code else { throw VibeErrors.invalid("code", "Field required") }
                do {
                    let active = try await recorder.people.activateSecondFactor(call.visitor, code: code)
                    return try Self.own(
                        VibeRecoveryMessage(status: "2FA enabled", recoveryCodes: active.recoveryCodes)
                    )
                } catch let error as DomainError where error.kind != .unproven {
                    throw VibeErrors.problem(.badRequest, error.sentence)
                }
            },
            .foreign(.post, "/auth/2fa/disable", access: .may(.manageOwnAccount), tier: Self.tier("disable", 5)) {
                call in
                let proof = try await Self.proof(call)
                try await Self.proving { _ = try await recorder.people.removeSecondFactor(call.visitor, proof: proof) }
                return try .vibe(status: "2FA disabled")
            },
            .foreign(.post, "/auth/2fa/recovery-codes", access: .may(.manageOwnAccount), tier: Self.tier("codes", 3)) {
                call in
                let proof = try await Self.proof(call)
                let codes = try await Self.proving {
                    try await recorder.people.renewRecoveryCodes(call.visitor, proof: proof)
                }
                return try Self.own(VibeRecoveryMessage(recoveryCodes: codes))
            },
        ]
    }

    /// What is refused for what was said again, in the document's words.
    private static func proving<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .forbidden {
            throw VibeErrors.problem(.unauthorized, "Incorrect password")
        }
    }

    private static func proof(_ call: Call) async throws -> OwnerProof {
        let body = try await call.body(VibeSecondFactorBody.self)
        if let password = body.password { return .password(password) }
        guard let code = body.code else { throw VibeErrors.invalid("password", "Field required") }
        return .code(code)
    }
}
