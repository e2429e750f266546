import Media
import NIOCore

/// An interleaved frame in the template.
struct ClipPacket: Sendable {
    /// From the beginning of its unit's bytes.
    let offset: Int
    /// What to add to the unit's timestamp.
    let ticks: UInt32
    /// Nothing but parameter sets is in it.
    let holdsParameterSets: Bool

    /// Before the packet: a dollar sign, the channel, and the length in two bytes.
    static let prefix = 4

    /// By the type of the payload's first NAL unit; aggregates hold nothing else here (RFC 6184 §5.2, RFC 7798 §4.4).
    static func holdsParameterSets(_ payload: Span<UInt8>, _ format: TrackFormat) -> Bool {
        guard !payload.isEmpty else { return false }
        switch format {
        case .h264: return [7, 8, 24].contains(payload[0] & 0x1F)
        case .h265: return [32, 33, 34, 48].contains(payload[0] >> 1 & 0x3F)
        case .jpeg, .aac, .opus, .g711: return false
        }
    }
}

/// The interleaved frames that stand one after another in a buffer (RFC 2326 §10.12).
struct InterleavedFrames: Sequence, IteratorProtocol {
    private var rest: ByteBuffer

    init(_ buffer: ByteBuffer) { rest = buffer }

    /// The next frame whole: with the four bytes before its packet.
    mutating func next() -> (channel: UInt8, frame: ByteBuffer)? {
        guard let channel = rest.getInteger(at: rest.readerIndex + 1, as: UInt8.self),
            let length = rest.getInteger(at: rest.readerIndex + 2, as: UInt16.self),
            let frame = rest.readSlice(length: ClipPacket.prefix + Int(length))
        else { return nil }
        return (channel, frame)
    }

    /// Appends a packet as a frame.
    static func append(_ packet: [UInt8], channel: UInt8, to buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(UInt8(ascii: "$"), channel, UInt16(clamping: packet.count))
        buffer.writeBytes(packet)
    }
}
