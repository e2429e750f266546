import Media
import RTP
import Testing

struct AACDepacketizerTests {
    private func format() throws -> AACFormat { try AACFormat(configuration: [0x11, 0x90]) }

    private func receiver(clockRate: UInt32 = 48_000) throws -> Depacketizer {
        Depacketizer(try AACDepacketizer(format: format(), clockRate: clockRate))
    }

    /// A payload with an AU header for each size.
    private func payload(_ sizes: [Int], _ data: [UInt8]) -> [UInt8] {
        let bits = sizes.count * 16
        return [UInt8(bits >> 8), UInt8(bits & 0xFF)]
            + sizes.flatMap { [UInt8($0 >> 5), UInt8($0 << 3 & 0xFF)] } + data
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func depacketizedIsWhatWasPacketized(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let maximum = Int.random(in: 64...1400, using: &generator)
        var sender = Sender(packetizer: Packetizer(format: .aac(try format()), maximumPayload: maximum))
        var receiver = Receiver(try receiver())
        for index in 0..<100 as Range<UInt32> {
            var sent = generator.bytes(Int.random(in: 1...2000, using: &generator))
            sent[0] = 0x21
            let packets = sender.packets(sent, timestamp: index &* 1024, isKey: true)
            #expect(packets.allSatisfy { $0.payload.count <= maximum })
            let units = try receiver.receive(packets)
            try #require(units.count == 1)
            #expect(units[0].payload.array == sent)
            #expect(units[0].timestamp == index &* 1024)
            #expect(units[0].samples == 1024)
            #expect(units[0].flags == .key)
        }
        #expect(receiver.depacketizer.format == .aac(try format()))
        #expect(receiver.depacketizer.formatVersion == 1)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func afterLossesOnlyWholeUnitsComeOut(seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        var sender = Sender(packetizer: Packetizer(format: .aac(try format()), maximumPayload: 100))
        var receiver = Receiver(try receiver())
        var sent: [UInt32: [UInt8]] = [:]
        var expected: UInt32?
        var count = 0
        for index in 0..<300 as Range<UInt32> {
            var unit = generator.bytes(Int.random(in: 1...400, using: &generator))
            unit[0] = 0x21
            sent[index * 1024] = unit
            for packet in sender.packets(unit, timestamp: index * 1024, isKey: true)
            where Int.random(in: 0..<15, using: &generator) > 0 {
                for unit in try receiver.receive(packet) {
                    count += 1
                    #expect(unit.payload.array == sent[unit.timestamp])
                    if let expected, expected != unit.timestamp { #expect(unit.flags.contains(.afterLoss)) }
                    expected = unit.timestamp + 1024
                }
            }
        }
        #expect(count > 150 && count < 300)
    }

    @Test func severalUnitsInAPacketFollowEachOther() throws {
        var receiver = Receiver(try receiver())
        let units = try receiver.receive(
            packets([(5000, true, payload([3, 1, 2], [1, 2, 3, 4, 5, 6]))])
        )
        #expect(units.map(\.payload.array) == [[1, 2, 3], [4], [5, 6]])
        #expect(units.map(\.timestamp) == [5000, 6024, 7048])
    }

    @Test func aClockOtherThanTheSampleRateScalesTheDuration() throws {
        var receiver = Receiver(try receiver(clockRate: 90_000))
        let units = try receiver.receive(packets([(0, true, payload([1, 1], [1, 2]))]))
        #expect(units.map(\.samples) == [1920, 1920])
        #expect(units.map(\.timestamp) == [0, 1920])
    }

    @Test func quirk102ADTSHeadersAreTakenOff() throws {
        let raw: [UInt8] = [0x21, 0x10, 0x05]
        let adts: [UInt8] = [0xFF, 0xF1, 0x4C, 0x80, 0x01, 0x5F, 0xFC] + raw
        var receiver = Receiver(try receiver())
        let units = try receiver.receive(
            packets([(0, true, payload([10], adts)), (1024, true, adts + adts), (3072, true, payload([3], raw))])
        )
        #expect(units.map(\.payload.array) == [raw, raw, raw, raw])
        #expect(units.map(\.timestamp) == [0, 1024, 2048, 3072])
    }

    @Test func sizesThatDoNotFitCostOnePacket() throws {
        var receiver = Receiver(try receiver())
        let units = try receiver.receive(
            packets([
                (0, true, payload([2, 60], [1, 2, 3])), (2048, true, [0xFF, 0xFF, 1]), (3072, true, [0]),
                (4096, true, payload([600], [1, 2, 3])), (5120, true, payload([2], [8, 9])),
            ])
        )
        #expect(units.map(\.payload.array) == [[1, 2], [8, 9]])
        #expect(units.map { $0.flags.contains(.afterLoss) } == [false, true])
    }

    @Test func aFragmentWithoutItsEndIsDropped() throws {
        var receiver = Receiver(try receiver())
        let units = try receiver.receive(
            packets([
                (0, false, payload([6], [1, 2, 3])), (1024, false, payload([6], [4, 5, 6])),
                (1024, true, payload([6], [7, 8, 9])), (2048, false, payload([6], [1, 2])),
                (3072, true, payload([2], [3, 4])),
            ])
        )
        #expect(units.map(\.payload.array) == [[4, 5, 6, 7, 8, 9], [3, 4]])
        #expect(units.map { $0.flags.contains(.afterLoss) } == [true, true])
        #expect(receiver.depacketizer.counts.droppedUnits == 2)
    }

    @Test func lowBitRateMode() throws {
        let format = try format()
        let layout = AACDepacketizer.HeaderLayout(sizeLength: 6, indexLength: 2, indexDeltaLength: 2)
        var receiver = Receiver(
            Depacketizer(try AACDepacketizer(format: format, clockRate: 48_000, layout: layout))
        )
        let units = try receiver.receive(packets([(0, true, [0, 16, 2 << 2, 1 << 2, 7, 8, 9])]))
        #expect(units.map(\.payload.array) == [[7, 8], [9]])
    }
}

struct G711DepacketizerTests {
    @Test(arguments: [1, 2], [G711Format.Law.a, .mu])
    func longAudioIsCutAndStaysWhole(channels: Int, law: G711Format.Law) throws {
        let format = G711Format(law: law, channels: channels)
        var generator = SeededGenerator(3)
        var sender = Sender(packetizer: Packetizer(format: .g711(format), maximumPayload: 161))
        var receiver = Receiver(Depacketizer(G711Depacketizer(format: format)))
        let sent = generator.bytes(1000)
        let packets = sender.packets(sent, timestamp: 400, isKey: true)
        #expect(packets.allSatisfy { $0.payload.count <= 161 && $0.payload.count % channels == 0 })
        let units = try receiver.receive(packets)
        #expect(units.flatMap(\.payload.array) == sent)
        var timestamp: UInt32 = 400
        for unit in units {
            #expect(unit.timestamp == timestamp)
            timestamp += unit.samples
        }
        #expect(timestamp == 400 + 1000 / UInt32(channels))
    }

    @Test func aLossIsFlaggedAndAnEmptyPacketIsNot() throws {
        var receiver = Receiver(Depacketizer(G711Depacketizer(format: G711Format(law: .a))))
        var sent = packets([(0, true, [1]), (1, false, [2]), (2, false, []), (2, false, [3])])
        sent.remove(at: 1)
        let units = try receiver.receive(sent)
        #expect(units.map(\.flags) == [.key, [.key, .afterLoss]])
        #expect(receiver.depacketizer.counts.oddities == 1)
    }
}
