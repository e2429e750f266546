import Catalog
import Foundation
import Media
import Synchronization
import Testing
import WorkerChannel
import Workers

@testable import NVR
@testable import Playback

/// Exports whose pictures are encoded anew, with the time of day in them.
struct BurnedInExportTests {
    /// A worker that makes of each picture the words that it was to lay over it.
    private final class Echo: DerivedSession {
        private let news = Mutex<[WorkerSession.Event]>([])
        private let onNews: @Sendable () -> Void

        /// - Parameter error: what becomes of the worker; nil for one that works.
        init(_ tracks: [SessionTrack], error: WorkerError?, onNews: @escaping @Sendable () -> Void) {
            self.onNews = onNews
            let format = EncodedFormat(output: 0, parameterSets: DerivedSamples.h264Sets)
            tell(error.map { [.over($0)] } ?? [.opened(track: 0), .format(track: 0, format)])
        }

        private func tell(_ events: [WorkerSession.Event]) {
            news.withLock { $0 += events }
            onNews()
        }

        func take() -> [WorkerSession.Event] {
            news.withLock { news in
                defer { news = [] }
                return news
            }
        }

        func feed(_ feed: DecodeFeed, track: Int) {
            let output = DecodeOutput(
                output: 0,
                time: feed.time,
                flags: feed.flags.contains(.refresh) ? .key : [],
                size: PictureSize(width: 640, height: 360),
                payload: Bytes(Array(feed.caption.utf8))
            )
            tell((feed.outputs == 1 ? [.output(track: track, output)] : []) + [.fed(track: track)])
        }
    }

    /// What the workers do, and how often they were asked.
    private final class Desk: Sendable {
        struct State {
            var refusal: DomainError?
            /// So often there is no place.
            var busy = 0
            /// So many workers end at once.
            var lost = 0
            var sessions = 0
        }

        let state = Mutex(State())

        var encoding: ExportEncoding {
            ExportEncoding(
                check: { [self] () async throws(DomainError) in
                    if let refusal = state.withLock(\.refusal) { throw refusal }
                },
                options: { DerivedOptions() },
                place: { [self] () throws(DomainError) in
                    let isBusy = state.withLock { state in
                        state.busy -= 1
                        return state.busy >= 0
                    }
                    if isBusy { throw DomainError(.busy, "All are taken.") }
                    return TranscodingPlace {}
                },
                opening: { [self] (_: String) throws(DomainError) in
                    { [self] tracks, onNews in
                        let isLost = state.withLock { state in
                            state.sessions += 1
                            return state.sessions <= state.lost
                        }
                        return Echo(tracks, error: isLost ? .ended("killed") : nil, onNews: onNews)
                    }
                }
            )
        }
    }

    private let desk = Desk()

    private func withFilm(_ body: (ExportsUnderTest, inout RecordedFilm) async throws -> Void) async throws {
        try await ExportsUnderTest.with(encoding: desk.encoding) { world in
            var film = RecordedFilm(world)
            try await body(world, &film)
        }
    }

    private func request(_ from: Duration, _ to: Duration) -> ExportRequest {
        var request = ExportRequest(
            cameras: ["gate"],
            from: ExportsUnderTest.start + from,
            to: ExportsUnderTest.start + to
        )
        request.form = ExportRequest.exact
        request.burnsInTime = true
        return request
    }

