/// What an RTSP connection carries, in the order in which it came.
package enum RTSPInput: Sendable {
    case interleaved(RTSPInterleavedFrame)
    case message(RTSPMessage)
    /// These many bytes were neither; what follows is in step again. At least one frame was lost.
    case skipped(Int)
}

/// A packet of RTP or RTCP between the messages (RFC 2326 §10.12). The payload stays where it is: ask the framer for it
/// before the next call of ``RTSPFramer/next(in:)``.
package struct RTSPInterleavedFrame: Hashable, Sendable {
    package var channel: UInt8
    /// Of the fed span, or of the framer's residue where the frame came in pieces.
    let range: Range<Int>
    let isInResidue: Bool
    /// Whether nobody asked for this channel. Further frames on it are only counted: ``RTSPFramer/foreignFrames``.
    package internal(set) var isForeign = false

    /// Where in the fed span the payload lies; nil where it came in pieces and the framer put it together.
    package var rangeInInput: Range<Int>? { isInResidue ? nil : range }
    package var count: Int { range.count }
}

/// What cannot be mended by looking for the next frame. The connection is to be closed.
package enum RTSPFramingError: Error, Hashable, CustomStringConvertible {
    /// More than 64 KiB without an empty line.
    case headersTooLarge
    /// A body of more than 1 MiB, or a length that is no number.
    case bodyTooLarge
    /// More than 1 MiB in a row that is not RTSP.
    case outOfStep

    package var description: String {
        switch self {
        case .headersTooLarge: "the headers of an RTSP message are larger than 64 KiB"
        case .bodyTooLarge: "the body of an RTSP message is larger than 1 MiB"
        case .outOfStep: "more than 1 MiB in a row is not RTSP"
        }
    }
}
