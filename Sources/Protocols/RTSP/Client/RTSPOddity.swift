/// What a camera does wrong and we put up with. Counted, so that people can see what their camera is like.
package enum RTSPOddity: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case answerWithoutNumber
    case answerWithWrongNumber
    case optionsRefused
    case descriptionUntyped
    case sessionMissing
    case sessionChanges
    case timeoutOfNothing
    case transportMissing
    case otherChannels
    case unusableChannels
    case datagramsForInterleaved
    case unreadableSource
    case serverPortsMissing
    case otherSender
    case mediaBeforePlay
    case foreignChannel
    case outOfStep
    case keepAliveRefused
    case keepAliveUnanswered
    case keepAliveEndsStream
    case teardownRefused
    case teardownUnanswered

    /// A sentence for the camera's health page.
    package var description: String {
        switch self {
        case .answerWithoutNumber: "Its answers do not say which request they belong to (no CSeq)."
        case .answerWithWrongNumber: "Its answers carry the number of another request (wrong CSeq)."
        case .optionsRefused: "It refuses OPTIONS, which every RTSP server has to understand."
        case .descriptionUntyped: "It does not say that its description of the stream is one (no application/sdp)."
        case .sessionMissing: "It sets up a stream without giving the session an identifier."
        case .sessionChanges: "It gives one session several identifiers."
        case .timeoutOfNothing: "It announces a session timeout that is no time."
        case .transportMissing: "It does not say on which way it will send."
        case .otherChannels: "It sends on other channels than it was asked for."
        case .unusableChannels: "It names channels that cannot be used."
        case .datagramsForInterleaved: "It says that it sends over UDP, and sends over TCP."
        case .unreadableSource: "It names a source of its packets that is no number (ssrc)."
        case .serverPortsMissing: "It does not say from which UDP ports it sends."
        case .otherSender: "It lets another device send its stream."
        case .mediaBeforePlay: "It sends before it has agreed to play."
        case .foreignChannel: "It sends on channels that nobody asked for."
        case .outOfStep: "It leaves out parts of what it sends over TCP, so that packets are lost."
        case .keepAliveRefused: "It refuses requests that keep the session, though it offers them."
        case .keepAliveUnanswered: "It does not answer when it is asked to keep the session."
        case .keepAliveEndsStream: "Its stream ends just after it was asked to keep the session."
        case .teardownRefused: "It refuses to end a session."
        case .teardownUnanswered: "It does not answer when a session is ended."
        }
    }
}
