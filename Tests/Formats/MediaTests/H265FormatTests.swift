import TestKit
import Testing

@testable import Media

struct H265FormatTests {
    private let video = hex("40010c01ffff01600000030090000003000003003f959809")
    private let sequence = hex("42010101600000030090000003000003003fa00502016965959a4932bc05a02000000300200000030321")
    private let picture = hex("4401c172b46240")

    private func format(_ video: [UInt8], _ sequence: [UInt8]) throws -> H265Format {
        try H265Format(
            videoParameterSets: [video],
            sequenceParameterSets: [sequence],
            pictureParameterSets: [picture]
        )
    }

    @Test func whatAPlayerIsTold() throws {
        let format = try format(video, sequence)
        #expect(format.codecString == "hvc1.1.6.L63.90")
        let track = TrackFormat.h265(format)
        #expect(track.kind == .video && track.timescale == 90_000)
        #expect(track.pictureSize == PictureSize(width: 640, height: 360))
        #expect(track.usualDuration == 3600)
        #expect(track.codec.name == "H.265" && track.codec.reorderDepth == 2)
        #expect(track.codec.sampleAspectRatio == PictureSize(width: 1, height: 1))
    }

    @Test func theCodecStringIsSpelledAsPlayersReadIt() throws {
        #expect(try format(video, H265Fields().unit()).codecString == "hvc1.1.6.L93.B0")
        // Profile space B, high tier, bits of constraints up to the last one.
        var unit = H265Fields().unit()
        unit[3] = 0b10_1_00010
        unit[4] = 0x20
        let start = try #require(unit.firstIndex(of: 0xB0))
        unit.replaceSubrange(
            start..<unit.count - 1,
            with: [0x0B, 0x10, 1, 1, 1, 0x81] + unit[(start + 8)..<unit.count - 1]
        )
        #expect(try format(video, unit).codecString.hasPrefix("hvc1.B2.4.H93.B.10.1.1.1.81"))
    }

    @Test func theVideoSetSaysTheRateWhereTheSequenceSetDoesNot() throws {
        func videoSet(_ subLayers: Int, timing: (UInt32, UInt32)?) -> [UInt8] {
            var writer = BitWriter()
            writer.bits(0b0000_11_000000, 12)
            writer.bits(UInt32(subLayers - 1), 3)
            writer.flag(true)
            writer.bits(0xFFFF, 16)
            writer.bits(1, 8)
            for _ in 0..<10 { writer.bits(0, 8) }
            writer.bits(93, 8)
            if subLayers > 1 { writer.bits(0, 16) }
            writer.flag(true)
            for _ in 0..<subLayers * 3 { writer.unsigned(1) }
            writer.bits(1, 6)
            writer.unsigned(2)
            writer.bits(0b1111, 4)
            writer.flag(timing != nil)
            if let timing {
                writer.bits(timing.0, 32)
                writer.bits(timing.1, 32)
            }
            writer.trailing()
            return [0x40, 1] + writer.protected
        }
        let silent = H265Fields().unit()
        #expect(try format(videoSet(1, timing: (1, 20)), silent).frameRate == 20)
        #expect(try format(videoSet(3, timing: (1001, 15_000)), silent).usualDuration == 6006)
        #expect(try format(videoSet(1, timing: (0, 20)), silent).frameRate == nil)
        #expect(try format(videoSet(1, timing: nil), silent).frameRate == nil)
        #expect(try format(videoSet(1, timing: (1, 20)), sequence).frameRate == 25)
        // Cut anywhere, it costs the rate and nothing else.
        let whole = videoSet(2, timing: (1, 20))
        for count in whole.indices.dropLast() {
            #expect(try format(Array(whole.prefix(count)), silent).frameRate == nil)
        }
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            var unit = whole
            unit[Int.random(in: 2..<unit.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            _ = try? H265VideoParameterSet(unit: unit.span)
        }
    }

    @Test func allKindsOfSetsAreNeeded() {
        for missing in 0..<3 {
            #expect(throws: ParameterSetError.truncated) {
                try H265Format(
                    videoParameterSets: missing == 0 ? [] : [video],
                    sequenceParameterSets: missing == 1 ? [] : [sequence],
                    pictureParameterSets: missing == 2 ? [] : [picture]
                )
            }
        }
        #expect(throws: ParameterSetError.self) { try format(video, picture) }
    }
}
