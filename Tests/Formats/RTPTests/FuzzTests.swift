import Media
import RTP
import TestKit
import Testing

/// Bytes of any kind must never crash anything, nor make it grow without bound.
struct FuzzTests {
    private func flip(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[index] = 0
            case 1: bytes[index] = 0xFF
            case 2: bytes.removeLast(min(bytes.count - 1, 3))
            case 3: bytes.insert(1, at: index)
            default: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func mutatedStreams(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let formats: [TrackFormat] = [
            .h264(try Sample.h264()), .aac(try AACFormat(configuration: [0x11, 0x90])),
            .g711(G711Format(law: .a, channels: 2)),
        ]
        for format in formats {
            var sender = Sender(packetizer: Packetizer(format: format, maximumPayload: 200))
            let description = RTPPayloadDescription(format)
            var receiver = Receiver(
                try Depacketizer.make(
                    encoding: description.encodingName,
                    clockRate: description.clockRate,
                    channels: description.channels,
                    parameters: ["config": "1190"]
                )
            )
            var broken = 0
            for index in 0..<150 as Range<UInt32> {
                let slices = Sample.randomPicture(isKey: index % 9 == 0, largest: 500, using: &generator)
                for var packet in sender.packets(Sample.unit(slices), timestamp: index, isKey: index % 9 == 0) {
                    if Bool.random(using: &generator) { flip(&packet.payload, using: &generator) }
                    if Int.random(in: 0..<30, using: &generator) == 0 { packet.sequence &+= 7 }
                    if Int.random(in: 0..<30, using: &generator) == 0 { packet.marker.toggle() }
                    for unit in try receiver.receive(packet) where format.kind == .video {
                        let isWhole = unit.payload.count > 0 && NALUnits.forEach(in: unit.payload.span) { _ in }
                        if !isWhole { broken += 1 }
                    }
                }
            }
            #expect(broken == 0)
            #expect(receiver.arena.pendingCount < 1 << 20)
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func nothingButNoise(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var video = Receiver(try Sample.depacketizer())
        var audio = Receiver(
            Depacketizer(
                try AACDepacketizer(
                    format: AACFormat(configuration: [0x11, 0x90]),
                    clockRate: .max,
                    layout: .init(sizeLength: 32, indexLength: 0, indexDeltaLength: Int(seed))
                )
            )
        )
        for index in 0..<2500 as Range<UInt32> {
            var payload = generator.bytes(Int.random(in: 0..<60, using: &generator))
            // Mostly types that mean something.
            if !payload.isEmpty, Bool.random(using: &generator) {
                payload[0] = [24, 28, 0x67, 0x68, 0x65][Int(index % 5)]
            }
            if payload.count > 1, Bool.random(using: &generator) { payload[0] = 0 }
            let packet = Packet(
                sequence: UInt16(truncatingIfNeeded: index),
                timestamp: UInt32.random(in: 0..<3, using: &generator),
                marker: Bool.random(using: &generator),
                payload: payload
            )
            _ = try video.receive(packet)
            _ = try audio.receive(packet)
            let bytes = generator.bytes(Int.random(in: 0..<80, using: &generator))
            _ = try? RTPHeader(bytes.span)
            _ = try? RTCPPacket.parse(bytes.span)
        }
    }

    @Test func mutatedReports() throws {
        var generator = SeededGenerator(seed: 8)
        var whole: [UInt8] = []
        let block = RTCPReportBlock(ssrc: 1, reception: ReceptionReport())
        RTCPWriter.append(RTCPReceiverReport(ssrc: 2, blocks: [block]), canonicalName: "camera", to: &whole)
        RTCPWriter.appendGoodbye(sources: [1, 2, 3], to: &whole)
        var most = 0
        for _ in 0..<5000 {
            var bytes = whole
            flip(&bytes, using: &generator)
            most = max(most, (try? RTCPPacket.parse(bytes.span))?.count ?? 0)
        }
        #expect((3...31).contains(most))
    }
}
