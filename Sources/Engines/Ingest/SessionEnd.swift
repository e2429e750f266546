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
    var sequel = Sequel.pause

    init(
        code: String,
        sentence: String,
        fault: SourceFault? = nil,
        redirect: CameraURL? = nil,
        sequel: Sequel = .pause
    ) {
        self.code = code
        self.sentence = sentence
        self.fault = fault
        self.redirect = redirect
        self.sequel = sequel
    }

    init(_ failure: RTSPFailure) {
        self.init(code: Self.code(of: failure), sentence: failure.description, fault: SourceFault(failure))
    }

    /// When the next session begins.
    enum Sequel: Hashable, Sendable {
        /// After a pause, which grows.
        case pause
        /// At once, because another way is taken; but not for ever.
        case otherWay
        /// At once, because somebody wants it.
        case atOnce
    }

    /// Only a camera that really refused us is left alone for long; one whose stream is damaged is asked again soon.
    private static func code(of failure: RTSPFailure) -> String {
        switch failure {
        case .credentialsNeeded, .passwordRefused, .authenticationUnsupported, .forbidden, .streamNotFound, .busy,
            .refused, .interleavedRefused, .datagramsRefused, .multicastOnly, .redirectRefused:
            refusedCode
        case .noAnswer: "camera-unreachable"
        case .nothingToPlay: "no-video"
        case .descriptionUnreadable, .outOfStep, .unreadable: unreadableCode
        }
    }
}

extension SessionEnd {
    static let refusedCode = "camera-refused"
    private static let unreadableCode = "stream-unreadable"

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

    /// Of a stream that is taken only while somebody watches it: nothing is missing of it.
    static let unwanted = SessionEnd(code: "unwanted", sentence: "Nobody watches any more.", sequel: .atOnce)

    static let refreshed = SessionEnd(
        code: "reconnected",
        sentence: "The camera was reconnected because somebody asked for it.",
        sequel: .atOnce
    )

    static let settingsChanged = SessionEnd(
        code: "reconnected",
        sentence: "The camera's settings were changed.",
        sequel: .atOnce
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

    /// Of a way that was chosen, or is the only one.
    static func noDatagrams(for silence: Duration) -> SessionEnd {
        SessionEnd(
            code: "no-video",
            sentence:
                "No packets over UDP for \(silence.components.seconds) s, although the camera says that it plays: let "
                + "them through the firewall, or choose TCP.",
            fault: .noVideo
        )
    }

    static func noParameterSets(for duration: Duration) -> SessionEnd {
        unreadable(
            "No parameter sets that can be read for \(duration.components.seconds) s: without them (SPS, PPS) the camera's "
                + "pictures cannot be shown. Update its firmware, or choose another coding or profile for this stream."
        )
    }

    static func noJPEG(for duration: Duration) -> SessionEnd {
        unreadable(
            "No picture that can be read for \(duration.components.seconds) s: what the camera sends is not JPEG. Check the "
                + "path of its address."
        )
    }

    static let pictureTooLarge = unreadable("The camera sends a picture of more than 8 MB.", .notAStream)

    private static func unreadable(_ sentence: String, _ fault: SourceFault = .noVideo) -> SessionEnd {
        SessionEnd(code: unreadableCode, sentence: sentence, fault: fault)
    }

    /// The camera is there, and so are we: it is only asked in another way.
    static func changeOfWay(_ sentence: String) -> SessionEnd {
        SessionEnd(code: "reconnected", sentence: sentence, sequel: .otherWay)
    }

    static func redirected(to url: CameraURL) -> SessionEnd {
        SessionEnd(
            code: "reconnected",
            sentence: "The camera leads to another address.",
            redirect: url,
            sequel: .otherWay
        )
    }

    /// The same where too many ways have been taken already.
    var exhausted: SessionEnd {
        guard sequel == .otherWay else { return self }
        guard redirect == nil else {
            return .unreachable(
                "The camera leads from one address to the next, and to no stream: enter the right address yourself.",
                .refused
            )
        }
        return SessionEnd(
            code: "no-video",
            sentence: "The camera sends its stream neither over TCP nor by UDP: allow RTP over RTSP in the camera.",
            fault: .transportRefused
        )
    }

    /// UDP is never encrypted here, so it is not for a camera whose address says that all is.
    static let datagramsInTheOpen = SessionEnd.refused(
        "UDP would bring the camera's pictures unencrypted, and its address begins with rtsps://: choose TCP, or rtsp:// "
            + "where that is no matter.",
        .transportRefused
    )

    /// The address that the camera led to wants the password in the clear.
    static func passwordKept(from url: CameraURL) -> SessionEnd {
        .refused(
            "The camera leads to \(url.host), which asks for the password in the clear, and does not get it: if that is "
                + "the right place, enter its address yourself.",
            .refused
        )
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
