import RTSP

/// What is wrong with a camera's stream, for programs. The raw values are told to clients: they never change.
package enum SourceFault: String, Hashable, Sendable, CaseIterable {
    /// Nothing listens at the address, or there is no way to it.
    case unreachable
    /// The name in the address cannot be resolved.
    case unknownHost = "unknown_host"
    /// It does not answer in time.
    case timeout
    /// It ended the connection, or the connection failed.
    case connectionLost = "connection_lost"
    /// It asks for a password, and there is none.
    case passwordNeeded = "password_needed"
    case refusedPassword = "refused_password"
    /// The user may not see the stream.
    case forbidden
    /// Nothing is at the path of the address.
    case noSuchStream = "no_such_stream"
    /// It has too many viewers, or another of its streams is just being connected.
    case busy = "camera_busy"
    /// Any other refusal.
    case refused
    /// What is at the address is no stream of video.
    case notAStream = "not_a_stream"
    /// A stream without pictures that can be shown.
    case noVideo = "no_video"
    case unsupportedCodec = "unsupported_codec"
    /// It does not send in the way that was asked for.
    case transportRefused = "transport_refused"
    case addressNotAllowed = "address_not_allowed"
    case certificateChanged = "certificate_changed"
    /// No secure connection can be made.
    case noSecureConnection = "no_secure_connection"
    /// It still sends an old stream, and is left alone for a while.
    case staleSession = "stale_session"
}

extension SourceFault {
    init(_ failure: RTSPFailure) {
        self =
            switch failure {
            case .credentialsNeeded: .passwordNeeded
            case .passwordRefused: .refusedPassword
            case .forbidden: .forbidden
            case .streamNotFound: .noSuchStream
            case .busy: .busy
            case .authenticationUnsupported, .refused, .redirectRefused: .refused
            case .noAnswer: .timeout
            case .descriptionUnreadable, .unreadable: .notAStream
            case .nothingToPlay: .noVideo
            case .interleavedRefused, .datagramsRefused, .multicastOnly: .transportRefused
            case .outOfStep: .connectionLost
            }
    }
}
