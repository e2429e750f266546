import Glibc
import Media
import NIOCore
import NIOSSL
import RTSP

/// Why a session with a camera is over.
struct SessionEnd: Error, Hashable, Sendable {
    /// Short and stable, for the gap that it makes: the raw values of the catalogue's reasons.
    var code: String
    /// For people.
    var sentence: String
    /// What is wrong with the stream; nil where nothing is.
    var fault: SourceFault?
    /// Where the camera leads to instead.
    var redirect: CameraURL?
    /// The next session may begin at once: nothing is wrong, only another way is taken.
    var isChangeOfWay = false

    init(
        code: String,
        sentence: String,
        fault: SourceFault? = nil,
        redirect: CameraURL? = nil,
        isChangeOfWay: Bool = false
    ) {
        self.code = code
        self.sentence = sentence
        self.fault = fault
        self.redirect = redirect
        self.isChangeOfWay = isChangeOfWay
    }

    init(_ failure: RTSPFailure) {
        let isSilence = if case .noAnswer = failure { true } else { false }
        self.init(
            code: isSilence ? "camera-unreachable" : Self.refusedCode,
            sentence: failure.description,
            fault: SourceFault(failure)
        )
    }
}

extension SessionEnd {
    static let refusedCode = "camera-refused"

    static func unreachable(_ sentence: String, _ fault: SourceFault = .connectionLost) -> SessionEnd {
        SessionEnd(code: "camera-unreachable", sentence: sentence, fault: fault)
    }

    static func refused(_ sentence: String, _ fault: SourceFault = .refused) -> SessionEnd {
        SessionEnd(code: refusedCode, sentence: sentence, fault: fault)
    }

    /// The connection failed.
    static func failed(_ error: any Error, fingerprint: String?) -> SessionEnd {
        let sentence = "The connection to the camera failed: \(words(for: error))."
        guard error is NIOSSLError || error is BoringSSLError else { return unreachable(sentence) }
        guard fingerprint != nil, "\(error)".contains("CERTIFICATE_VERIFY_FAILED") else {
            return unreachable(sentence, .noSecureConnection)
        }
        return unreachable(
            "The camera's certificate is not the one whose fingerprint is in its settings: make sure that it is the camera "
                + "which answers, and enter the new fingerprint.",
            .certificateChanged
        )
    }

    static let stopped = SessionEnd(code: "disabled", sentence: "The stream was stopped.")

    static let refreshed = SessionEnd(
        code: "reconnected",
        sentence: "The camera was reconnected because somebody asked for it.",
        isChangeOfWay: true
    )

    static let settingsChanged = SessionEnd(
        code: "reconnected",
        sentence: "The camera's settings were changed.",
        isChangeOfWay: true
    )

    static func noVideo(for silence: Duration, connected: Bool) -> SessionEnd {
        SessionEnd(
            code: "no-video",
            sentence: connected
                ? "No video for \(silence.components.seconds) s: the camera is connected but sends no pictures."
                : "No video for \(silence.components.seconds) s: the camera is connected but sends nothing.",
            fault: .noVideo
        )
    }

    static func noKeyFrame(for patience: Duration) -> SessionEnd {
        SessionEnd(
            code: "no-video",
            sentence: "No key frame for \(patience.components.seconds) s: what the camera sends cannot be shown. "
                + "Set a shorter interval of I-frames in the camera.",
            fault: .noVideo
        )
    }

    static func changeOfWay(_ sentence: String) -> SessionEnd {
        SessionEnd(code: "camera-unreachable", sentence: sentence, isChangeOfWay: true)
    }

    static func stale(for wait: Duration) -> SessionEnd {
        SessionEnd(
            code: "stale-session",
            sentence:
                "The camera still sends an old stream into new connections (a known fault of its firmware); it is "
                + "left alone for \(wait.components.seconds) s. Newer firmware, or UDP as transport, avoids this.",
            fault: .staleSession
        )
    }

    /// What an error of the network is called.
    static func words(for error: any Error) -> String {
        if let failure = error as? IOError { return String(cString: strerror(failure.errnoCode)).lowercased() }
        if error is NIOSSLError || error is BoringSSLError {
            return "no secure connection could be made; check the certificate's fingerprint in the camera's settings"
        }
        return "\(error)"
    }
}

/// Fired into a session's pipeline when nobody wants the session any more.
struct StopSession: Sendable {
    let reason: SessionEnd
}
