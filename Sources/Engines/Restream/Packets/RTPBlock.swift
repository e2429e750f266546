import Live
package import NIOCore
package import RTSP

/// One access unit as it goes to every viewer: all its RTP packets, and senders' reports before them where they are due, as
/// interleaved frames (RFC 2326 §10.12) one behind the other, for one write.
///
/// The channels are the usual ones: 2n for the packets of the n-th medium of the session description, 2n + 1 for its reports.
/// A viewer who has chosen others gets a copy (``adapted(to:)``), and one who takes datagrams gets ``packets``.
package final class RTPBlock: RenditionDetail {
    /// The media of which it holds anything, by bits.
    package let media: UInt8
    /// The medium of the access unit: index into the session description.
    package let medium: Int
    package let frames: ByteBuffer
    /// RTP packets; reports are not counted.
    package let packetCount: Int
    package let firstSequence: UInt16
    /// Whether a decoder can start here, and viewers do.
    package let isStart: Bool
    /// Whether no other picture refers to this one.
    package let isDisposable: Bool
    /// Nanoseconds on the time line of the rendition, which goes on over new time lines of the camera.
    package let time: Int64
    /// Where each medium begins for a viewer who starts here; empty where nobody does.
    package let beginnings: [RTSPBeginning]

    init(
        media: UInt8,
        medium: Int,
        frames: ByteBuffer,
        packetCount: Int = 0,
        firstSequence: UInt16 = 0,
        isStart: Bool = false,
        isDisposable: Bool = false,
        time: Int64 = 0,
        beginnings: [RTSPBeginning] = []
    ) {
        self.media = media
        self.medium = medium
        self.frames = frames
        self.packetCount = packetCount
        self.firstSequence = firstSequence
        self.isStart = isStart
        self.isDisposable = isDisposable
        self.time = time
        self.beginnings = beginnings
    }

    /// The packets, each with the channel that it has here.
    package var packets: Packets { Packets(rest: frames) }

    package struct Packets: Sequence, IteratorProtocol {
        fileprivate var rest: ByteBuffer

        package mutating func next() -> (channel: UInt8, packet: ByteBuffer)? {
            guard let (_, channel, length) = rest.readMultipleIntegers(as: (UInt8, UInt8, UInt16).self),
                let packet = rest.readSlice(length: Int(length))
            else { return nil }
            return (channel, packet)
        }
    }

    /// How one viewer has a medium.
    package struct Adaptation: Hashable, Sendable {
        package var channels: RTSPChannels
        /// What is taken off its sequence numbers, so that what was left out for this viewer is no hole.
        package var shift: UInt16 = 0

        package init(channels: RTSPChannels, shift: UInt16 = 0) {
            self.channels = channels
            self.shift = shift
        }

        /// Whether the medium's frames are right as they are.
        func isUsual(for medium: Int) -> Bool {
            shift == 0 && channels.rtp == UInt8(medium * 2) && channels.rtcp == UInt8(medium * 2 + 1)
        }
    }

    /// The frames for one viewer: as they are where that is right, else a copy.
    ///
    /// - Parameter adaptations: by medium; nil for what the viewer has not set up.
    package func adapted(to adaptations: [Adaptation?]) -> ByteBuffer {
        let isUsual = adaptations.indices.allSatisfy { medium in
            media & 1 << UInt8(medium) == 0 || adaptations[medium]?.isUsual(for: medium) == true
        }
        guard !isUsual else { return frames }
        var copy = ByteBufferAllocator().buffer(capacity: frames.readableBytes)
        for (channel, packet) in packets {
            let medium = Int(channel / 2)
            guard adaptations.indices.contains(medium), let adaptation = adaptations[medium] else { continue }
            let isReport = channel % 2 == 1
            let own = isReport ? adaptation.channels.rtcp : adaptation.channels.rtp
            copy.writeMultipleIntegers(UInt8(ascii: "$"), own, UInt16(packet.readableBytes))
            copy.writeImmutableBuffer(isReport ? packet : Self.shifted(packet, by: adaptation.shift))
        }
        return copy
    }

    /// A packet with another sequence number.
    static func shifted(_ packet: ByteBuffer, by shift: UInt16) -> ByteBuffer {
        guard shift != 0, let sequence = packet.getInteger(at: packet.readerIndex + 2, as: UInt16.self) else {
            return packet
        }
        var shifted = packet
        shifted.setInteger(sequence &- shift, at: packet.readerIndex + 2)
        return shifted
    }
}
