import Media
import RTP
import TestKit
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
        var generator = SeededGenerator(seed: seed)
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
        var generator = SeededGenerator(seed: seed)
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

    @Test func row102AClockOtherThanTheSampleRateScalesTheDuration() throws {
        var receiver = Receiver(try receiver(clockRate: 90_000))
        let units = try receiver.receive(packets([(0, true, payload([1, 1], [1, 2]))]))
        #expect(units.map(\.samples) == [1920, 1920])
        #expect(units.map(\.timestamp) == [0, 1920])
    }

    @Test func row102ADTSHeadersAreTakenOff() throws {
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

    // MARK: What cameras do

    /// An ADTS frame of these bytes, 48 kHz stereo.
    private func adts(_ raw: [UInt8]) -> [UInt8] {
        let length = raw.count + 7
        return [
            0xFF, 0xF1, 0x4C, 0x80 | UInt8(length >> 11), UInt8(length >> 3 & 0xFF), UInt8(length << 5 & 0xE0 | 0x1F),
            0xFC,
        ] + raw
    }

    @Test func row102AnAccessUnitOverSeveralPackets() throws {
        let unit = [UInt8](0x21...0x70)
        var receiver = Receiver(try receiver())
        let units = try receiver.receive(
            packets([
                (0, false, payload([80], Array(unit[..<30]))), (0, false, payload([80], Array(unit[30..<60]))),
                (0, true, payload([80], Array(unit[60...]))), (1024, true, payload([3], [1, 2, 3])),
            ])
        )
        #expect(units.map(\.payload.array) == [unit, [1, 2, 3]])
        #expect(units.map(\.flags) == [.key, .key])
    }

    @Test func row102AnADTSFrameWithinAnAccessUnitOverSeveralPackets() throws {
        let raw = [UInt8](0x21...0x70)
        let frame = adts(raw)
        var receiver = Receiver(try receiver())
        for cut in 9..<frame.count {
            let units = try receiver.receive([
                Packet(
                    sequence: UInt16(cut * 2),
                    timestamp: 0,
                    marker: false,
                    payload: payload([87], Array(frame[..<cut]))
                ),
                Packet(
                    sequence: UInt16(cut * 2 + 1),
                    timestamp: 0,
                    marker: true,
                    payload: payload([87], Array(frame[cut...]))
                ),
            ])
            #expect(units.map(\.payload.array) == [raw])
        }
        #expect(receiver.depacketizer.counts == DepacketizerCounts())
    }

    @Test func row102BareADTSFramesOverSeveralPackets() throws {
        let raw = [UInt8](0x21...0x70)
        let frame = adts(raw)
        for cut in 9..<frame.count {
            var receiver = Receiver(try receiver())
            let units = try receiver.receive(
                packets([
                    // One whole and the beginning of the next; its end and another.
                    (1024, false, frame + frame[..<cut]), (2048, false, frame[cut...] + frame), (5000, false, frame),
                ])
            )
            #expect(units.map(\.payload.array) == [raw, raw, raw, raw])
            #expect(units.map(\.timestamp) == [1024, 2048, 3072, 5000])
        }
        // The end of one never comes.
        var receiver = Receiver(try receiver())
        let units = try receiver.receive(packets([(0, true, Array(frame[..<40])), (1024, true, frame)]))
        #expect(units.map(\.payload.array) == [raw])
        #expect(units[0].flags == [.key, .afterLoss])
        #expect(receiver.depacketizer.counts.droppedUnits == 1)
    }

    @Test(arguments: [44_100, 90_000, 22_050] as [UInt32])
    func row102UnitsOf44100HertzDoNotDriftWithinAPacket(clockRate: UInt32) throws {
        let format = try AACFormat(configuration: [0x12, 0x10])
        #expect(format.sampleRate == 44_100)
        var receiver = Receiver(Depacketizer(try AACDepacketizer(format: format, clockRate: clockRate)))
        let sizes = [Int](repeating: 1, count: 20)
        let units = try receiver.receive(packets([(7, true, payload(sizes, [UInt8](repeating: 9, count: 20)))]))
        let exact = (0..<20 as Range<UInt64>).map { index in
            let ticks: UInt64 = index * 1024 * UInt64(clockRate) / 44_100
            return UInt32(7 + ticks)
        }
        #expect(units.map(\.timestamp) == exact)
    }

    @Test func row102IndicesOtherThan0AreNotLookedAt() throws {
        var receiver = Receiver(try receiver())
        // AU-index 5 (a camera's mistake), and then deltas as of interleaving, which costs nothing but the order.
        let header: [UInt8] = [0, 32, 0, 2 << 3 | 5, 0, 1 << 3 | 2]
        let units = try receiver.receive(packets([(0, true, header + [1, 2, 3]), (2048, true, header + [4, 5, 6])]))
        #expect(units.map(\.payload.array) == [[1, 2], [3], [4, 5], [6]])
        #expect(units.map(\.timestamp) == [0, 1024, 2048, 3072])
        #expect(units.allSatisfy { $0.flags == .key })
    }

    /// Announced without indices, sent with them; or the other way round.
    @Test func row70IndicesThatAreNotAsAnnounced() throws {
        let format = try format()
        let bare = AACDepacketizer.HeaderLayout(sizeLength: 13, indexLength: 0, indexDeltaLength: 0)
        var announcedBare = Receiver(
            Depacketizer(try AACDepacketizer(format: format, clockRate: 48_000, layout: bare))
        )
        let units = try announcedBare.receive(
            packets([(0, true, payload([3], [1, 2, 3])), (1024, true, payload([1, 1], [4, 5]))])
        )
        #expect(units.map(\.payload.array) == [[1, 2, 3], [4], [5]])
        #expect(announcedBare.depacketizer.counts.oddities == 1)
        var sentBare = Receiver(try receiver())
        // 13 bits: a size of 3 in the upper ones.
        let others = try sentBare.receive(
            packets([(0, true, [0, 13, 0, 3 << 3, 1, 2, 3]), (1024, true, [0, 13, 0, 1 << 3, 4])])
        )
        #expect(others.map(\.payload.array) == [[1, 2, 3], [4]])
        // A damaged length does not make it forget what was announced.
        let layout = AACDepacketizer.HeaderLayout(sizeLength: 6, indexLength: 2, indexDeltaLength: 2)
        var low = Receiver(Depacketizer(try AACDepacketizer(format: format, clockRate: 48_000, layout: layout)))
        let rest = try low.receive(packets([(0, true, [0, 12, 0, 0, 9]), (1024, true, [0, 8, 2 << 2, 7, 8])]))
        #expect(rest.last?.payload.array == [7, 8])
    }
}
