import Catalog
import Foundation
import Media
import Playback
import Testing

@testable import NVR

/// Exports that begin and end with the very pictures asked for.
struct ExactExportTests {
    private func withFilm(_ body: (ExportsUnderTest, inout RecordedFilm) async throws -> Void) async throws {
        try await ExportsUnderTest.with { world in
            var film = RecordedFilm(world)
            try await body(world, &film)
        }
    }

    private func request(_ world: ExportsUnderTest, _ from: Duration, _ to: Duration) -> ExportRequest {
        var request = ExportRequest(
            cameras: ["gate"],
            from: ExportsUnderTest.start + from,
            to: ExportsUnderTest.start + to
        )
        request.form = ExportRequest.exact
        return request
    }

    /// The pictures that the files of an export show, one file after the other; its manifest is checked on the way.
    private func shown(_ path: String, _ world: ExportsUnderTest) throws -> (pictures: [[UInt8]], ExportManifest) {
        let verdict = try world.verdict(of: path)
        #expect(verdict.isGood, "\(verdict.faults)")
        let unpacked = try Unpacked(path)
        let manifest = try unpacked.manifest()
        #expect(manifest.form == "exact")
        var pictures: [[UInt8]] = []
        for file in manifest.files {
            let content = try FilmContent(try #require(unpacked.content(file.path)))
            #expect(!content.isFragmented && content.samples.count == file.videoFrames + file.audioFrames)
            pictures += content.shown
        }
        return (pictures, manifest)
    }

    @Test(arguments: [(0, 30_000), (3500, 12_220), (9960, 10_040), (10, 29_990), (11_000, 19_000), (20_020, 20_030)])
    func oneFileHasThePicturesAskedFor(from: Int, to: Int) async throws {
        try await withFilm { world, film in
            for index in 0..<3 {
                let ten = [Int](repeating: 25, count: 10)
                try await film.record(at: .seconds(index * 10), fragments: ten, run: index == 0 ? nil : 0)
            }
            let request = request(world, .milliseconds(from), .milliseconds(to))
            let (pictures, manifest) = try shown(try await world.made(request), world)
            let expected = film.shown(request.from, request.to)
            #expect(pictures == expected.map(RecordedFilm.payload))
            let file = try #require(manifest.files.first)
            #expect(manifest.files.count == 1 && manifest.cameras[0].missing.isEmpty)
            #expect(file.start == ExportTime.text(try #require(expected.first?.start)))
            #expect(file.end == ExportTime.text(try #require(expected.last?.end)))
            #expect(file.spans?.count == 1 && file.keyFrames == nil && !file.isOpen)
            #expect(file.recordings?.first == file.recording)
        }
    }

    /// Whatever the recordings are like: the same bytes as the range as an ordinary file, and no picture missing or twice.
    @Test(arguments: 0..<24)
    func anyLayoutIsTheSameAsWhatWasRecorded(seed: Int) async throws {
        try await withFilm { world, film in
            var random = FilmRandom(seed: UInt64(seed))
            var time = Duration.zero
            var sets: [Bool] = []
            for index in 0..<random.integer(1...6) {
                let goesOn = index > 0 && random.integer(0...2) > 0
                if !goesOn { time += .milliseconds(40 * random.integer(20...200)) }
                let isLarge = goesOn ? sets[index - 1] : random.integer(0...3) == 0
                sets.append(isLarge)
                let fragments = (0..<random.integer(1...6)).map { _ in random.integer(1...40) }
                try await film.record(
                    at: time,
                    fragments: fragments,
                    format: isLarge ? RecordedFilm.largeJPEG : RecordedFilm.jpeg,
                    run: goesOn ? index - 1 : nil,
                    size: { 8 + Int($0 &* 2_654_435_761 % 200) }
                )
                time += .milliseconds(40 * fragments.reduce(0, +))
            }
            let end = Int(time / .milliseconds(1))
            let from = random.integer(0...end - 1)
            let request = request(world, .milliseconds(from), .milliseconds(random.integer(from + 1...end + 500)))
            let expected = film.shown(request.from, request.to)
            guard !expected.isEmpty else {
                #expect(
                    await refusal { _ = try await world.exports.create(as: Asker.administrator, request) } == .conflict
                )
                return
            }
            let path = try await world.made(request)
            let (pictures, manifest) = try shown(path, world)
            #expect(pictures == expected.map(RecordedFilm.payload))
            // Other sizes of the picture are another sample entry, and no other file.
            #expect(manifest.files.count == 1)
            let range = try await world.player.openProgressiveRange(
                of: try #require(CameraID("gate")),
                .main,
                from: request.from,
                to: request.to
            )
            var bytes: [UInt8] = []
            while bytes.count < Int(range.length) {
                bytes += try await range.read(offset: Int64(bytes.count), count: 1 << 20)
            }
            #expect(try Unpacked(path).content(manifest.files[0].path) == bytes)
        }
    }

