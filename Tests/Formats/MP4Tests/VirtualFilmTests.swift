import Media
import TestKit
import Testing

@testable import MP4

/// Films made of random recordings, read in random pieces.
struct VirtualFilmTests {
    @Test(arguments: 0..<60)
    func anyPiecesAreThoseOfTheWhole(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let made = try FilmUnderTest.random(using: &generator)
        let whole = try made.read(0..<made.film.length)
        #expect(whole.count == Int(made.film.length))
        for _ in 0..<40 {
            let start = Int64(generator.integer(0...Int(made.film.length - 1)))
            let end = Int64(generator.integer(Int(start)...Int(made.film.length)))
            #expect(try made.read(start..<end) == Array(whole[Int(start)..<Int(end)]))
        }
    }

    @Test(arguments: 0..<60)
    func ourOwnReaderFindsEverySampleOfEveryRecordingInOrder(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 1000)
        let made = try FilmUnderTest.random(using: &generator)
        let whole = try made.read(0..<made.film.length)
        let movie = try fileScan(whole)
        #expect(movie.header.isFragmented)
        let counts = [MediaKind.video, .audio].map { kind in
            movie.samples.count { movie.header.tracks[$0.track].kind == kind }
        }
        #expect(counts == [made.film.videoSamples, made.film.audioSamples])
        for kind in [MediaKind.video, .audio] {
            let found = movie.samples.filter { movie.header.tracks[$0.track].kind == kind }
            let payloads = found.map { Array(whole[Int($0.offset)..<Int($0.offset) + Int($0.size)]) }
            let expected = made.expected(kind)
            #expect(payloads == expected.map(\.payload))
            #expect(found.map(\.isKey) == expected.map(\.isKey))
            #expect(found.map(\.duration) == expected.map(\.duration))
            // Random sound does not end where the picture does.
            guard kind == .video else { continue }
            for (sample, next) in zip(found, found.dropFirst()) { #expect(sample.decodeTime <= next.decodeTime) }
        }
    }

