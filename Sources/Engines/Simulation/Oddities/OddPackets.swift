import NIOCore
import RTP

/// Packets that a session sends besides those it should send, or instead of them.
struct OddPackets {
    private let sendsGarbageOnly: Bool
    private let addsForeignType: Bool
    /// A channel that nobody has set up; nil where nothing is sent on one.
    private let foreignChannel: UInt8?
    private let isInterleaved: Bool
    private var foreignSequence: UInt16 = 0
    private var random: SplitMix

    /// Of a packet type that no description names (Geovision GV-EBD4701).
    static let foreignPayloadType: UInt8 = 50

    /// - Parameters:
    ///   - channels: those that were set up.
    ///   - isInterleaved: whether the packets go into the RTSP connection.
    /// - Returns: nil where the packets are as they should be.
    init?(_ plan: OddityPlan, channels: [UInt8], isInterleaved: Bool, seed: UInt64) {
        sendsGarbageOnly = plan.has(.garbageForever)
        addsForeignType = plan.has(.foreignPayloadType)
        let free = (UInt8(0)..<16).first { channel in channel % 2 == 0 && !channels.contains(channel) }
        foreignChannel = plan.has(.foreignChannel) && isInterleaved ? free : nil
        self.isInterleaved = isInterleaved
        random = SplitMix(seed: seed)
        guard sendsGarbageOnly || addsForeignType || foreignChannel != nil else { return nil }
    }

    /// Changes the frames of an access unit.
    mutating func rework(_ buffer: inout ByteBuffer, _ unit: ClipPlayback.Sent) {
        if sendsGarbageOnly { return garble(&buffer) }
        if addsForeignType, unit.isStart, let last = Array(InterleavedFrames(buffer)).last {
            addForeignType(behind: last, to: &buffer)
        }
        if let foreignChannel {
            var packet: [UInt8] = []
            RTPHeader(marker: false, payloadType: 0, sequence: foreignSequence, timestamp: 0, ssrc: 0x4E4A)
                .append(to: &packet)
            foreignSequence &+= 1
            InterleavedFrames.append(packet + random.bytes(160), channel: foreignChannel, to: &buffer)
        }
    }

    private func addForeignType(behind last: (channel: UInt8, frame: ByteBuffer), to buffer: inout ByteBuffer) {
        let packet = last.frame.readableBytesUInt8Span.extracting(droppingFirst: ClipPacket.prefix)
        guard let header = try? RTPHeader(packet) else { return }
        var foreign: [UInt8] = []
        RTPHeader(
            marker: false,
            payloadType: Self.foreignPayloadType,
            sequence: header.sequence,
            timestamp: header.timestamp,
            ssrc: header.ssrc
        ).append(to: &foreign)
        foreign += [0, 1, 2, 3, 4, 5, 6, 7]
        InterleavedFrames.append(foreign, channel: last.channel, to: &buffer)
    }

    /// Datagrams keep their number and lengths.
    private mutating func garble(_ buffer: inout ByteBuffer) {
        guard isInterleaved else {
            var garbled = ByteBuffer()
            for (channel, frame) in InterleavedFrames(buffer) {
                let bytes = random.bytes(frame.readableBytes - ClipPacket.prefix)
                InterleavedFrames.append(bytes, channel: channel, to: &garbled)
            }
            buffer = garbled
            return
        }
        let count = buffer.readableBytes
        buffer.clear()
        buffer.writeBytes(random.bytes(count))
    }
}
