/// Why a camera does not play, for people and for programs. Holds no address and no password.
package enum RTSPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It wants a user name and a password, and we have none.
    case credentialsNeeded
    /// It refused the user name or the password.
    case passwordRefused
    /// It wants an authentication that we do not know.
    case authenticationUnsupported
    /// The user may not see this stream (403).
    case forbidden
    /// 404.
    case streamNotFound
    /// 453 or 503: too many viewers.
    case busy(status: Int)
    /// Any other refusal.
    case refused(RTSPMethod, status: Int, reason: String)
    case noAnswer(RTSPMethod, within: Duration)
    /// The session description cannot be read.
    case descriptionUnreadable
    /// The session description offers nothing.
    case nothingToPlay
    /// It does not send within the RTSP connection: try ``RTSPDelivery/datagrams``.
    case interleavedRefused
    /// It does not send over UDP: connect again, with ``RTSPDelivery/interleaved``.
    case datagramsRefused
    /// It sends to a multicast group and to nobody else.
    case multicastOnly
    /// What it sends over TCP is torn again and again: connect again, or try ``RTSPDelivery/datagrams``.
    case outOfStep
    /// What it sends cannot be read any further.
    case unreadable(RTSPFramingError)
    /// It leads from rtsps to rtsp, or to no address at all.
    case redirectRefused

    /// Stable, for logs, metrics and the app's help pages.
    package var code: String {
        switch self {
        case .credentialsNeeded: "rtsp.credentials-needed"
        case .passwordRefused: "rtsp.password-refused"
        case .authenticationUnsupported: "rtsp.authentication-unsupported"
        case .forbidden: "rtsp.forbidden"
        case .streamNotFound: "rtsp.stream-not-found"
        case .busy: "rtsp.busy"
        case .refused: "rtsp.refused"
        case .noAnswer: "rtsp.no-answer"
        case .descriptionUnreadable: "rtsp.description-unreadable"
        case .nothingToPlay: "rtsp.nothing-to-play"
        case .interleavedRefused: "rtsp.interleaved-refused"
        case .datagramsRefused: "rtsp.datagrams-refused"
        case .multicastOnly: "rtsp.multicast-only"
        case .outOfStep: "rtsp.out-of-step"
        case .unreadable: "rtsp.unreadable"
        case .redirectRefused: "rtsp.redirect-refused"
        }
    }

    /// What happened and what to do about it.
    package var description: String {
        switch self {
        case .credentialsNeeded:
            "The camera asks for a user name and a password: enter them in the camera's settings."
        case .passwordRefused:
            "The camera refused the user name or the password: check both, and the camera's RTSP rights for this user."
        case .authenticationUnsupported:
            "The camera asks for a kind of authentication that is not supported: allow Digest or Basic in the camera."
        case .forbidden:
            "The camera does not let this user see the stream (403): give the user the right in the camera."
        case .streamNotFound:
            "The camera has no such stream (404): check the path of the address."
        case .busy(let status):
            "The camera is busy (\(status)): close other viewers, or use its second stream."
        case .refused(let method, let status, let reason):
            "The camera refused \(method.rawValue) with status \(status)\(Self.quoted(reason))."
        case .noAnswer(let method, let limit):
            "The camera did not answer \(method.rawValue) within \(limit.components.seconds) s."
        case .descriptionUnreadable:
            "The camera's description of the stream cannot be read."
        case .nothingToPlay:
            "The camera offers no stream at this address that can be recorded."
        case .interleavedRefused:
            "The camera does not send its stream over TCP: allow RTP over RTSP in the camera, or choose UDP."
        case .datagramsRefused:
            "The camera does not send its stream over UDP: choose TCP."
        case .multicastOnly:
            "The camera sends this stream by multicast only: switch multicast off in the camera."
        case .outOfStep:
            "The camera loses parts of what it sends over TCP, more than three times in a minute: "
                + "update its firmware, or choose UDP."
        case .unreadable(let error):
            "What the camera sends cannot be read: \(error.description)."
        case .redirectRefused:
            "The camera leads to another address that is not acceptable: enter the right address yourself."
        }
    }

    init(_ response: RTSPResponse, to method: RTSPMethod, over transport: RTSPDelivery) {
        switch response.status {
        case 401: self = .passwordRefused
        case 403: self = .forbidden
        case 404: self = .streamNotFound
        case 453, 503: self = .busy(status: response.status)
        case 461 where transport == .interleaved: self = .interleavedRefused
        case 461: self = .datagramsRefused
        default: self = .refused(method, status: response.status, reason: response.reason)
        }
    }

    /// What a camera says goes to a person: short, and nothing but printable letters.
    private static func quoted(_ reason: String) -> String {
        let plain = reason.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(60)
        return plain.isEmpty ? "" : " (\(String(String.UnicodeScalarView(plain))))"
    }
}
