import Media
import RTP
import TestKit
import Testing

/// NAL units and packets of any kind must never crash anything, nor make it grow without bound; and what comes out is
/// whole.
struct NALFuzzTests {
    @Test(arguments: NALKind.allCases, 0..<4 as Range<UInt64>)
    func mutatedStreams(kind: NALKind, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var sender = Sender(packetizer: Packetizer(format: try kind.format(), maximumPayload: 200))
        var parameters: [String: String] = [:]
        if seed % 2 == 1 { parameters["sprop-max-don-diff"] = "1" }
        var receiver = Receiver(
            try Depacketizer.make(encoding: kind.rawValue, clockRate: 90_000, channels: nil, parameters: parameters)
        )
        var broken = 0
        for index in 0..<300 as Range<UInt32> {
            let slices = kind.randomPicture(isKey: index % 9 == 0, largest: 500, using: &generator)
            for var packet in sender.packets(Sample.unit(slices), timestamp: index, isKey: index % 9 == 0) {
                if Bool.random(using: &generator) { flip(&packet.payload, using: &generator) }
                if Int.random(in: 0..<30, using: &generator) == 0 { packet.sequence &+= 7 }
                if Int.random(in: 0..<30, using: &generator) == 0 { packet.marker.toggle() }
                for unit in try receiver.receive(packet) {
                    let isWhole = unit.payload.count > 0 && NALUnits.forEach(in: unit.payload.span) { _ in }
                    if !isWhole { broken += 1 }
                }
            }
        }
        #expect(broken == 0)
        #expect(receiver.arena.pendingCount < 1 << 20)
    }

    private func flip(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[index] = 0
            case 1: bytes.insert(contentsOf: [0, 0, 1], at: index)
            case 2: bytes.removeLast(min(bytes.count - 1, 3))
            case 3: bytes.insert(1, at: index)
            default: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
    }

    /// Headers of kinds that mean something, then noise with many zeros.
    @Test(arguments: NALKind.allCases, 0..<2 as Range<UInt64>)
    func noiseBehindKnownHeaders(kind: NALKind, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed + 50)
        var receiver = Receiver(try kind.depacketizer())
        let headers: [[UInt8]] =
            kind == .h264
            ? [[24], [28], [0x67], [0x68], [0x65], [0x41], [0]]
            : [
                [0x60, 1], [0x62, 1], [0x40, 1], [0x42, 1], [0x44, 1], [0x26, 1], [0x2A, 1], [0, 1], [0, 0], [0x64, 1],
            ]
        for index in 0..<4000 as Range<UInt32> {
            let noise = generator.bytes(Int.random(in: 0..<40, using: &generator)).map {
                $0 < 90 ? 0 : $0 < 110 ? 1 : $0
            }
            let packet = Packet(
                sequence: UInt16(truncatingIfNeeded: index),
                timestamp: UInt32.random(in: 0..<3, using: &generator),
                marker: Bool.random(using: &generator),
                payload: (headers.randomElement(using: &generator) ?? []) + noise
            )
            for unit in try receiver.receive(packet) {
                let isWhole = NALUnits.forEach(in: unit.payload.span) { _ in }
                if !isWhole { Issue.record("a unit of \(unit.payload.count) bytes") }
            }
        }
        #expect(receiver.depacketizer.counts.oddities > 0)
    }
}