    /// What the workers laid over the pictures of an export, file by file.
    private func captions(_ path: String, _ world: ExportsUnderTest) throws -> (texts: [[String]], ExportManifest) {
        let verdict = try world.verdict(of: path)
        #expect(verdict.isGood, "\(verdict.faults)")
        let unpacked = try Unpacked(path)
        let manifest = try unpacked.manifest()
        let texts = try manifest.files.map { file in
            let content = try FilmContent(try #require(unpacked.content(file.path)))
            #expect(!content.isFragmented && content.samples.count == file.videoFrames + file.audioFrames)
            return content.shown.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(unpacked.text.contains("The pictures were encoded anew"))
        return (texts, manifest)
    }

    private func expected(_ pictures: [RecordedFilm.Picture], _ world: ExportsUnderTest) -> [String] {
        pictures.map { ExportTimeTrack.text($0.start, in: world.settings.timeZone) }
    }

    /// Also behind a gap, and where the film begins in the middle of a second.
    @Test func everyPictureSaysWhenItWasRecorded() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25, 25, 25])
            try await film.record(at: .seconds(9), fragments: [25, 25])
            let request = request(.milliseconds(500), .milliseconds(10_500))
            let (texts, manifest) = try captions(try await world.made(request), world)
            let shown = film.shown(request.from, request.to)
            #expect(texts == [expected(shown, world)])
            let file = try #require(manifest.files.first)
            #expect(file.isBurnedIn == true && file.videoFrames == shown.count && file.evidence == nil)
            #expect(file.videoCodec?.hasPrefix("avc1.") == true && file.width == 640 && file.height == 360)
            #expect(file.start == ExportTime.text(try #require(shown.first?.start)))
            #expect(try world.exports.list(as: Asker.administrator).map(\.isBurnedIn) == [true])
            // What was kept meanwhile is gone.
            #expect(try FileManager.default.subpathsOfDirectory(atPath: world.exportFolder).count == 2)
        }
    }

    @Test func picturesOfAnotherSizeAreAnotherFile() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25, 25])
            try await film.record(at: .seconds(2), fragments: [25, 25], format: RecordedFilm.largeJPEG, run: 0)
            try await film.record(at: .seconds(4), fragments: [25, 25], run: 0)
            let request = request(.milliseconds(100), .milliseconds(5900))
            let (texts, manifest) = try captions(try await world.made(request), world)
            #expect(manifest.files.count == 3)
            #expect(texts.flatMap(\.self) == expected(film.shown(request.from, request.to), world))
        }
    }

    @Test func soundAloneStaysAsItIs() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25])
            try await film.record(at: .seconds(1), fragments: [25], format: RecordedFilm.sound)
            let path = try await world.made(request(.zero, .seconds(2)))
            let files = try Unpacked(path).manifest().files
            #expect(files.map { $0.isBurnedIn ?? false } == [true, false] && files[1].videoFrames == 0)
        }
    }

    @Test func aRecordingThatCannotBeReadIsNamed() async throws {
        try await withFilm { world, film in
            for index in 0..<3 {
                try await film.record(at: .seconds(index * 2), fragments: [25, 25], run: index == 0 ? nil : 0)
            }
            let record = film.records[1]
            try FileManager.default.removeItem(at: world.folder.appending(path: "recordings/\(record.key)"))
            let request = request(.zero, .seconds(6))
            let (texts, manifest) = try captions(try await world.made(request), world)
            #expect(manifest.cameras[0].missing.map(\.recording) == ["\(record.id)"])
            let shown = film.shown(request.from, request.to).filter {
                $0.start < record.start || $0.start >= record.end
            }
            #expect(texts.flatMap(\.self) == expected(shown, world))
        }
    }

    /// A worker that ends in the middle costs nothing but time; where all do, it is said, and nothing stays behind.
    @Test func aWorkerThatIsLostIsReplaced() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25])
            desk.state.withLock { ($0.lost, $0.busy) = (1, 3) }
            let request = request(.zero, .seconds(1))
            let texts = try captions(try await world.made(request), world).texts
            #expect(texts == [expected(film.shown(request.from, request.to), world)])
            let before = try world.names()
            desk.state.withLock { ($0.lost, $0.sessions) = (.max, 0) }
            let job = try await world.run(request)
            #expect(job.state == .failed && job.sentence.contains("ended"), "\(job.sentence)")
            #expect(try world.names() == before && desk.state.withLock(\.sessions) == 2)
        }
    }

    @Test func whereAllPlacesAreTakenItWaitsAndCanBeCancelled() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25])
            desk.state.withLock { $0.busy = .max }
            let job = try await world.exports.create(as: Asker.administrator, request(.zero, .seconds(1)))
            try await eventually("it waits") { desk.state.withLock { $0.busy < .max - 3 } }
            _ = try await world.jobs.cancel(as: Asker.administrator, job.id)
            #expect(try await world.ended(job.id).state == .cancelled)
            #expect(try world.names().isEmpty)
        }
    }

    @Test func whereNothingCanBeEncodedItIsRefused() async throws {
        try await withFilm { world, film in
            try await film.record(at: .zero, fragments: [25])
            desk.state.withLock { $0.refusal = DomainError(.unavailable, "There is no encoder.") }
            var request = request(.zero, .seconds(1))
            #expect(
                await refusal { _ = try await world.exports.create(as: Asker.administrator, request) } == .unavailable
            )
            request.hasTimeTrack = true
            #expect(await refusal { _ = try await world.exports.create(as: Asker.administrator, request) } == .invalid)
            (request.hasTimeTrack, request.form) = (false, ExportRequest.segments)
            #expect(await refusal { _ = try await world.exports.create(as: Asker.administrator, request) } == .invalid)
        }
        try await ExportsUnderTest.with { world in
            let request = request(.zero, .seconds(1))
            #expect(
                await refusal { _ = try await world.exports.create(as: Asker.administrator, request) } == .unavailable
            )
        }
    }

    /// The time of a picture is that of the stretch it is in, to the millisecond.
    @Test func timesAreFoundAmongMany() {
        let spans = (0..<100).map { (index: Int) -> RangeFile.Span in
            let start: WallTime = ExportsUnderTest.start + .seconds(index * 60)
            return RangeFile.Span(start: start, end: start + .seconds(10), offset: Double(index) * 20, duration: 10)
        }
        let known: [(offset: Double, wall: Double)] = [
            (-1, 0), (0, 0), (9.5, 9.5), (15, 10), (19.9995, 60), (20, 60), (1985.25, 5945.25),
        ]
        for (offset, wall) in known {
            let found = ExportBurner.wall(at: offset, in: spans) - ExportsUnderTest.start
            let difference = found.inSeconds - wall
            #expect(abs(difference) < 0.001, "\(offset)")
        }
        #expect(ExportBurner.wall(at: 3, in: []) == WallTime(nanoseconds: 0))
    }
}
