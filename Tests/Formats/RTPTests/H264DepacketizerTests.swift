import Media
import RTP
import Testing

/// What real cameras do, and what must come of it. The numbers are those of the catalogue of camera quirks.
struct H264DepacketizerTests {
    private func depacketize(
        _ items: [(timestamp: UInt32, marker: Bool, payload: [UInt8])]
    ) throws -> [DepacketizedUnit] {
        var receiver = Receiver(try Sample.depacketizer())
        return try receiver.receive(packets(items))
    }

    /// `unit` in fragments that begin at the given places of its body.
    private func fragments(_ unit: [UInt8], cuts: [Int] = []) -> [[UInt8]] {
        let body = Array(unit.dropFirst())
        let bounds = [0] + cuts + [body.count]
        return (0..<bounds.count - 1).map { index in
            let flags: UInt8 = (index == 0 ? 0x80 : 0) | (index == bounds.count - 2 ? 0x40 : 0)
            return [unit[0] & 0xE0 | 28, unit[0] & 0x1F | flags] + body[bounds[index]..<bounds[index + 1]]
        }
    }

    private func aggregate(_ units: [[UInt8]]) -> [UInt8] {
        [0x78] + units.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0 }
    }

    @Test func parameterSetsGoIntoTheFormat() throws {
        var receiver = Receiver(try Sample.depacketizer())
        #expect(receiver.depacketizer.format == nil)
        #expect(receiver.depacketizer.formatVersion == 0)
        let units = try receiver.receive(
            packets([
                (0, false, aggregate([Sample.sequenceSet, Sample.pictureSet])), (0, true, Sample.idr),
            ])
        )
        #expect(units.map(\.payload.array) == [Sample.unit(Sample.idr)])
        #expect(receiver.depacketizer.format == .h264(try Sample.h264()))
        #expect(receiver.depacketizer.formatVersion == 1)
    }

    @Test func formatChangesWithTheUnitThatBringsIt() throws {
        var depacketizer = try Sample.depacketizer(sets: "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA")
        #expect(depacketizer.format == .h264(try Sample.h264()))
        var arena = ByteArena(chunkCapacity: 4096)
        // No markers: the packet with the new sets completes the picture before them.
        let sent = packets([
            (0, false, Sample.inter), (3000, false, aggregate([Sample.otherSequenceSet, Sample.otherPictureSet])),
            (3000, true, Sample.idr),
        ])
        for packet in sent {
            depacketizer.push(packet.header, payload: packet.payload.span, afterLoss: false, into: &arena)
        }
        #expect(depacketizer.next()?.timestamp == 0)
        #expect(depacketizer.formatVersion == 1)
        #expect(depacketizer.format?.pictureSize == PictureSize(width: 640, height: 360))
        #expect(depacketizer.next()?.timestamp == 3000)
        #expect(depacketizer.formatVersion == 2)
        #expect(depacketizer.format?.pictureSize == PictureSize(width: 1920, height: 1080))
        #expect(depacketizer.next() == nil)
    }

    @Test func setsBehindAPictureBelongToTheNext() throws {
        var receiver = Receiver(try Sample.depacketizer())
        _ = try receiver.receive(packets([(0, false, Sample.sequenceSet), (0, false, Sample.pictureSet)]))
        var sizes: [Int?] = []
        let items: [(UInt32, Bool, [UInt8])] = [
            (0, false, Sample.idr), (0, false, Sample.otherSequenceSet), (3000, false, Sample.idr),
            (6000, false, Sample.inter),
        ]
        for (index, item) in items.enumerated() {
            let packet = Packet(sequence: UInt16(3 + index), timestamp: item.0, marker: item.1, payload: item.2)
            for _ in try receiver.receive(packet) { sizes.append(receiver.depacketizer.format?.pictureSize?.width) }
        }
        #expect(sizes == [640, 1920])
    }

    @Test func theSequenceSetInUseComesFirst() throws {
        // The same as the other set, but with id 1, and a picture set 1 that refers to it.
        let second: [UInt8] = Sample.hex("6742c0284d900780227e5c044000003000400000300f03c60c92")
        let picture: [UInt8] = [0x68, 0b0100_1000, 0x83, 0xCB, 0x20]
        // first_mb 0, slice_type 7, picture set 1.
        let idr: [UInt8] = [0x65, 0b1000_1000, 0b0100_0000, 0xAA]
        var receiver = Receiver(try Sample.depacketizer())
        let units = try receiver.receive(
            packets([
                (0, false, aggregate([Sample.sequenceSet, Sample.pictureSet, second, picture])), (0, true, Sample.idr),
                (3000, true, idr), (6000, true, idr),
            ])
        )
        #expect(units.count == 3)
        #expect(receiver.depacketizer.formatVersion == 2)
        guard case .h264(let format) = receiver.depacketizer.format else {
            Issue.record("no format")
            return
        }
        #expect(format.sequenceParameterSets.first == second)
        #expect(format.sequenceParameterSets.count == 2)
        #expect(format.pictureParameterSets == [Sample.pictureSet, picture])
    }

    @Test func aCutSequenceSetDoesNotReplaceAGoodOne() throws {
        var receiver = Receiver(try Sample.depacketizer())
        let cut = Array(Sample.sequenceSet.prefix(6))
        _ = try receiver.receive(
            packets([
                (0, false, Sample.sequenceSet), (0, false, Sample.pictureSet), (0, true, Sample.idr),
                (1, false, cut), (1, true, Sample.idr),
            ])
        )
        #expect(receiver.depacketizer.format == .h264(try Sample.h264()))
        #expect(receiver.depacketizer.formatVersion == 1)
        #expect(receiver.depacketizer.counts.oddities == 1)
    }

    @Test func quirk88MarkersOnParameterSets() throws {
        let units = try depacketize([
            (0, true, Sample.sequenceSet), (0, true, Sample.pictureSet), (0, true, Sample.supplemental),
            (0, true, Sample.idr), (3000, true, Sample.inter),
        ])
        #expect(
            units.map(\.payload.array) == [Sample.unit(Sample.supplemental, Sample.idr), Sample.unit(Sample.inter)]
        )
    }

    @Test func quirk89TimestampChangesBeforeTheSlice() throws {
        let units = try depacketize([
            (0, true, Sample.inter), (0, false, Sample.sequenceSet), (0, false, Sample.pictureSet),
            (3000, true, Sample.idr),
        ])
        #expect(units.map(\.timestamp) == [0, 3000])
        #expect(units.map(\.flags) == [[], .key])
    }

    @Test func markersOnEveryPacketOfFragments() throws {
        let pieces = fragments(Sample.slice(0x41, body: [UInt8](repeating: 7, count: 40)), cuts: [10, 20])
        let units = try depacketize(pieces.map { (0, true, $0) } + pieces.map { (3000, true, $0) })
        #expect(units.count == 2)
        #expect(units.allSatisfy { $0.payload.count == 46 && !$0.flags.contains(.afterLoss) })
    }

    @Test func markersOnEverySliceCostOnePicture() throws {
        let second = Sample.slice(0x41, first: false)
        let items = (0..<5 as Range<UInt32>).flatMap { index in
            [(index * 3000, true, Sample.inter), (index * 3000, true, second)]
        }
        let units = try depacketize(items)
        #expect(units.map(\.timestamp) == [0, 3000, 6000, 9000])
        // The first was given out before its second slice came; from then on the timestamp decides.
        #expect(units.dropFirst().allSatisfy { $0.payload.array == Sample.unit(Sample.inter, second) })
        #expect(units.map { $0.flags.contains(.afterLoss) } == [false, true, false, false])
    }

    @Test func quirk90FragmentsOfAllKinds() throws {
        let unit = Sample.slice(0x41, body: [1, 2, 3, 4, 5, 6])
        var pieces = fragments(unit, cuts: [2, 2, 4])
        // Another type and the reserved bit in a later fragment; the empty one is there too.
        pieces[2][1] |= 0x20 | 0x02
        let whole = fragments(unit)
        #expect(whole.count == 1 && whole[0][1] & 0xC0 == 0xC0)
        let units = try depacketize([
            (0, false, pieces[0]), (0, false, pieces[1]), (0, false, pieces[2]), (0, true, pieces[3]),
            (3000, true, whole[0]),
        ])
        #expect(units.map(\.payload.array) == [Sample.unit(unit), Sample.unit(unit)])
    }

    @Test func aFragmentWithoutAnEndIsWhole() throws {
        let unit = Sample.slice(0x41, body: [1, 2, 3, 4, 5, 6])
        var pieces = fragments(unit, cuts: [3])
        pieces[1][1] &= ~0x40
        let units = try depacketize([(0, false, pieces[0]), (0, true, pieces[1]), (3000, true, Sample.inter)])
        #expect(units.map(\.payload.array) == [Sample.unit(unit), Sample.unit(Sample.inter)])
    }

    @Test func quirk91AStreamWithStartCodesCutAnywhere() throws {
        let code: [UInt8] = [0, 0, 0, 1]
        let rest = Sample.slice(0x65, first: false, body: [0, 0, 3, 9, 0, 0, 3, 0x80])
        let stream = Sample.sequenceSet + code + Sample.pictureSet + [0, 0, 1] + Sample.idr + code + rest
        for cut in 0..<stream.count - 1 {
            for front in [[], [0, 0, 1], code] as [[UInt8]] {
                let unit = front + stream
                let pieces = fragments(unit, cuts: [cut])
                var receiver = Receiver(try Sample.depacketizer())
                let units = try receiver.receive(packets([(0, false, pieces[0]), (0, true, pieces[1])]))
                #expect(units.map(\.payload.array) == [Sample.unit(Sample.idr, rest)])
                #expect(units.first?.flags == .key)
                #expect(receiver.depacketizer.format == .h264(try Sample.h264()))
            }
        }
        let single = try depacketize([(0, true, code + stream)])
        #expect(single.map(\.payload.array) == [Sample.unit(Sample.idr, rest)])
        let inAggregate = try depacketize([(0, true, aggregate([stream]))])
        #expect(inAggregate.map(\.payload.array) == [Sample.unit(Sample.idr, rest)])
    }

    @Test func startCodesAreFoundLateInAStreamThatHadThemBefore() throws {
        var receiver = Receiver(try Sample.depacketizer())
        let double = Sample.inter + [0, 0, 1] + Sample.slice(0x41, first: false)
        for index in 0..<300 as Range<UInt32> {
            let packet = Packet(sequence: UInt16(index), timestamp: index, marker: true, payload: double)
            let units = try receiver.receive(packet)
            #expect(units.map(\.payload.array) == [Sample.unit(Sample.inter, Sample.slice(0x41, first: false))])
        }
    }

    @Test func quirk92AggregatesWithZeroPadding() throws {
        let units = try depacketize([
            (0, false, aggregate([Sample.sequenceSet, Sample.pictureSet]) + [0, 0, 0]),
            (0, true, aggregate([Sample.idr, Sample.slice(0x65, first: false)])),
        ])
        #expect(units.map(\.payload.array) == [Sample.unit(Sample.idr, Sample.slice(0x65, first: false))])
    }

    @Test func anAggregateThatDoesNotFitCostsOneUnit() throws {
        let units = try depacketize([
            (0, true, Sample.inter), (1, true, aggregate([Sample.inter]).dropLast()), (2, true, Sample.inter),
        ])
        #expect(units.map(\.timestamp) == [0, 2])
        #expect(units.map { $0.flags.contains(.afterLoss) } == [false, true])
    }

    @Test func quirk93DelimitersAndFillersAreDropped() throws {
        let units = try depacketize([
            (0, false, [0x09, 0xF0]), (0, false, Sample.supplemental), (0, false, Sample.idr),
            (0, true, [0x0C, 0xFF, 0xFF, 0x80]), (3000, true, [0x0C, 0xFF, 0x80]),
        ])
        #expect(units.map(\.payload.array) == [Sample.unit(Sample.supplemental, Sample.idr)])
    }

    @Test func quirk114VendorUnitsAreDroppedAndCounted() throws {
        var receiver = Receiver(try Sample.depacketizer())
        let units = try receiver.receive(
            packets([(0, false, [0x1F, 1, 2, 3]), (0, false, []), (0, true, Sample.inter)])
        )
        #expect(units.map(\.payload.array) == [Sample.unit(Sample.inter)])
        #expect(receiver.depacketizer.counts.oddities == 1)
    }

    @Test func pictureWithoutReferencesIsDisposable() throws {
        let units = try depacketize([
            (0, true, Sample.slice(0x01)), (1, false, Sample.slice(0x01)), (1, true, Sample.slice(0x21, first: false)),
        ])
        #expect(units.map(\.flags) == [.disposable, []])
    }

    @Test func anAccessUnitBeyondTheBoundIsDropped() throws {
        var receiver = Receiver(try Sample.depacketizer())
        let piece = [UInt8](repeating: 0xAB, count: 60_000)
        var sequence: UInt16 = 0
        func packet(_ payload: [UInt8], _ timestamp: UInt32, marker: Bool = false) -> Packet {
            defer { sequence += 1 }
            return Packet(sequence: sequence, timestamp: timestamp, marker: marker, payload: payload)
        }
        #expect(try receiver.receive(packet(Sample.inter, 0, marker: true)).count == 1)
        #expect(try receiver.receive(packet([0x5C, 0x81, 0x88] + piece, 1)).isEmpty)
        for _ in 0..<200 { #expect(try receiver.receive(packet([0x5C, 0x01] + piece, 1)).isEmpty) }
        #expect(receiver.arena.pendingCount == 0)
        #expect(try receiver.receive(packet([0x5C, 0x41] + piece, 1, marker: true)).isEmpty)
        let units = try receiver.receive(packet(Sample.inter, 2, marker: true))
        #expect(units.map(\.flags) == [.afterLoss])
        #expect(receiver.depacketizer.counts.droppedUnits == 1)
    }

    @Test func aSessionThatBeginsInsideAPictureBeginsWithTheNext() throws {
        let pieces = fragments(Sample.slice(0x65, body: [1, 2, 3, 4, 5]), cuts: [2])
        let units = try depacketize([
            (0, false, pieces[1]), (0, true, Sample.slice(0x65, first: false)), (3000, true, Sample.inter),
        ])
        #expect(units.map(\.timestamp) == [3000])
        #expect(units.map(\.flags) == [[]])
    }
}
