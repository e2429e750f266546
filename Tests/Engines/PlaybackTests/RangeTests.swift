import Catalog
import Foundation
import MP4
import Media
import Storage
import Testing

@testable import Playback

struct RangeTests {
    private let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))

    private func withWorld(_ body: (RangeWorld) async throws -> Void) async throws {
        let world = try await RangeWorld()
        do {
            try await body(world)
        } catch {
            await world.end()
            throw error
        }
        await world.end()
    }

    @Test(arguments: [(0.0, 30.0), (0, 1), (3.5, 12.2), (9.96, 10.04), (0.01, 29.99), (11, 19), (20.02, 20.03)])
    func hasThePicturesAskedForAndNoOthers(from: Double, to: Double) async throws {
        try await withWorld { world in
            for index in 0..<3 {
                try await world.record(at: Double(index) * 10, seconds: 10, run: index == 0 ? nil : 0)
            }
            let range = try await world.open(from, to)
            // The one that was to be seen at the beginning, and those that begin before the end.
            let expected = (0..<750).filter { Double($0 + 1) * 0.04 > from + 1e-6 && Double($0) * 0.04 < to - 1e-6 }
            #expect(try await range.shown() == expected)
            #expect(range.start == RangeWorld.begin + .milliseconds(40 * expected[0]))
            #expect(range.end == RangeWorld.begin + .milliseconds(40 * (expected[expected.count - 1] + 1)))
            #expect(abs(range.duration - 0.04 * Double(expected.count)) < 1e-6)
            #expect(range.spans.count == 1 && range.codecChange == nil)
            // At most the group of pictures before the beginning comes along.
            #expect(try await range.pictures().count - expected.count <= 50)
            #expect(range.film.videoSamples == (try await range.pictures().count))
        }
    }

    @Test func piecesOfAnySizeAreTheSame() async throws {
        try await withWorld { world in
            for index in 0..<3 { try await world.record(at: Double(index) * 11, seconds: 10) }
            let whole = try await world.open(1.3, 31.7).whole()
            for count in [1000, 4099, 65_537] {
                #expect(try await world.open(1.3, 31.7).whole(inPiecesOf: count) == whole)
            }
            let range = try await world.open(1.3, 31.7)
            for offset in stride(from: 0, to: whole.count, by: 997).reversed() {
                let piece = try await range.read(offset: Int64(offset), count: 300)
                #expect(!piece.isEmpty && piece == Array(whole[offset..<offset + piece.count]))
            }
            #expect(try await range.read(offset: range.length, count: 5).isEmpty)
            #expect(try await range.read(offset: -1, count: 5).isEmpty)
            #expect(try await world.open(1.3, 31.7).tag == range.tag)
            #expect(try await world.open(1.3, 31.8).tag != range.tag)
        }
    }

    @Test func aGapLastsAsLongAsItDid() async throws {
        try await withWorld { world in
            try await world.record(at: 0, seconds: 4)
            try await world.record(at: 10, seconds: 4)
            let range = try await world.open(1, 12)
            #expect(range.spans.map(\.offset) == [0, 9])
            #expect(range.spans.map(\.duration) == [3, 2])
            #expect(range.duration == 11)
            // In the gap there is nothing to begin with but what follows.
            #expect(try await world.open(6, 12).start == RangeWorld.begin + .seconds(10))
            #expect(try await world.open(2, 7).end == RangeWorld.begin + .seconds(4))
        }
    }

    @Test func whatIsBeingWrittenIsInItUpToTheNewestFragment() async throws {
        try await withWorld { world in
            try await world.record(at: 0, seconds: 10)
            try await world.record(at: 10, seconds: 7, run: 0, isOpen: true)
            #expect(try await world.open(8, 60).shown() == Array(200..<425))
            // The catalogue knows of its first second.
            #expect(try await world.open(15.5, 60).shown() == Array(387..<425))
            await #expect(throws: PlaybackError.nothingRecorded) { try await world.open(17.5, 60) }
            // From what was found before, and with a torn end.
            let key = try #require(StorageKey(world.records[1].key))
            let file = try world.disk.open(key, for: .writing)
            try file.truncate(to: file.length() - 1)
            #expect(try await world.open(8, 60).shown() == Array(200..<400))
        }
    }

    @Test(arguments: [true, false])
    func anotherCodecEndsIt(numbersSets: Bool) async throws {
        try await withWorld { world in
            try await world.record(at: 0, seconds: 4, numbersSets: numbersSets)
            let muLaw = TrackFormat.g711(G711Format(law: .mu))
            let other = try await world.record(at: 4, seconds: 4, format: muLaw, numbersSets: numbersSets)
            let range = try await world.open(1, 8)
            #expect(range.codecChange?.id == other.id)
            #expect(range.end == RangeWorld.begin + .seconds(4))
            #expect(try await range.shown() == Array(25..<100))
        }
    }

    @Test func nothingIsSaidToBeSo() async throws {
        try await withWorld { world in
            await #expect(throws: PlaybackError.nothingRecorded) { try await world.open(0, 5) }
            try await world.record(at: 10, seconds: 4)
            await #expect(throws: PlaybackError.nothingRecorded) { try await world.open(0, 5) }
            await #expect(throws: PlaybackError.nothingRecorded) { try await world.open(15, 20) }
        }
    }

    @Test func whatIsDeletedMeanwhileIsAnErrorWhereItIsComeTo() async throws {
        try await withWorld { world in
            for index in 0..<3 { try await world.record(at: Double(index) * 10, seconds: 10) }
            let range = try await world.open(0, 30)
            let second = world.records[1]
            try world.disk.delete(try #require(StorageKey(second.key)))
            _ = try await range.read(offset: 0, count: 4000)
            await #expect(throws: PlaybackError.fileMissing(second.id, key: second.key)) { try await range.whole() }
            // Also where the row goes too.
            _ = try await world.catalog.deleteSegments([second.id], includingProtected: true)
            await #expect(throws: PlaybackError.self) { try await range.whole() }
            #expect(try await world.open(0, 30).spans.count == 2)
        }
    }

    @Test func aFileThatIsNotWhatTheIndexSaysIsAnErrorAndNoFilm() async throws {
        try await withWorld { world in
            for index in 0..<3 { try await world.record(at: Double(index) * 10, seconds: 10) }
            let key = try #require(StorageKey(world.records[1].key))
            let file = try world.disk.open(key, for: .writing)
            try file.write([Bytes([UInt8](repeating: 0, count: 4096))], at: 2000)
            await #expect(throws: PlaybackError.self) { try await world.open(0, 30).whole() }
            try file.truncate(to: 1500)
            await #expect(throws: PlaybackError.self) { try await world.open(0, 30).whole() }
        }
    }

    @Test func aLongRangeIsOpenedWithoutReadingItsMedia() async throws {
        try await withWorld { world in
            for index in 0..<40 {
                try await world.record(at: Double(index) * 10, seconds: 10, run: index == 0 ? nil : 0)
            }
            let before = world.disk.count(of: .read)
            let range = try await world.open(5.5, 395.5)
            #expect(range.film.videoSamples >= 390 * 25)
            // Of one file its head, and of two its edge.
            #expect(world.disk.count(of: .read) - before <= 5)
        }
    }

    /// Prints how long it took: times are not asserted, since machines differ.
    @Test func aDayIsOpenedFromItsIndexesAlone() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "nightjar-day-\(UUID().uuidString).sqlite")
            .path
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let catalog = try SQLiteCatalog(path: path)
        let world = try await RangeWorld(catalog: catalog)
        try await world.record(at: 0, seconds: 60, format: try Self.h264)
        try await world.recordWithoutFiles(minutes: 1..<1439)
        try await world.record(at: 1439 * 60, seconds: 60, format: try Self.h264, run: 0)
        let clock = ContinuousClock()
        var range: RangeFile?
        for (name, from, to) in [("10 s", 30.5, 40.5), ("a day", 0.5, 86_399.5), ("a day again", 0.5, 86_399.5)] {
            var first = 0
            let time = try await clock.measure {
                let opened = try await world.open(from, to)
                first = try await opened.read(offset: 0, count: 256 * 1024).count
                range = opened
            }
            print("the first \(first) bytes of \(name): \(time)")
        }
        let day = try #require(range)
        #expect(day.film.videoSamples == 86_400 * 25 - 12 && day.spans.count == 1)
        #expect(abs(day.duration - 86_399.04) < 0.001)
        let playlist = clock.now
        let text = try await world.player.listVOD(
            of: world.camera,
            .main,
            from: RangeWorld.begin,
            to: RangeWorld.begin + .seconds(86_400),
            in: .fragmentedMP4
        )
        print("the playlist of a day, \(text.utf8.count) bytes: \(playlist.duration(to: clock.now))")
        #expect(text.split(separator: "\n").count { $0.hasPrefix("#EXTINF:6.0,") } == 14_400)
        #expect(!text.contains("EXT-X-DISCONTINUITY\n") && text.hasSuffix("#EXT-X-ENDLIST\n"))
        await world.end()
        try catalog.close()
    }

    @Test func anOrdinaryFileHasTheSamePictures() async throws {
        try await withWorld { world in
            for index in 0..<3 { try await world.record(at: Double(index) * 13, seconds: 10) }
            let from = RangeWorld.begin + .milliseconds(3500)
            let to = RangeWorld.begin + .milliseconds(32_210)
            let range = try await world.player.openProgressiveRange(of: world.camera, .main, from: from, to: to)
            let fragmented = try await world.open(3.5, 32.21)
            let pictures = try await range.pictures()
            let expected = try await fragmented.pictures()
            #expect(pictures.map(\.number) == expected.map(\.number) && pictures.map(\.tick) == expected.map(\.tick))
            #expect(range.duration == fragmented.duration && range.tag != fragmented.tag)
            let whole = try await range.whole()
            #expect(Int64(whole.count) == range.length)
            #expect(String(decoding: whole[4..<8], as: UTF8.self) == "ftyp")
            for offset in stride(from: 0, to: whole.count, by: 991) {
                let piece = try await range.read(offset: Int64(offset), count: 4000)
                #expect(!piece.isEmpty && piece == Array(whole[offset..<offset + piece.count]))
            }
        }
    }

    @Test func aNameOfAPlaylistIsReadAsItIsWritten() throws {
        let id = RecordingID(nanoseconds: 1_795_000_000_000_000_000)
        for name: VODName in [
            .initialisation(id), .segment(id, at: 0, count: 6, time: -5, .fragmentedMP4),
            .segment(id, at: 12_000_000_000, count: 1, time: 90_000, .transportStream),
            .segment(id, at: -3, count: 1, time: 90_000, .transportStream),
        ] { #expect(VODName(name.text) == name) }
        for wrong in [
            "", ".", "..", "1", "1.avi", "x.mp4", "1_0_0_0.m4s", "1_9223372036854775807_1_0.m4s", "1_0_9999_0.ts",
            "1_0_1.ts",
            "1_0_1_0_0.ts",
            "1_0_1_0.m4s.ts", "01.mp4", "1_0_1_9223372036854775807.ts", "1_0_1_0.mp4", "1/../2.mp4",
        ] { #expect(VODName(wrong) == nil, "\(wrong)") }
    }

    @Test func segmentsOfAPlaylistAreTheFragmentsOfTheFilm() async throws {
        try await withWorld { world in
            for start in [0.0, 10, 30] {
                try await world.record(at: start, seconds: 10, format: try Self.h264, run: start == 10 ? 0 : nil)
            }
            let text = try await world.player.listVOD(
                of: world.camera,
                .main,
                from: RangeWorld.begin + .seconds(3),
                to: RangeWorld.begin + .seconds(35),
                in: .fragmentedMP4
            )
            let names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            #expect(text.contains("#EXT-X-START:TIME-OFFSET=1.0,PRECISE=YES\n"))
            #expect(text.split(separator: "\n").count { $0 == "#EXT-X-DISCONTINUITY" } == 1)
            // The second recording goes on in the first, and has the same initialisation.
            #expect(text.split(separator: "\n").count { $0.hasPrefix("#EXT-X-MAP") } == 2)
            var numbers: [Int] = []
            var ticks: [Int64] = []
            for name in names {
                let known = try #require(VODName(String(name)))
                let file = try await world.player.openVOD(known, of: world.camera)
                let head = try await world.player.openVOD(.initialisation(world.records[0].id), of: world.camera)
                let bytes = try await head.read(offset: 0, count: .max) + file.read(offset: 0, count: .max)
                #expect(Int64(bytes.count) == head.length + file.length)
                var scan = MP4FileScan(fileLength: Int64(bytes.count))
                while case .read(let offset, let count) = scan.step {
                    scan.feed(bytes.span.extracting(Int(offset)..<Int(offset) + count))
                }
                guard case .movie(let movie) = scan.step else { throw MP4Error.noMovie }
                for sample in movie.samples {
                    numbers.append(bytes[Int(sample.offset)..<Int(sample.offset) + 4].reduce(0) { $0 << 8 | Int($1) })
                    ticks.append(sample.decodeTime)
                }
            }
            #expect(numbers == Array(50..<500) + Array(500..<625))
            #expect(
                ticks[0] == 90_000 && zip(ticks, ticks.dropFirst()).allSatisfy { $1 - $0 == 3600 || $1 - $0 == 903_600 }
            )
            let other = CameraID.derived(from: "other") { _ in false }
            let name = try #require(VODName(String(names[0])))
            await #expect(throws: PlaybackError.self) { try await world.player.openVOD(name, of: other) }
        }
    }

    private static var h264: TrackFormat {
        get throws {
            .h264(
                try H264Format(
                    sequenceParameterSets: [
                        [
                            0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03,
                            0x00, 0x01, 0x00,
                            0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
                        ]
                    ],
                    pictureParameterSets: [[0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]]
                )
            )
        }
    }
}
