import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// What the owner of an account does with it.
struct OwnAccountEndpoints {
    let people: People

    private static let access = Access.may(.manageOwnAccount)
    private static let path = "/api/v1/account"

    var all: [Endpoint] { [password] + secondFactor + streamPassword + sessions }

    private var password: Endpoint {
        .send(
            .put,
            "\(Self.path)/password",
            EndpointNotes(
                "changePassword",
                "Change one's password",
                tag: "account",
                description:
                    "Ends all other sessions and all tokens; the session in which it is done gets a new cookie.",
                refusals: [409]
            ),
            access: Self.access,
            tier: .signIn,
            takes: PasswordChangeMessage.self,
            answers: ContinuedMessage.self
        ) { call, body in
            try continued(try await people.changePassword(call.visitor, from: body.current, to: body.new), call)
        }
    }

    private var secondFactor: [Endpoint] {
        let path = "\(Self.path)/second-factor"
        return [
            .get(
                path,
                EndpointNotes("getSecondFactor", "How one's second factor stands", tag: "account"),
                access: Self.access,
                answers: SecondFactorMessage.self
            ) { call in
                let (isActive, left) = try await people.secondFactor(call.visitor)
                return try call.json(SecondFactorMessage(active: isActive, recoveryCodesLeft: left))
            },
            .send(
                .post,
                path,
                EndpointNotes(
                    "beginSecondFactor",
                    "Make a secret for an authenticator app",
                    tag: "account",
                    description: "It counts once a first code has activated it.",
                    refusals: [409]
                ),
                access: Self.access,
                tier: .signIn,
                takes: OwnPasswordMessage.self,
                answers: SecondFactorOfferMessage.self,
                status: .created
            ) { call, body in
                let offer = try await people.beginSecondFactor(call.visitor, password: body.password)
                let message = SecondFactorOfferMessage(secret: offer.secret, uri: offer.address, svg: offer.svg)
                return try secret(message, call, status: .created)
            },
            .send(
                .post,
                "\(path)/activate",
                EndpointNotes("activateSecondFactor", "Say the first code", tag: "account", refusals: [409, 412]),
                access: Self.access,
                tier: .signIn,
                takes: CodeMessage.self,
                answers: RecoveryCodesMessage.self
            ) { call, body in
                let active = try await people.activateSecondFactor(call.visitor, code: body.code)
                let message = RecoveryCodesMessage(
                    recoveryCodes: active.recoveryCodes,
                    csrfToken: active.session?.csrfToken
                )
                var response = try secret(message, call)
                if let session = active.session { response.give(session.token, lasting: nil, call) }
                return response
            },
            .send(
                .post,
                "\(path)/remove",
                EndpointNotes("removeSecondFactor", "Take the second factor away", tag: "account", refusals: [409]),
                access: Self.access,
                tier: .signIn,
                takes: ProofMessage.self,
                answers: ContinuedMessage.self
            ) { call, body in
                try continued(try await people.removeSecondFactor(call.visitor, proof: OwnerProof(body)), call)
            },
            .send(
                .post,
                "\(Self.path)/recovery-codes",
                EndpointNotes("renewRecoveryCodes", "Make new recovery codes", tag: "account", refusals: [409]),
                access: Self.access,
                tier: .signIn,
                takes: ProofMessage.self,
                answers: RecoveryCodesMessage.self
            ) { call, body in
                let codes = try await people.renewRecoveryCodes(call.visitor, proof: OwnerProof(body))
                return try secret(RecoveryCodesMessage(recoveryCodes: codes), call)
            },
        ]
    }

    private var streamPassword: [Endpoint] {
        [
            .act(
                .post,
                "\(Self.path)/stream-password",
                EndpointNotes(
                    "makeStreamPassword",
                    "Make a password for RTSP, which takes the place of an earlier one",
                    tag: "account"
                ),
                access: Self.access,
                answers: StreamPasswordMessage.self,
                status: .created
            ) { call in
                let password = try await people.makeStreamPassword(call.visitor, of: nil)
                return try secret(StreamPasswordMessage(password: password), call, status: .created)
            },
            .act(
                .delete,
                "\(Self.path)/stream-password",
                EndpointNotes("removeStreamPassword", "Revoke the password for RTSP", tag: "account"),
                access: Self.access
            ) { call in
                try await people.removeStreamPassword(call.visitor, of: nil)
                return call.noContent()
            },
        ]
    }

    private var sessions: [Endpoint] {
        let path = "\(Self.path)/sessions"
        return [
            .get(
                path,
                EndpointNotes("listSessions", "One's sessions", tag: "account"),
                access: Self.access,
                answers: ListMessage<SessionMessage>.self
            ) { call in
                let sessions = try await people.sessions(call.visitor, of: nil)
                return try call.json(ListMessage(items: sessions.map(SessionMessage.init)))
            },
            .act(
                .delete,
                path,
                EndpointNotes("endOtherSessions", "End all other sessions, and all tokens", tag: "account"),
                access: Self.access,
                answers: CountMessage.self
            ) { call in
                try call.json(CountMessage(count: try await people.endSessions(call.visitor, of: nil)))
            },
            .act(
                .delete,
                "\(path)/{id}",
                EndpointNotes("endSession", "End a session", tag: "account"),
                access: Self.access
            ) { call in
                try await people.endSession(call.visitor, call.number("id"), of: nil)
                return call.noContent()
            },
        ]
    }

    private func continued(_ session: ContinuedSession?, _ call: Call) throws -> Response {
        var response = try secret(ContinuedMessage(csrfToken: session?.csrfToken), call)
        if let session { response.give(session.token, lasting: nil, call) }
        return response
    }
}
