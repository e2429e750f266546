import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

/// The document's cookies. They have its names also over TLS, where ours have a prefix.
enum VibeCookies {
    static let session = "auth_token"
    static let media = "media_token"

    static func set(_ name: String, _ token: String, lasting: Duration, _ call: Call, _ response: inout Response) {
        add(SetCookie(name: name, value: token, maxAge: lasting), call, &response)
    }

    static func clear(_ call: Call, _ response: inout Response) {
        for name in [session, media] { add(.clearing(name), call, &response) }
    }

    private static func add(_ cookie: SetCookie, _ call: Call, _ response: inout Response) {
        let text = cookie.header(isSecure: false)
        let field = HTTPField(name: .setCookie, value: call.context.isSecure ? "\(text); Secure" : text)
        response.headers.append(field)
    }
}