    @Test(arguments: 0..<30)
    func nothingButBoxesThatPlayersKnowIsInIt(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 2000)
        let made = try FilmUnderTest.random(using: &generator)
        let whole = try made.read(0..<made.film.length)
        var types: [String] = []
        var boxes = BoxSequence(whole.span, in: .moov)
        while let box = try boxes.next() { types.append(box.type.description) }
        #expect(types.prefix(3) == ["ftyp", "moov", "sidx"])
        #expect(Set(types.dropFirst(3)) == ["moof", "mdat", "free"] || made.fragments == 1)
        #expect(types.count { $0 == "moof" } == made.fragments)
        #expect(types.count { $0 == "mdat" } == made.fragments)
    }

    @Test func anotherFilmHasAnotherFingerprintAndTheSameOneTheSame() throws {
        var prints: Set<UInt64> = []
        for seed in 0..<40 {
            var one = SeededGenerator(seed: UInt64(seed))
            var other = SeededGenerator(seed: UInt64(seed))
            let made = try FilmUnderTest.random(using: &one)
            let again = try FilmUnderTest.random(using: &other)
            let names = made.recordings.indices.map { Int64($0) }
            #expect(made.film.fingerprint(names: names) == again.film.fingerprint(names: names))
            #expect(made.film.fingerprint(names: names.map { $0 + 1 }) != made.film.fingerprint(names: names))
            prints.insert(made.film.fingerprint(names: names))
        }
        #expect(prints.count == 40)
    }

    @Test func otherParameterSetsAreAnotherSampleEntry() throws {
        let sizes = [try TestFormats.h264, try TestFormats.wideH264]
        let recordings = sizes.map { FilmUnderTest.regular(tracks: [$0], fragments: 3) }
        let made = try FilmUnderTest(recordings: recordings, continues: [false, false])
        #expect(made.film.endedBy == nil)
        #expect(made.film.patches.map { $0.tracks[0].sampleEntry } == [1, 2])
        let whole = try made.read(0..<made.film.length)
        #expect(try fileScan(whole).samples.count == 30)
        // Four bytes more in the head, four fewer in the box behind it.
        #expect(whole.count == Int(made.film.parts[0].length) + recordings.reduce(0) { $0 + $1.mediaLength })
    }

    @Test func anotherCodecEndsTheFilmAndIsNamed() throws {
        let recordings = try [[TestFormats.h264], [TestFormats.h264], [.h265(TestFormats.hevc)], [TestFormats.h264]].map
        {
            FilmUnderTest.regular(tracks: $0, fragments: 2)
        }
        let made = try FilmUnderTest(recordings: recordings, continues: [false, true, false, false])
        #expect(made.film.endedBy == 2)
        #expect(try fileScan(made.read(0..<made.film.length)).samples.count == 20)
    }

    @Test func soundMayComeAndGo() throws {
        let recordings = try [[TestFormats.h264], [TestFormats.h264, TestFormats.aac], [TestFormats.h264]].map {
            FilmUnderTest.regular(tracks: $0, fragments: 2)
        }
        let made = try FilmUnderTest(recordings: recordings, continues: [false, false, false])
        #expect(made.film.endedBy == nil)
        #expect(made.film.videoSamples == 30 && made.film.audioSamples == 10)
    }

    @Test func whatGoesOnFollowsTheMediaClockAndAGapLastsAsLongAsItDid() throws {
        // Each lasts two seconds by its own clock; walls say that the second begins 30 ms late, the third 8 s after it began.
        var recordings = try (0..<3).map { _ in FilmUnderTest.regular(tracks: [try TestFormats.h264], fragments: 2) }
        let walls: [Int64] = [0, 2_030_000_000, 10_000_000_000]
        for index in recordings.indices {
            for number in recordings[index].entries.indices {
                recordings[index].entries[number].wall = walls[index] + Int64(number) * 1_000_000_000
            }
        }
        let made = try FilmUnderTest(recordings: recordings, continues: [false, true, false])
        #expect(made.film.moments.map(\.start) == [0, 180_000, 900_000])
        #expect(made.film.duration == 1_080_000)
        let movie = try fileScan(made.read(0..<made.film.length))
        #expect(
            movie.samples.map(\.decodeTime).enumerated().filter { $0.offset % 10 == 0 }.map(\.element) == [
                0, 180_000, 900_000,
            ]
        )
        #expect(movie.header.duration == 12_000 && movie.header.timescale == 1000)
    }

    @Test func theBeginningThatIsNotShownIsLeftToTheEditList() throws {
        let recording = FilmUnderTest.regular(tracks: [try TestFormats.h264, try TestFormats.aac], fragments: 3)
        let opening = VirtualFilm.Opening(zero: 0, shown: 36_000, delay: 0)
        let made = try FilmUnderTest(recordings: [recording], continues: [false], opening: opening)
        let movie = try fileScan(made.read(0..<made.film.length))
        #expect(movie.header.tracks[0].presentationShift == -36_000)
        #expect(movie.header.tracks[1].presentationShift == -36_000 * 48_000 / 90_000)
        #expect(made.film.duration == 3 * 90_000 - 36_000)
    }

    @Test func aFragmentThatIsNotWhereTheIndexSaysIsAnError() throws {
        let recording = FilmUnderTest.regular(tracks: [try TestFormats.h264], fragments: 2)
        var made = try FilmUnderTest(recordings: [recording], continues: [false])
        made.recordings[0].entries[1].offset += 1
        #expect(throws: MP4Error.self) { try made.read(0..<made.film.length) }
        made.recordings[0].entries[1].offset -= 1
        let mediaHeader =
            Int(recording.entries[1].offset) + FragmentHeader.encode(sequence: 2, runs: recording.fragments[1]).count
        made.recordings[0].bytes[mediaHeader - 5] ^= 1
        #expect(throws: MP4Error.self) { try made.read(0..<made.film.length) }
    }

    @Test func manyPlacesToJumpToAreJoined() throws {
        var head = FilmHead(
            tracks: FilmTracks([try TestFormats.h264]),
            duration: 90_000,
            mediaStart: 0,
            references: Array(repeating: FilmHead.Reference(bytes: 1000, duration: 9000), count: 20_001)
        )
        #expect(head.bytes.count < 100_000)
        // One that does not fit its field leaves the index out.
        head.references[7].duration = Int64(UInt32.max) * 2
        #expect(head.bytes.count < 1500)
    }
}
