import Media
import RTP
import Testing

/// Where access units begin and end, and what a loss costs, whatever real cameras do about it. The numbers are those
/// of the catalogue of camera quirks.
struct NALDepacketizerTests {
    @Test(arguments: NALKind.allCases)
    func row87WithoutMarkersTheTimestampEndsAUnit(kind: NALKind) throws {
        // FLIR M400.
        let second = kind.slice(.inter, first: false)
        let units = try kind.depacketize([
            (0, false, kind.idr), (3000, false, kind.inter), (3000, false, second), (6000, false, kind.inter),
        ])
        #expect(units.map(\.timestamp) == [0, 3000])
        #expect(units.map(\.payload.array) == [Sample.unit(kind.idr), Sample.unit(kind.inter, second)])
        #expect(units.map(\.flags) == [.key, []])
    }

    @Test(arguments: NALKind.allCases)
    func row88MarkersOnParameterSets(kind: NALKind) throws {
        // Tapo TC70, Reolink Duo 2.
        let items = kind.sets.map { (UInt32(0), true, $0) }
        let units = try kind.depacketize(
            items + [(0, true, kind.supplemental), (0, true, kind.idr), (3000, true, kind.inter)]
        )
        #expect(units.map(\.payload.array) == [Sample.unit(kind.supplemental, kind.idr), Sample.unit(kind.inter)])
    }

    @Test(arguments: NALKind.allCases)
    func row89TimestampChangesBeforeTheSlice(kind: NALKind) throws {
        // Reolink, VStarcam: the sets still bear the timestamp of the picture before.
        let items = kind.sets.map { (UInt32(0), false, $0) }
        let units = try kind.depacketize([(0, true, kind.inter)] + items + [(3000, true, kind.idr)])
        #expect(units.map(\.timestamp) == [0, 3000])
        #expect(units.map(\.flags) == [[], .key])
    }

    @Test(arguments: NALKind.allCases)
    func row89APacketAfterAMarkedOneCostsOnePicture(kind: NALKind) throws {
        let second = kind.slice(.inter, first: false)
        let items = (0..<5 as Range<UInt32>).flatMap { index in
            [(index * 3000, true, kind.inter), (index * 3000, true, second)]
        }
        let units = try kind.depacketize(items)
        #expect(units.map(\.timestamp) == [0, 3000, 6000, 9000])
        // The first was given out before its second slice came; from then on the timestamp decides.
        #expect(units.dropFirst().allSatisfy { $0.payload.array == Sample.unit(kind.inter, second) })
        #expect(units.map { $0.flags.contains(.afterLoss) } == [false, true, false, false])
    }

    @Test(arguments: NALKind.allCases)
    func markersOnEveryPacketOfFragments(kind: NALKind) throws {
        let unit = kind.slice(.inter, body: [UInt8](repeating: 7, count: 40))
        let pieces = kind.fragments(unit, cuts: [10, 20])
        let units = try kind.depacketize(pieces.map { (0, true, $0) } + pieces.map { (3000, true, $0) })
        #expect(units.map(\.payload.array) == [Sample.unit(unit), Sample.unit(unit)])
        #expect(units.allSatisfy { !$0.flags.contains(.afterLoss) })
    }

    @Test(arguments: NALKind.allCases)
    func row93DelimitersAndFillersAreDropped(kind: NALKind) throws {
        // Amcrest IP4M-1051.
        let units = try kind.depacketize([
            (0, false, kind.delimiter), (0, false, kind.supplemental), (0, false, kind.idr), (0, true, kind.filler),
            (3000, true, kind.filler),
        ])
        #expect(units.map(\.payload.array) == [Sample.unit(kind.supplemental, kind.idr)])
    }

    @Test(arguments: NALKind.allCases)
    func row95ALossInsideAUnitCostsThatUnit(kind: NALKind) throws {
        let unit = kind.slice(.inter, body: [UInt8](repeating: 7, count: 40))
        let pieces = kind.fragments(unit, cuts: [10, 20])
        for lost in pieces.indices {
            var receiver = Receiver(try kind.depacketizer(announced: try kind.format()))
            var sent = packets([(0, true, kind.idr)] + pieces.map { (3000, false, $0) } + [(6000, true, kind.inter)])
            sent[3].marker = true
            sent.remove(at: 1 + lost)
            let units = try receiver.receive(sent)
            #expect(units.map(\.timestamp) == [0, 6000])
            // The recorder goes on with what follows, and knows that something is missing.
            #expect(units.map(\.flags) == [.key, .afterLoss])
            #expect(receiver.depacketizer.counts.droppedUnits == 1)
        }
    }

