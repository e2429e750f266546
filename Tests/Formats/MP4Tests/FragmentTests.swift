import Media
import TestKit
import Testing

@testable import MP4

struct FragmentTests {
    private func tracks() throws -> [MovieTrack] {
        try fileScan(InitialisationSegment(tracks: [try TestFormats.h264, try TestFormats.aac]).bytes).header.tracks
    }

    /// The fragment that was written, read from its bytes, and the length of its head.
    private func parse(_ bytes: [UInt8], at offset: Int64) throws -> (MovieFragment, Int) {
        let box = try #require(try BoxHeader.parse(bytes.span, available: Int64(bytes.count)))
        #expect(box.type == .moof && Int(box.boxLength) + 8 == bytes.count)
        let body = bytes.span.extracting(box.length..<Int(box.boxLength))
        return (try MovieFragment.parse(body, at: offset, tracks: try tracks()), bytes.count)
    }

    @Test func whatIsWrittenIsRead() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let variety = generator.integer(0...2)
            var runs: [TrackRun] = []
            for track in 0...generator.integer(0...1) {
                let samples = (0..<generator.integer(1...8)).map { _ in
                    FragmentSample(
                        size: UInt32(generator.integer(0...(variety == 0 ? 0 : 100_000))),
                        duration: UInt32(3000 + (variety == 2 ? generator.integer(0...1) : 0)),
                        presentationOffset: variety == 1 ? Int32(generator.integer(-6000...6000)) : 0,
                        flags: FragmentSample.Flags(rawValue: UInt8(generator.integer(0...3)))
                    )
                }
                let time = Int64(generator.integer(0...1 << 40))
                runs.append(TrackRun(track: track, baseDecodeTime: time, samples: samples))
            }
            let offset = Int64(generator.integer(0...1 << 40))
            let header = FragmentHeader.encode(sequence: 77, runs: runs)
            let (fragment, length) = try parse(header, at: offset)
            #expect(fragment.sequence == 77)
            let read = fragment.runs.map {
                TrackRun(track: $0.track, baseDecodeTime: $0.baseDecodeTime ?? -1, samples: $0.samples)
            }
            #expect(read == runs)
            var expected = offset + Int64(length)
            for run in fragment.runs {
                #expect(run.dataOffset == expected)
                expected += run.length
            }
            let mediaLength = header.suffix(8).prefix(4).reduce(0) { $0 << 8 | Int64($1) }
            #expect(mediaLength == 8 + expected - offset - Int64(length))
        }
    }

    @Test func oneSampleIsShort() throws {
        let sample = FragmentSample(size: 5000, duration: 3600, flags: .key)
        let header = FragmentHeader.encode(sequence: 3, track: 0, baseDecodeTime: 1 << 40, sample: sample)
        #expect(header.count == 108)
        #expect(
            header
                == FragmentHeader.encode(
                    sequence: 3,
                    runs: [TrackRun(track: 0, baseDecodeTime: 1 << 40, samples: [sample])]
                )
        )
    }

    /// The bytes of a small fragment, field by field, as ISO/IEC 14496-12 has them.
    @Test func theBytesAreThoseOfTheStandard() throws {
        let samples = [
            FragmentSample(size: 10, duration: 3000, flags: .key),
            FragmentSample(size: 20, duration: 3000, presentationOffset: -1, flags: .disposable),
        ]
        let runs = [TrackRun(track: 0, baseDecodeTime: 5, samples: samples)]
        var expected: [UInt8] = [0, 0, 0, 116] + Array("moof".utf8)
        expected += [0, 0, 0, 16] + Array("mfhd".utf8) + [0, 0, 0, 0, 0, 0, 0, 9]
        expected += [0, 0, 0, 92] + Array("traf".utf8)
        expected += [0, 0, 0, 24] + Array("tfhd".utf8) + [0, 2, 0, 0x28, 0, 0, 0, 1, 0, 0, 0x0B, 0xB8, 1, 0x81, 0, 0]
        expected += [0, 0, 0, 20] + Array("tfdt".utf8) + [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]
        expected += [0, 0, 0, 40] + Array("trun".utf8)
        expected += [1, 0, 0x0A, 5, 0, 0, 0, 2, 0, 0, 0, 124, 2, 0, 0, 0]
        expected += [0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 20, 0xFF, 0xFF, 0xFF, 0xFF]
        expected += [0, 0, 0, 38] + Array("mdat".utf8)
        let written = FragmentHeader.encode(sequence: 9, runs: runs)
        #expect(written == expected)
    }

    @Test func aRunWithoutSamplesIsLeftOut() throws {
        let run = TrackRun(
            track: 1,
            baseDecodeTime: -4,
            samples: [FragmentSample(size: 1, duration: 1024, flags: .key)]
        )
        let empty = TrackRun(track: 0, baseDecodeTime: 0, samples: [])
        let (fragment, _) = try parse(FragmentHeader.encode(sequence: 1, runs: [empty, run]), at: 0)
        #expect(fragment.runs.count == 1 && fragment.runs[0].track == 1)
        #expect(fragment.runs[0].baseDecodeTime == 0)
    }

    @Test func trailerComesBackAndKnowsItsContent() throws {
        var generator = SeededGenerator(seed: 5)
        let content = generator.bytes(100)
        let checksum = CRC32C(of: content.span)
        let trailer = FragmentTrailer(
            contentLength: content.count,
            contentChecksum: checksum,
            wall: WallTime(nanoseconds: -12)
        )
        let bytes = trailer.bytes
        #expect(bytes.count == FragmentTrailer.length)
        #expect(FragmentTrailer(parsing: bytes.span) == trailer)
        #expect(trailer.fragmentLength == 128 && trailer.wall.nanoseconds == -12)
        #expect(trailer.matches(contentChecksum: checksum))
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let read = FragmentTrailer(parsing: flipped.span)
            #expect(read == nil || read?.matches(contentChecksum: checksum) == false)
        }
        for count in 0..<bytes.count { #expect(FragmentTrailer(parsing: bytes.span.extracting(0..<count)) == nil) }
    }
}
