import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// Second factors: one's own, and those of others for those who manage accounts.
extension LightRoutes {
    private static let path = "/api/auth/users/{id}/totp"

    var secondFactors: [Endpoint] {
        [
            .foreign(.post, "\(Self.path)/setup", access: .may(.manageOwnAccount)) { call in
                let id = try call.number("id")
                return try await LightSubject.user.naming {
                    try .light(LightSecretMessage(try await recorder.people.beginSecondFactor(call.visitor, of: id)))
                }
            },
            .foreign(.post, "\(Self.path)/verify", access: .may(.manageOwnAccount), activate),
            .foreign(.post, "\(Self.path)/disable", access: .may(.manageOwnAccount), remove),
            .foreign(.get, "\(Self.path)/status", access: .may(.manageOwnAccount)) { call in
                try await LightSubject.user.naming {
                    let person = try recorder.people.person(call.number("id"), asked: call.visitor)
                    return try .light(
                        LightFactorStateMessage(
                            isEnabled: person.hasSecondFactor,
                            isConfigured: person.hasBegunSecondFactor
                        )
                    )
                }
            },
        ]
    }

    private func activate(_ call: Call) async throws -> Response {
        let id = try call.number("id")
        return try await LightSubject.user.naming {
            let person = try recorder.people.person(id, asked: call.visitor)
            let body = try await call.body(LightProofBody.self)
            guard let code = (body.code ?? body.totpCode)?.nothingIfEmpty else {
                throw LightErrors.invalid("Missing or invalid code")
            }
            guard person.hasBegunSecondFactor else {
                throw LightErrors.invalid("TOTP not set up: call setup first")
            }
            let made: ActiveSecondFactor
            do {
                made = try await recorder.people.activateSecondFactor(call.visitor, of: id, code: code)
            } catch let error as DomainError {
                guard error.kind == .forbidden, error.member == "code" else { throw error }
                throw LightErrors.problem(.unauthorized, "Invalid TOTP code")
            }
            let message = LightFactorMessage(message: "TOTP enabled successfully", recoveryCodes: made.recoveryCodes)
            return continuing(try .light(message), made.session, call)
        }
    }

    /// One's own needs a proof; that of another is reset.
    private func remove(_ call: Call) async throws -> Response {
        let id = try call.number("id")
        return try await LightSubject.user.naming {
            _ = try recorder.people.person(id, asked: call.visitor)
            let done = try Response.light(done: "TOTP disabled successfully")
            guard call.principal.account == id else {
                try await recorder.people.resetSecondFactor(as: call.principal, of: id)
                return done
            }
            guard let proof = try await call.optionalBody(LightProofBody.self)?.proof else {
                throw LightErrors.invalid("The password or a code is needed to disable TOTP")
            }
            let session: ContinuedSession?
            do {
                session = try await recorder.people.removeSecondFactor(call.visitor, proof: proof)
            } catch let error as DomainError {
                guard error.kind == .forbidden, error.member != nil else { throw error }
                throw LightErrors.problem(.unauthorized, "The password or the code is wrong")
            }
            return continuing(done, session, call)
        }
    }
}