    @Test(arguments: NALKind.allCases)
    func row96AUnitOfTooManyBytesIsDropped(kind: NALKind) throws {
        var receiver = Receiver(try kind.depacketizer())
        let piece = [UInt8](repeating: 0xAB, count: 60_000)
        let pieces = kind.fragments(kind.slice(.inter, body: piece + piece + piece), cuts: [60_000, 120_000])
        var sequence: UInt16 = 0
        func packet(_ payload: [UInt8], _ timestamp: UInt32, marker: Bool = false) -> Packet {
            defer { sequence += 1 }
            return Packet(sequence: sequence, timestamp: timestamp, marker: marker, payload: payload)
        }
        #expect(try receiver.receive(packet(kind.inter, 0, marker: true)).count == 1)
        #expect(try receiver.receive(packet(pieces[0], 1)).isEmpty)
        for _ in 0..<130 { #expect(try receiver.receive(packet(pieces[1], 1)).isEmpty) }
        #expect(receiver.arena.pendingCount > 7 << 20)
        for _ in 0..<70 { #expect(try receiver.receive(packet(pieces[1], 1)).isEmpty) }
        #expect(receiver.arena.pendingCount == 0)
        #expect(try receiver.receive(packet(pieces[2], 1, marker: true)).isEmpty)
        let units = try receiver.receive(packet(kind.inter, 2, marker: true))
        #expect(units.map(\.flags) == [.afterLoss])
        #expect(receiver.depacketizer.counts.droppedUnits == 1)
    }

    @Test(arguments: NALKind.allCases, [512, 513])
    func row96AUnitOfTooManyNALUnitsIsDropped(kind: NALKind, count: Int) throws {
        let slices = (0..<count).map { (UInt32(1), false, kind.slice(.inter, first: $0 == 0)) }
        let units = try kind.depacketize([(0, true, kind.inter)] + slices + [(2, true, kind.inter)])
        #expect(units.map(\.timestamp) == (count == 512 ? [0, 1, 2] : [0, 2]))
        #expect(units.last?.flags == (count == 512 ? [] : .afterLoss))
    }

    @Test(arguments: NALKind.allCases)
    func row100SeveralSlicesAreOnePicture(kind: NALKind) throws {
        // Reolink P330, Axis.
        let slices = (0..<4).map { kind.slice(.key, first: $0 == 0, body: [UInt8($0), 0x80]) }
        let items = slices.enumerated().map { (UInt32(0), $0.offset == 3, $0.element) }
        let units = try kind.depacketize(items + [(3000, true, kind.inter)])
        #expect(units.map(\.payload.array) == [Sample.unit(slices), Sample.unit(kind.inter)])
        for lost in slices.indices {
            var receiver = Receiver(try kind.depacketizer())
            var sent = packets([(0, true, kind.inter)] + items + [(3000, true, kind.inter)])
            for index in 1...4 { sent[index].timestamp = 1500 }
            sent.remove(at: 1 + lost)
            #expect(try receiver.receive(sent).map(\.timestamp) == [0, 3000])
        }
    }

    @Test(arguments: NALKind.allCases)
    func row101TimestampsOfReorderedPicturesPassAsTheyAre(kind: NALKind) throws {
        // In decoding order: I, P, then two B before the P.
        let times: [UInt32] = [0, 9000, 3000, 6000, 18_000, 12_000, 15_000]
        let disposable = kind.slice(.disposable)
        let items = times.enumerated().map { index, time in
            (time, true, index == 0 ? kind.idr : index % 3 == 1 ? kind.inter : disposable)
        }
        for withMarkers in [true, false] {
            let units = try kind.depacketize(items.map { ($0.0, withMarkers, $0.2) })
            #expect(units.map(\.timestamp) == (withMarkers ? times : times.dropLast()))
            let isDisposable = [false, false, true, true, false, true, true].prefix(units.count)
            #expect(units.map { $0.flags.contains(.disposable) } == Array(isDisposable))
            #expect(units.allSatisfy { !$0.flags.contains(.afterLoss) })
        }
    }

    @Test(arguments: NALKind.allCases)
    func row114VendorUnitsAreDroppedAndCounted(kind: NALKind) throws {
        // VStarcam.
        var receiver = Receiver(try kind.depacketizer())
        let units = try receiver.receive(
            packets([(0, false, kind.vendorData), (0, false, []), (0, true, kind.inter), (3000, true, kind.vendorData)])
        )
        #expect(units.map(\.payload.array) == [Sample.unit(kind.inter)])
        #expect(receiver.depacketizer.counts == DepacketizerCounts(droppedUnits: 0, oddities: 2))
    }

    @Test(arguments: NALKind.allCases)
    func pictureWithoutReferencesIsDisposable(kind: NALKind) throws {
        let units = try kind.depacketize([
            (0, true, kind.slice(.disposable)), (1, false, kind.slice(.disposable)),
            (1, true, kind.slice(.inter, first: false)),
        ])
        #expect(units.map(\.flags) == [.disposable, []])
    }

    @Test(arguments: NALKind.allCases)
    func aSessionThatBeginsInsideAPictureBeginsWithTheNext(kind: NALKind) throws {
        let pieces = kind.fragments(kind.slice(.key, body: [1, 2, 3, 4, 5]), cuts: [2])
        let units = try kind.depacketize([
            (0, false, pieces[1]), (0, true, kind.slice(.key, first: false)), (3000, true, kind.inter),
        ])
        #expect(units.map(\.timestamp) == [3000])
        #expect(units.map(\.flags) == [[]])
    }
}
