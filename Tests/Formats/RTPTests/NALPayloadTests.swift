import Media
import RTP
import Testing

/// How NAL units lie in packets, and how cameras get it wrong. The numbers are those of the catalogue of camera quirks.
struct NALPayloadTests {
    @Test(arguments: NALKind.allCases)
    func row86HeaderExtensionsSourcesAndPaddingAreNoPayload(kind: NALKind) throws {
        var packet: [UInt8] = [0xB1, 0x80 | 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
        packet += [0, 0, 0, 4]
        packet += [0xBE, 0xDE, 0, 1, 9, 9, 9, 9]
        packet += kind.inter + [0, 0, 0, 4]
        let header = try RTPHeader(packet.span)
        var depacketizer = try kind.depacketizer()
        var arena = ByteArena()
        depacketizer.push(header, payload: packet.span.extracting(header.payload), afterLoss: false, into: &arena)
        #expect(depacketizer.next()?.payload.array == Sample.unit(kind.inter))
    }

    @Test(arguments: NALKind.allCases)
    func row90FragmentsOfAllKinds(kind: NALKind) throws {
        // CostarHD, Tiandy.
        let unit = kind.slice(.inter, body: [1, 2, 3, 4, 5, 6])
        var pieces = kind.fragments(unit, cuts: [2, 2, 4])
        // Another type, and in H.264 the reserved bit, in a later fragment; the empty one is there too.
        pieces[2][kind.flagsOffset] |= 0x20 | 0x02
        let whole = kind.fragments(unit)
        #expect(whole.count == 1 && whole[0][kind.flagsOffset] & 0xC0 == 0xC0)
        let units = try kind.depacketize([
            (0, false, pieces[0]), (0, false, pieces[1]), (0, false, pieces[2]), (0, true, pieces[3]),
            (3000, true, whole[0]),
        ])
        #expect(units.map(\.payload.array) == [Sample.unit(unit), Sample.unit(unit)])
    }

    @Test(arguments: NALKind.allCases)
    func aFragmentWithoutAnEndIsWhole(kind: NALKind) throws {
        let unit = kind.slice(.inter, body: [1, 2, 3, 4, 5, 6])
        var pieces = kind.fragments(unit, cuts: [3])
        pieces[1][kind.flagsOffset] &= ~0x40
        let units = try kind.depacketize([(0, false, pieces[0]), (0, true, pieces[1]), (3000, true, kind.inter)])
        #expect(units.map(\.payload.array) == [Sample.unit(unit), Sample.unit(kind.inter)])
    }

    @Test(arguments: NALKind.allCases)
    func row91AStreamWithStartCodesCutAnywhere(kind: NALKind) throws {
        // V380 and many recorders.
        let code: [UInt8] = [0, 0, 0, 1]
        let rest = kind.slice(.key, first: false, body: [0, 0, 3, 9, 0, 0, 3, 0x80])
        let stream = Array(kind.sets.joined(separator: code)) + [0, 0, 1] + kind.idr + code + rest
        for front in [[], [0, 0, 1], code] as [[UInt8]] {
            let unit = front + stream
            for cut in 0..<unit.count - kind.headerLength {
                let pieces = kind.fragments(unit, cuts: [cut])
                var receiver = Receiver(try kind.depacketizer())
                let units = try receiver.receive(packets([(0, false, pieces[0]), (0, true, pieces[1])]))
                #expect(units.map(\.payload.array) == [Sample.unit(kind.idr, rest)])
                #expect(units.first?.flags == .key)
                #expect(receiver.depacketizer.format == (try kind.format()))
            }
            let single = try kind.depacketize([(0, true, unit)])
            #expect(single.map(\.payload.array) == [Sample.unit(kind.idr, rest)])
            let inAggregate = try kind.depacketize([(0, true, kind.aggregate([unit]))])
            #expect(inAggregate.map(\.payload.array) == [Sample.unit(kind.idr, rest)])
        }
    }

    @Test(arguments: NALKind.allCases)
    func row91StartCodesAreFoundLateInAStreamThatHadThemBefore(kind: NALKind) throws {
        var receiver = Receiver(try kind.depacketizer())
        let second = kind.slice(.disposable, first: false)
        for index in 0..<300 as Range<UInt32> {
            let payload = kind.inter + [0, 0, 1] + second
            let packet = Packet(sequence: UInt16(index), timestamp: index, marker: true, payload: payload)
            #expect(try receiver.receive(packet).map(\.payload.array) == [Sample.unit(kind.inter, second)])
        }
    }

    @Test(arguments: NALKind.allCases)
    func row92AggregatesWithZeroPadding(kind: NALKind) throws {
        let second = kind.slice(.key, first: false)
        let units = try kind.depacketize([
            (0, false, kind.aggregate(kind.sets) + [0, 0, 0]),
            (0, true, kind.aggregate([kind.idr, [], second]) + [0]),
        ])
        #expect(units.map(\.payload.array) == [Sample.unit(kind.idr, second)])
    }

    @Test(arguments: NALKind.allCases)
    func anAggregateThatDoesNotFitCostsOneUnit(kind: NALKind) throws {
        let units = try kind.depacketize([
            (0, true, kind.inter), (1, true, kind.aggregate([kind.inter]).dropLast()), (2, true, kind.inter),
        ])
        #expect(units.map(\.timestamp) == [0, 2])
        #expect(units.map { $0.flags.contains(.afterLoss) } == [false, true])
    }

    @Test(arguments: NALKind.allCases)
    func packetsThatAreTooShortAreCounted(kind: NALKind) throws {
        var receiver = Receiver(try kind.depacketizer())
        let stump = kind.fragments(kind.inter)[0].prefix(kind.headerLength)
        let units = try receiver.receive(packets([(0, false, Array(stump)), (0, true, kind.inter)]))
        #expect(units.map(\.payload.array) == [Sample.unit(kind.inter)])
        #expect(receiver.depacketizer.counts.oddities == 1)
    }

    @Test func row99DecodingOrderNumbersArePassedOver() throws {
        // Aggregated: two bytes before the first unit, one before each later one. Fragmented: before the first only.
        let sets = NALKind.h265.sets
        let aggregate: [UInt8] =
            [0x60, 1, 0, 7] + [0, UInt8(sets[0].count)] + sets[0] + [0] + [0, UInt8(sets[1].count)] + sets[1]
            + [0] + [0, UInt8(sets[2].count)] + sets[2]
        let unit = NALSample.slice(19, body: [1, 2, 3, 4, 5, 6])
        var pieces = NALKind.h265.fragments(unit, cuts: [3, 5])
        pieces[0].insert(contentsOf: [0, 8], at: 3)
        let single = NALSample.slice(1)
        let numbered = Array(single[..<2]) + [0, 9] + single[2...]
        let sent = packets([
            (0, false, aggregate), (0, false, pieces[0]), (0, false, pieces[1]), (0, true, pieces[2]),
            (3000, true, numbered), (6000, false, [0x02, 1, 0]), (6000, false, [0x62, 1, 0x81, 0]),
        ])
        func receive(difference: String) throws -> ([[UInt8]], TrackFormat?) {
            let depacketizer = try Depacketizer.make(
                encoding: "H265",
                clockRate: 90_000,
                channels: nil,
                parameters: ["sprop-max-don-diff": difference]
            )
            var receiver = Receiver(depacketizer)
            return (try receiver.receive(sent).map(\.payload.array), receiver.depacketizer.format)
        }
        let (units, format) = try receive(difference: "2")
        #expect(units == [Sample.unit(unit), Sample.unit(single)])
        #expect(format == (try NALKind.h265.format()))
        for none in ["0", "-1", "", "many"] {
            // Then the numbers would be taken for what they stand before.
            #expect(try receive(difference: none).0.allSatisfy { $0 != Sample.unit(unit) && $0 != Sample.unit(single) })
        }
    }

    /// RFC 7798 §4.4: two bytes behind the header of a single unit, before the first unit of an aggregation packet, and in
    /// the first fragment; one byte of difference, less one, before each later unit of an aggregation packet.
    @Test func row99DecodingOrderNumbersStandWhereTheyBelong() throws {
        let (kind, sets) = (NALKind.h265, NALKind.h265.sets)
        let format = try kind.format()
        var sender = Sender(packetizer: Packetizer(format: format, orderDifference: 1, maximumPayload: 80))
        let long = kind.slice(.key, body: [UInt8](repeating: 0x21, count: 200))
        let short = kind.slice(.key, first: false)
        let sent = sender.packets(Sample.unit([long, short]), timestamp: 0, isKey: true).map(\.payload)
        func sized(_ set: [UInt8]) -> [UInt8] { [0, UInt8(set.count)] + set }
        // Together they would have 85 bytes.
        let numbered = (sets + [short]).map { Array($0[..<2]) + [0, 0] + $0[2...] }
        try #require(sent.count == 3 + 3 + 1)
        for (index, (packet, order)) in zip(sent[..<3] + [sent[6]], [0, 1, 2, 4] as [UInt8]).enumerated() {
            var expected = numbered[index]
            expected[3] = order
            #expect(packet == expected)
        }
        #expect(sent[3].count == 80 && Array(sent[3][..<5]) == [0x62, 1, 0x80 | 19, 0, 3])
        #expect(sent[4].count == 80 && Array(sent[4][..<3]) == [0x62, 1, 19])
        #expect(Array(sent[5][..<3]) == [0x62, 1, 0x40 | 19])
        #expect(sent[3][5...] + sent[4][3...] + sent[5][3...] == long[2...])

        var aggregating = Sender(packetizer: Packetizer(format: format, orderDifference: 1))
        let first = aggregating.packets(Sample.unit(kind.idr), timestamp: 0, isKey: true).map(\.payload)
        let second = aggregating.packets(Sample.unit(kind.idr), timestamp: 1, isKey: true).map(\.payload)
        for (packets, order) in [(first, 0), (second, 4)] as [([[UInt8]], UInt8)] {
            let units = [0, order] + sized(sets[0]) + [0] + sized(sets[1]) + [0] + sized(sets[2])
            #expect(packets == [[0x60, 1] + units, Array(kind.idr[..<2]) + [0, order + 3] + kind.idr[2...]])
        }
    }

    /// Sixteen bits, over their end too.
    @Test func row99DecodingOrderNumbersWrap() throws {
        let kind = NALKind.h265
        let parameters = ["sprop-max-don-diff": "1"]
        var sender = Sender(packetizer: Packetizer(format: try kind.format(), orderDifference: 1))
        var receiver = Receiver(try kind.depacketizer(parameters: parameters))
        _ = try receiver.receive(sender.packets(Sample.unit(kind.idr), timestamp: 0, isKey: true))
        var orders: [Int] = []
        for index in 1...UInt32(66_000) {
            let packets = sender.packets(Sample.unit(kind.inter), timestamp: index * 3600, isKey: false)
            orders += packets.map { Int($0.payload[2]) << 8 | Int($0.payload[3]) }
            let units = try receiver.receive(packets)
            if units.map(\.payload.array) != [Sample.unit(kind.inter)] { Issue.record("picture \(index)") }
        }
        #expect(orders == (4..<66_004).map { $0 & 0xFFFF })
    }

    @Test func packetsWithExtensionsAreDroppedAndCounted() throws {
        var receiver = Receiver(try NALKind.h265.depacketizer())
        // PACI (RFC 7798 §4.4.4), and a unit of a layer above the base, and one of temporal id 0.
        let odd: [[UInt8]] = [[0x64, 1, 0, 0, 1, 2], [0x02, 0x09, 0xA8, 1], [0x02, 0, 0xA8, 1]]
        let units = try receiver.receive(packets(odd.map { (0, false, $0) } + [(0, true, NALKind.h265.inter)]))
        #expect(units.map(\.payload.array) == [Sample.unit(NALKind.h265.inter)])
        #expect(receiver.depacketizer.counts.oddities == 3)
    }
}
