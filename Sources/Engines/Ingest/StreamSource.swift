package import RTSP

/// Where a stream comes from, and what is wanted of it.
package struct StreamSource: Sendable {
    /// For logs: "front-door/main".
    package var name: String
    package var url: RTSPURL
    package var credentials: RTSPCredentials?
    package var takesAudio: Bool
    package var policy: AddressPolicy

    package init(
        name: String,
        url: RTSPURL,
        credentials: RTSPCredentials?,
        takesAudio: Bool,
        policy: AddressPolicy
    ) {
        self.name = name
        self.url = url
        self.credentials = credentials
        self.takesAudio = takesAudio
        self.policy = policy
    }
}

/// Why a session with a camera is over.
struct SessionEnd: Error, Sendable {
    /// Short and stable, for the gap that it makes: the raw values of the catalogue's reasons.
    var code: String
    /// For people.
    var sentence: String
    /// Where the camera leads to instead.
    var redirect: RTSPURL?

    static func unreachable(_ sentence: String) -> SessionEnd {
        SessionEnd(code: "camera-unreachable", sentence: sentence)
    }

    static func refused(_ sentence: String) -> SessionEnd {
        SessionEnd(code: refusedCode, sentence: sentence)
    }

    static let refusedCode = "camera-refused"

    static let stopped = SessionEnd(code: "disabled", sentence: "The stream was stopped.")

    init(code: String, sentence: String, redirect: RTSPURL? = nil) {
        self.code = code
        self.sentence = sentence
        self.redirect = redirect
    }

    init(_ failure: RTSPFailure) {
        let isSilence = if case .noAnswer = failure { true } else { false }
        self.init(code: isSilence ? "camera-unreachable" : Self.refusedCode, sentence: failure.description)
    }
}
