import Media
import TestKit
import Testing

@testable import RTP

/// What is sent arrives as it was, and what a loss touched is never given out.
struct JPEGRoundTripTests {
    private func format(_ jpeg: TestJPEG) -> TrackFormat {
        .jpeg(JPEGFormat(size: PictureSize(width: jpeg.width, height: jpeg.height)))
    }

    private func sender(_ jpeg: TestJPEG, maximum: Int = 1400) -> Sender {
        Sender(packetizer: Packetizer(format: format(jpeg), maximumPayload: maximum))
    }

    private func receiver() throws -> Receiver {
        Receiver(try Depacketizer.make(encoding: "JPEG", clockRate: 90_000, channels: nil, parameters: [:]))
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func depacketizedIsWhatWasPacketized(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed + 1)
        var receiver = try receiver()
        let maximum = Int.random(in: 512...1400, using: &generator)
        var sequence: UInt16 = 65_530
        for number in 0..<25 as Range<UInt32> {
            let jpeg = TestJPEG.random(largest: [16, 64, 320][Int(number % 3)], using: &generator)
            var sender = sender(jpeg, maximum: maximum)
            sender.sequence = sequence
            let packets = sender.packets(jpeg.file, timestamp: number &* 3600, isKey: true)
            sequence = sender.sequence
            #expect(packets.allSatisfy { $0.payload.count <= maximum })
            #expect(packets.map(\.marker) == (1...packets.count).map { $0 == packets.count })
            let units = try receiver.receive(packets)
            try #require(units.count == 1)
            #expect(units[0].payload.array == jpeg.file)
            #expect(units[0].flags == .key && units[0].timestamp == number * 3600)
            #expect(receiver.depacketizer.format == format(jpeg))
            #expect(sender.packetizer.leftOut == 0)
        }
        #expect(receiver.depacketizer.counts == DepacketizerCounts())
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func afterLossesOnlyWholePicturesComeOut(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed + 100)
        var receiver = try receiver()
        let jpegs = (0..<40).map { _ in TestJPEG.random(largest: 200, using: &generator) }
        var sequence: UInt16 = 0
        var isMissing = false
        var emitted: [DepacketizedUnit] = []
        for (number, jpeg) in jpegs.enumerated() {
            var sender = sender(jpeg, maximum: 512)
            sender.sequence = sequence
            for packet in sender.packets(jpeg.file, timestamp: UInt32(number), isKey: true) {
                if Int.random(in: 0..<12, using: &generator) == 0 {
                    // Before the first packet of all nothing can be missed.
                    isMissing = isMissing || packet.sequence > 0
                    continue
                }
                for unit in try receiver.receive(packet) {
                    if unit.flags.contains(.afterLoss) {
                        #expect(isMissing)
                        isMissing = false
                    }
                    #expect(unit.payload.array == jpegs[Int(unit.timestamp)].file)
                    emitted.append(unit)
                }
            }
            sequence = sender.sequence
        }
        #expect(emitted.count > 5 && emitted.count < 40)
        for (before, unit) in zip(emitted, emitted.dropFirst()) where unit.timestamp > before.timestamp + 1 {
            #expect(unit.flags.contains(.afterLoss), "the picture before \(unit.timestamp) is missing")
        }
    }

    /// Any file may be asked to be sent: an exported one, one that another program wrote.
    @Test func filesInOtherOrdersAreSentAlike() throws {
        var generator = SeededGenerator(seed: 7)
        var jpeg = TestJPEG(width: 96, height: 64)
        jpeg.fill(using: &generator)
        let head = jpeg.file.count - jpeg.data.count - 2
        var parts = split(jpeg.file)
        // No application segment; a comment; both tables in one; fill bytes; nothing but the standard Huffman tables.
        parts.removeFirst()
        parts.removeAll { $0[1] == 0xDB || $0[1] == 0xC4 }
        parts.insert([0xFF, 0xFF, 0xFE, 0, 6, 0xFF, 0xD9, 0xFF, 0xD8], at: 0)
        parts.insert([0xFF, 0xDB, 0, 132, 1] + jpeg.chroma + [0] + jpeg.luma, at: 1)
        let other = [0xFF, 0xD8] + parts.flatMap(\.self) + jpeg.file[head...] + [0, 0, 0xFF, 0xD8, 1]
        var sender = sender(jpeg)
        var receiver = try receiver()
        let units = try receiver.receive(sender.packets(other, timestamp: 0, isKey: true))
        #expect(units.map(\.payload.array) == [jpeg.file])
        // Without EOI, which is then appended.
        let torn = sender.packets(Array(jpeg.file.dropLast(2)), timestamp: 1, isKey: true)
        #expect(try receiver.receive(torn).map(\.payload.array) == [jpeg.file])
    }

    /// A side that is no multiple of 8 is rounded up, so that all of the data is decoded.
    @Test func oddSidesAreRoundedUp() throws {
        var generator = SeededGenerator(seed: 8)
        var jpeg = TestJPEG(width: 90, height: 63)
        jpeg.fill(using: &generator)
        var sender = sender(jpeg)
        var receiver = try receiver()
        let units = try receiver.receive(sender.packets(jpeg.file, timestamp: 0, isKey: true))
        jpeg.width = 96
        jpeg.height = 64
        #expect(units.map(\.payload.array) == [jpeg.file])
    }

