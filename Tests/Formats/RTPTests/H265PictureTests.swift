import Media
import RTP
import Testing

/// Which pictures of H.265 are keys, which can be done without, and which cannot be decoded at all.
struct H265PictureTests {
    /// Pictures of the given types, each an access unit of its own; timestamps count them.
    private func depacketize(_ types: [UInt8], temporal: UInt8 = 1) throws -> [DepacketizedUnit] {
        try NALKind.h265.depacketize(
            types.enumerated().map { (UInt32($0.offset), true, NALSample.slice($0.element, temporal: temporal)) }
        )
    }

    @Test func aDecoderCanStartAtEveryRandomAccessPoint() throws {
        let units = try depacketize(Array(0...21))
        // Types 10…15 are reserved; 8 and 9 need what was before the stream began.
        #expect(units.map(\.timestamp) == Array(0...7) + Array(16...21))
        #expect(
            units.map { $0.flags.contains(.key) } == Array(repeating: false, count: 8)
                + Array(repeating: true, count: 6)
        )
    }

    @Test func leadingPicturesWithoutTheirReferencesAreDropped() throws {
        let cra: UInt8 = 21
        let bla: UInt8 = 16
        let idr: UInt8 = 19
        let rasl: UInt8 = 9
        let radl: UInt8 = 7
        let trail: UInt8 = 1
        // Before any random access point, behind the first one, behind a broken link: dropped.
        let types = [trail, rasl, cra, rasl, 8, radl, trail, cra, rasl, trail, bla, rasl, radl, idr, trail, cra, rasl]
        let units = try depacketize(types)
        let dropped: Set<UInt32> = [1, 3, 4, 11]
        #expect(units.map(\.timestamp) == types.indices.map { UInt32($0) }.filter { !dropped.contains($0) })
        #expect(units.allSatisfy { !$0.flags.contains(.afterLoss) })
        // With an IDR picture at the beginning, nothing behind the first CRA picture is without its references.
        #expect(try depacketize([idr, cra, rasl]).count == 3)
    }

    @Test func aLossBeforeADroppedLeadingPictureIsToldWithTheNext() throws {
        var receiver = Receiver(try NALKind.h265.depacketizer())
        var sent = packets([21, 1, 9, 1].enumerated().map { (UInt32($0.offset), true, NALSample.slice($0.element)) })
        sent.remove(at: 1)
        let units = try receiver.receive(sent)
        #expect(units.map(\.timestamp) == [0, 3])
        #expect(units.map(\.flags) == [.key, .afterLoss])
        #expect(receiver.depacketizer.counts.droppedUnits == 0)
    }

    @Test func row97TrailingPicturesOfType0AreAsGoodAsAny() throws {
        // FFmpeg with the encoder of an N100.
        let units = try depacketize([19, 0, 0, 0])
        #expect(units.map(\.flags) == [.key, .disposable, .disposable, .disposable])
        #expect(units.last?.payload.array == Sample.unit([0, 1, 0xA8, 0x9A, 0x21, 0x33]))
        // As fragments, in an aggregate, and behind a start code, where its first byte looks like one more zero.
        let unit = NALSample.slice(0)
        let kind = NALKind.h265
        let pieces = kind.fragments(unit, cuts: [2])
        let other = try kind.depacketize([
            (0, false, pieces[0]), (0, true, pieces[1]), (1, true, kind.aggregate([unit])),
            (2, true, [0, 0, 0, 1] + unit), (3, true, kind.supplemental + [0, 0, 0, 1] + unit),
        ])
        #expect(
            other.map(\.payload.array) == Array(repeating: Sample.unit(unit), count: 3) + [
                Sample.unit(kind.supplemental, unit)
            ]
        )
    }

    @Test func picturesOfLowerSubLayersAreReferredToFromAbove() throws {
        // The set of 640×360 with one temporal sub-layer more.
        let twoLayers = Sample.hex(
            "42010301600000030090000003000003003f0000a00502016965959a4932bc05a02000000300200000030321"
        )
        let sets = NALKind.h265.sets
        let units = try NALKind.h265.depacketize([
            (0, false, NALKind.h265.aggregate([sets[0], twoLayers, sets[2]])), (0, true, NALSample.slice(19)),
            (1, true, NALSample.slice(0)), (2, true, NALSample.slice(0, temporal: 2)),
            (3, true, NALSample.slice(2, temporal: 2)), (4, true, NALSample.slice(3, temporal: 2)),
        ])
        #expect(units.map(\.flags) == [.key, [], .disposable, .disposable, []])
    }

    @Test func supplementalInformationStaysWithItsPicture() throws {
        let kind = NALKind.h265
        let suffix: [UInt8] = [0x50, 1, 0x84, 1, 0xAA, 0x80]
        let units = try kind.depacketize([
            (0, false, kind.supplemental), (0, false, kind.idr), (0, true, suffix),
            // The marker came too early: what follows is not the next picture's.
            (1, true, kind.inter), (1, true, suffix), (2, true, kind.inter),
        ])
        #expect(
            units.map(\.payload.array) == [
                Sample.unit(kind.supplemental, kind.idr, suffix), Sample.unit(kind.inter), Sample.unit(kind.inter),
            ]
        )
    }
}
