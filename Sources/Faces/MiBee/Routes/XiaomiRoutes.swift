import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// The cloud of Xiaomi cameras: nobody is logged in to it, as the recorder does not talk to it yet. What the document says
/// for that is answered; logging in is 501.
extension MiBeeRoutes {
    var xiaomi: [Endpoint] {
        [
            .foreign(.post, "/api/xiaomi/captcha", access: .may(.addCameras)) { call in
                let body = try await call.body(MiBeeXiaomiBody.self)
                guard (body.username ?? body.sessionID)?.nothingIfEmpty != nil else {
                    throw MiBeeErrors.invalid("username is required")
                }
                throw Self.noLogin
            },
            .foreign(.post, "/api/xiaomi/verify", access: .may(.addCameras)) { call in
                let body = try await call.body(MiBeeXiaomiBody.self)
                guard (body.captchaID ?? body.sessionID)?.nothingIfEmpty != nil,
                    (body.captchaCode ?? body.ticket)?.nothingIfEmpty != nil
                else { throw MiBeeErrors.invalid("captcha_id and captcha_code are required") }
                throw Self.noLogin
            },
            .foreign(.get, "/api/xiaomi/devices", access: .may(.addCameras)) { _ in
                try .json(MiBeeXiaomiDevicesMessage(devices: [], message: "not authenticated"))
            },
            .foreign(.post, "/api/xiaomi/sync", access: .may(.addCameras)) { _ in
                throw MiBeeErrors.problem(.authRequired, "not logged in to the Xiaomi cloud")
            },
        ]
    }

    /// Calls of the document that wait for a part of the recorder, each with the right that it asks for (docs/dialects.md).
    var awaited: [Endpoint] { [Self.xiaomiLogin] }

    /// Its last word waits for a later version.
    static let xiaomiLogin: Endpoint =
        .foreign(.post, "/api/xiaomi/auth", access: .may(.addCameras)) { call in
            let body = try await call.body(MiBeeXiaomiBody.self)
            guard body.username?.nothingIfEmpty != nil, body.password?.nothingIfEmpty != nil else {
                throw MiBeeErrors.invalid("username and password are required")
            }
            throw MiBeeErrors.problem(
                .notImplemented,
                "the Xiaomi cloud is not built yet in this version of Nightjar"
            )
        }

    private static let noLogin = MiBeeErrors.problem(.notFound, "no login to the Xiaomi cloud is waiting")
}
