import Media
import TestKit
import Testing

@testable import MPEGTS

/// Whatever goes in comes out: random units of all codecs, read by a strict reader.
struct RoundTripTests {
    private struct Expected: Hashable {
        var presentation: Int64
        var decoding: Int64
        var isRandomAccess: Bool
        var content: [[UInt8]]
    }

    /// NAL units without start codes in them, and not ending with 0: as encoders make them.
    private func nalUnit(type: UInt8, count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        var unit = generator.bytes(max(2, count)).map { $0 < 4 ? $0 + 4 : $0 }
        unit[0] = type
        return unit
    }

    private func size(using generator: inout SeededGenerator) -> Int {
        switch generator.integer(0...9) {
        case 0: generator.integer(1...4)
        case 1: generator.integer(0...1) == 0 ? 100_000 : generator.integer(60_000...70_000)
        case 2, 3: 184 * generator.integer(1...8) - generator.integer(0...60)
        default: generator.integer(5...3000)
        }
    }

    private func wrapped(_ ticks: Int64, _ timescale: UInt32) -> Int64 {
        let product = ticks * 90_000
        let floor = product / Int64(timescale) - (product % Int64(timescale) < 0 ? 1 : 0)
        return (floor + 900_000) & 0x1_FFFF_FFFF
    }

    private func content(_ unit: TransportStream.Unit, of track: TrackFormat, isKey: Bool) throws -> [[UInt8]] {
        switch track {
        case .h264, .h265:
            #expect(unit.bytes.prefix(4) == [0, 0, 0, 1])
            let rest = Array(unit.bytes.dropFirst(4))
            var units = NALUnits.split(rest.span).map { Array(rest[$0]) }
            let isH264 = if case .h264 = track { true } else { false }
            #expect(units.removeFirst() == (isH264 ? [9, 0xF0] : [0x46, 1, 0x50]))
            let sets = isKey ? (isH264 ? TestFormats.h264Sets : TestFormats.h265Sets) : []
            #expect(Array(units.prefix(sets.count)) == sets)
            return Array(units.dropFirst(sets.count))
        case .aac:
            let length = Int(unit.bytes[3] & 3) << 11 | Int(unit.bytes[4]) << 3 | Int(unit.bytes[5] >> 5)
            #expect(length == unit.bytes.count)
            return [Array(unit.bytes.dropFirst(7))]
        default:
            let lengths = unit.bytes.dropFirst(2).prefix { $0 == 0xFF }.count + 1
            let length = unit.bytes.dropFirst(2).prefix(lengths).reduce(0) { $0 + Int($1) }
            #expect(length == unit.bytes.count - 2 - lengths)
            return [Array(unit.bytes.dropFirst(2 + lengths))]
        }
    }

    @Test(arguments: 0..<12)
    func whatWasMuxedIsFound(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let video = try [TestFormats.h264, TestFormats.h265][generator.integer(0...1)]
        let sound = try [TestFormats.aac, TestFormats.opus][generator.integer(0...1)]
        let tracks = [[video, sound], [video], [sound]][seed % 3]
        var muxer = try TransportMuxer(StreamFormat(tracks: tracks))
        // Also around zero and where times wrap.
        let zero = [0, -45_000, (Int64(1) << 33) - 900_000 - 40_000, 77_777_777][generator.integer(0...3)]
        var ends = tracks.map { MediaTicks(zero).rescaled(from: 90_000, to: $0.timescale).count }
        var expected: [[Expected]] = tracks.map { _ in [] }
        var output: [UInt8] = []
        for number in 0..<60 {
            let index = number == 0 ? 0 : generator.integer(0...tracks.count - 1)
            let track = tracks[index]
            let isKey = track.kind == .audio || number == 0 || generator.integer(0...7) == 0
            let offset = track.kind == .video && generator.integer(0...2) == 0 ? generator.integer(0...9000) : 0
            var content: [[UInt8]] = []
            let unit: AccessUnit
            if track.kind == .video {
                let type: UInt8 = if case .h264 = track { isKey ? 0x65 : 0x41 } else { isKey ? 0x26 : 0x02 }
                for _ in 0..<generator.integer(1...3) {
                    content.append(nalUnit(type: type, count: size(using: &generator), using: &generator))
                }
                unit = AccessUnit(
                    track: index,
                    units: content,
                    at: ends[index],
                    offset: Int32(offset),
                    isKey: isKey
                )
            } else {
                content = [generator.bytes(min(8184, size(using: &generator)))]
                unit = AccessUnit(track: index, content[0], at: ends[index])
            }
            expected[index].append(
                Expected(
                    presentation: wrapped(ends[index] + Int64(offset), track.timescale),
                    decoding: wrapped(ends[index], track.timescale),
                    isRandomAccess: isKey && index == 0,
                    content: content
                )
            )
            ends[index] += Int64(generator.integer(1...Int(track.timescale) / 8))
            if index == 0, isKey, track.kind == .video || number % 10 == 0 {
                try muxer.beginSegment(with: unit, to: &output)
            } else {
                try muxer.append(unit, to: &output)
            }
        }
        let stream = try TransportStream(output)
        for (index, track) in tracks.enumerated() {
            let found = stream.units.filter { $0.identifier == (track.kind == .video ? 0x100 : 0x101) }
            #expect(found.count == expected[index].count)
            for (unit, expected) in zip(found, expected[index]) {
                let isKey = track.kind == .video && unit.isRandomAccess
                let found = Expected(
                    presentation: unit.presentation,
                    decoding: unit.decoding,
                    isRandomAccess: unit.isRandomAccess,
                    content: try content(unit, of: track, isKey: isKey)
                )
                #expect(found == expected)
            }
        }
        #expect(zip(stream.clocks, stream.clocks.dropFirst()).allSatisfy { (1...9000).contains($1 - $0) })
    }
}
