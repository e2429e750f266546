package import HTTPServing
import HTTPTypes
package import NVR

extension Problem {
    /// What the domain refused, as the native API says it. A dialect says it in its own words, by rendering the problem.
    package init(_ error: DomainError) {
        let (status, name, title) = Self.kind(of: error)
        self.init(status, type: Self.type(name), title: title, detail: error.sentence)
        faults = error.faults.map { Fault(member: $0.member, detail: $0.sentence) }
        switch error.kind {
        case .locked(let remaining): headers[.retryAfter] = String(max(1, remaining.wholeSeconds))
        case .busy: headers[.retryAfter] = "2"
        case .unavailable: headers[.retryAfter] = "5"
        case .unproven: headers[.wwwAuthenticate] = #"Basic realm="Nightjar", charset="UTF-8""#
        default: break
        }
    }

    private static func title(of fault: DomainError.CameraFault) -> String {
        switch fault {
        case .unreachable: "The camera cannot be reached"
        case .password: "The camera refuses the password"
        case .notACamera: "This is no ONVIF camera"
        case .fault: "The camera complains"
        }
    }

    /// The last words of the types are part of the API: programs compare them (docs/api.md).
    private static func kind(of error: DomainError) -> (HTTPResponse.Status, name: String, title: String) {
        switch error.kind {
        case .notFound: (.notFound, "not-found", "There is no such thing")
        case .gone: (.gone, "gone", "It is no more")
        case .invalid: (.unprocessableContent, "invalid", "The request makes no sense")
        case .conflict: (.conflict, "conflict", "The request contradicts what is there")
        case .stale: (.preconditionFailed, "stale", "It has been changed meanwhile")
        case .forbidden: (.forbidden, "forbidden", "Not allowed")
        case .unproven: (.unauthorized, "unproven", "It is not known who asks")
        case .locked: (.tooManyRequests, "locked", "Too many wrong tries")
        case .busy: (.serviceUnavailable, "busy", "Too much at once")
        case .unavailable: (.serviceUnavailable, "unavailable", "It cannot be done now")
        case .unsupported: (.notImplemented, "unsupported", "It cannot be done here")
        case .camera(let fault): (.badGateway, fault.rawValue, Self.title(of: fault))
        }
    }
}

extension Duration {
    /// Rounded up, so that whoever waits as long does not come too early.
    fileprivate var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