    @Test func whatRTPCannotCarryIsLeftOut() throws {
        var generator = SeededGenerator(seed: 9)
        var jpeg = TestJPEG()
        jpeg.fill(using: &generator)
        let whole = jpeg.file
        func changed(_ marker: UInt8, _ offset: Int, to value: UInt8) throws -> [UInt8] {
            var bytes = whole
            let start = try #require((0..<whole.count).first { whole[$0] == 0xFF && whole[$0 + 1] == marker })
            bytes[start + 4 + offset] = value
            return bytes
        }
        var progressive = whole
        progressive[try #require((0..<whole.count).first { whole[$0] == 0xFF && whole[$0 + 1] == 0xC0 }) + 1] = 0xC2
        let files = [
            progressive,
            try changed(0xC0, 0, to: 12),  // twelve bits
            try changed(0xC0, 1, to: 8),  // 2096 lines
            try changed(0xC0, 7, to: 0x11),  // 4:4:4
            try changed(0xC0, 7, to: 0x41),
            try changed(0xC0, 10, to: 0x12),
            try changed(0xC0, 8, to: 2),  // a table that is not there
            try changed(0xC4, 20, to: 0x0B),  // another Huffman table
            try changed(0xDA, 1, to: 2),  // components in another order
            try changed(0xDA, 2, to: 0x01),
            try changed(0xDA, 8, to: 62),
            Array(whole.dropLast(2)) + split(whole).suffix(1).flatMap(\.self) + jpeg.data,  // two scans
            Array(whole.prefix(300)), [], [0xFF, 0xD8, 0xFF, 0xD9], Array("no JPEG at all".utf8),
        ]
        var sender = sender(jpeg)
        for (number, file) in files.enumerated() {
            #expect(sender.packets(file, timestamp: 0, isKey: true).isEmpty, "file \(number)")
        }
        #expect(sender.packetizer.leftOut == files.count)
        #expect(!sender.packets(whole, timestamp: 0, isKey: true).isEmpty)
        #expect(sender.packetizer.leftOut == files.count)
    }

    /// The segments between SOI and the data.
    private func split(_ file: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var position = 2
        while parts.last?[1] != 0xDA {
            let length = 2 + (Int(file[position + 2]) << 8 | Int(file[position + 3]))
            parts.append(Array(file[position..<position + length]))
            position += length
        }
        return parts
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func mutatedStreams(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed + 500)
        var receiver = try receiver()
        var sequence: UInt16 = 0
        var sizes: Set<PictureSize> = []
        for number in 0..<150 as Range<UInt32> {
            let jpeg = TestJPEG.random(largest: 64, using: &generator)
            var file = jpeg.file
            let changes = Int.random(in: 0...3, using: &generator)
            for _ in 0..<changes {
                file[Int.random(in: 0..<file.count, using: &generator)] ^=
                    UInt8(1) << UInt8.random(in: 0...7, using: &generator)
            }
            var sender = sender(jpeg, maximum: 512)
            sender.sequence = sequence
            for var packet in sender.packets(file, timestamp: number, isKey: true) {
                if Int.random(in: 0..<3, using: &generator) == 0 {
                    let index = Int.random(in: 0..<min(16, packet.payload.count), using: &generator)
                    packet.payload[index] ^= UInt8(1) << UInt8.random(in: 0...7, using: &generator)
                }
                if Int.random(in: 0..<9, using: &generator) == 0 {
                    packet.payload.removeLast(Int.random(in: 0...packet.payload.count, using: &generator))
                }
                if Int.random(in: 0..<9, using: &generator) == 0 { packet.marker.toggle() }
                let units = try receiver.receive(packet)
                for unit in units { sizes.insert(try JPEGOutline(parsing: unit.payload.span).size) }
                if let last = units.last {
                    let format = try JPEGFormat(parsing: last.payload.span)
                    #expect(receiver.depacketizer.format == .jpeg(format))
                }
                #expect(receiver.arena.pendingCount < 1 << 20)
            }
            sequence = sender.sequence
        }
        #expect(sizes.count > 5)
        // Nothing but noise, and mostly of types that mean something.
        for index in 0..<3000 as Range<UInt32> {
            var payload = generator.bytes(Int.random(in: 0..<200, using: &generator))
            if payload.count > 8 {
                payload.replaceSubrange(1..<6, with: [0, 0, 0, [0, 1, 64, 65][Int(index % 4)], UInt8(index % 256)])
            }
            let packet = Packet(
                sequence: sequence &+ UInt16(truncatingIfNeeded: index),
                timestamp: index / 2,
                marker: Bool.random(using: &generator),
                payload: payload
            )
            for unit in try receiver.receive(packet) { _ = try JPEGFormat(parsing: unit.payload.span) }
        }
    }
}