    @Test func anotherCodecIsAnotherFile() async throws {
        try await withFilm { world, film in
            let four = [25, 25, 25, 25]
            try await film.record(at: .zero, fragments: four)
            try await film.record(at: .seconds(4), fragments: four, format: RecordedFilm.sound)
            try await film.record(at: .seconds(8), fragments: four)
            let request = request(world, .milliseconds(1500), .milliseconds(10_200))
            let (pictures, manifest) = try shown(try await world.made(request), world)
            #expect(manifest.files.count == 3 && Set(manifest.files.map(\.path)).count == 3)
            #expect(pictures == film.shown(request.from, request.to).map(RecordedFilm.payload))
        }
    }

    /// A recording that cannot be read is named, and what is before and after it is taken along.
    @Test(arguments: 0..<4)
    func aFileThatIsGoneIsNamed(gone: Int) async throws {
        try await withFilm { world, film in
            let ten = [Int](repeating: 25, count: 10)
            for index in 0..<4 {
                try await film.record(at: .seconds(index * 10), fragments: ten, run: index == 0 ? nil : 0)
            }
            let record = film.records[gone]
            try FileManager.default.removeItem(at: world.folder.appending(path: "recordings/\(record.key)"))
            let request = request(world, .seconds(2), .seconds(38))
            let (pictures, manifest) = try shown(try await world.made(request), world)
            #expect(manifest.cameras[0].missing.map(\.recording) == ["\(record.id)"])
            #expect(manifest.cameras[0].missing[0].sentence == "Its file is missing on the recorder's disk.")
            #expect(manifest.files.count == (gone == 0 || gone == 3 ? 1 : 2))
            let expected = film.shown(request.from, request.to).filter {
                $0.start < record.start || $0.start >= record.end
            }
            #expect(pictures == expected.map(RecordedFilm.payload))
        }
    }

    /// The pictures are the same; beside them stands what time it was, second by second, and nothing in a gap.
    @Test func theTimeOfDayGoesAlongAsText() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25, 25, 25])
            try await film.record(at: .seconds(9), fragments: [25, 25])
            var request = request(world, .milliseconds(500), .milliseconds(10_500))
            let plain = try shown(try await world.made(request), world).pictures
            request.hasTimeTrack = true
            let path = try await world.made(request)
            let (pictures, manifest) = try shown(path, world)
            #expect(pictures == plain && manifest.files.count == 1)
            let bytes = Data(try #require(try Unpacked(path).content(manifest.files[0].path)))
            let zone = world.settings.timeZone
            for second in 0..<11 {
                let text = ExportTimeTrack.text(ExportsUnderTest.start + .seconds(second), in: zone)
                let isThere = bytes.range(of: Data(text.utf8)) != nil
                #expect(isThere == (second <= 3 || second > 8), "\(text)")
            }
            request.form = ExportRequest.segments
            #expect(await refusal { _ = try await world.exports.create(as: Asker.administrator, request) } == .invalid)
        }
    }

    @Test func timesAreThoseOfTheZone() throws {
        let time = WallTime(nanoseconds: 1_795_233_600_123_456_789)
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(ExportTimeTrack.text(time, in: berlin) == "2026-11-21 05:00:00 +01:00")
        let john = try #require(TimeZone(identifier: "America/St_Johns"))
        #expect(ExportTimeTrack.text(time, in: john) == "2026-11-21 00:30:00 -03:30")
        #expect(ExportTimeTrack.text(time, in: .gmt) == "2026-11-21 04:00:00 +00:00")
    }

    @Test func whoMayNotIsRefused() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25])
            let request = request(world, .zero, .seconds(1))
            #expect(await refusal { _ = try await world.exports.create(as: .nobody, request) } == .unproven)
            var other = request
            other.form = "other"
            #expect(await refusal { _ = try await world.exports.create(as: Asker.administrator, other) } == .invalid)
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
struct FilmRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return range.lowerBound + Int((mixed ^ (mixed >> 31)) % UInt64(range.count))
    }
}
