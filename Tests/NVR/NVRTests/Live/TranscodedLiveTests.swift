import Catalog
import Foundation
import Glibc
import Live
import Logging
import Media
import NIOCore
import Simulation
import Stream
import Synchronization
import Testing

@testable import NVR

/// Those who cannot play what a camera sends get something made of it, by real workers.
struct TranscodedLiveTests {
    private let me = Asker.administrator

    /// Calls `body` with cameras of these names, each of which sends the clip of its name.
    private func withCameras(
        _ clips: String...,
        worker: String? = DerivedSamples.worker,
        linger: Duration = .milliseconds(100),
        _ body: (Stage) async throws -> Void
    ) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let workers = RecorderWorkers(program: worker, time: world.services.time, logger: logger)
        workers.start()
        let options = OptionsBox()
        let derived = DerivedStreams(
            workers: workers,
            options: { options.value.withLock { $0 } },
            time: world.services.time,
            logger: logger,
            linger: linger
        )
        let settings = try await Settings.open(world.services)
        try await world.withRunning { cameras, _ in
            for clip in clips {
                var draft = CameraDraft(name: clip, url: "rtsp://127.0.0.1:\(camera.server.port)/\(clip)")
                draft.isRecorded = false
                draft.connect = "always"
                _ = try await cameras.add(as: me, draft)
            }
            for clip in clips {
                try await eventually("pictures come") {
                    try await cameras.camera(as: me, clip).status.main?.frames ?? 0 > 0
                }
            }
            let hls = HLSDelivery(
                engine: LiveHLS(time: world.services.time),
                cameras: cameras,
                settings: settings,
                derived: derived
            )
            let live = LiveStreams(
                cameras: cameras,
                hub: LiveHub(time: world.services.time, linger: .zero),
                derived: derived
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await hls.run() }
                defer { group.cancelAll() }
                try await body(Stage(live: live, hls: hls, cameras: cameras, workers: workers, options: options))
            }
        }
        await workers.close()
        await camera.server.close()
    }

    final class OptionsBox: Sendable { let value = Mutex(DerivedOptions()) }

    struct Stage {
        let live: LiveStreams
        let hls: HLSDelivery
        let cameras: Cameras
        let workers: RecorderWorkers
        let options: OptionsBox
    }

    /// The words until there were so many fragments of a stream that began, and this one: on a machine with much to do it may
    /// come late, and what never comes is not waited for beyond two thousand.
    private func words(_ feed: LiveFeed, fragments: Int, and last: String = "fragment") async -> [String] {
        var words: [String] = []
        var items = feed.makeAsyncIterator()
        while words.count(where: { $0 == "fragment" }) < fragments || !words.contains(last), words.count < 2000,
            let batch = await items.next()
        {
            words += batch.map(word)
        }
        return words
    }

    private func word(_ message: LiveFeed.Message) -> String {
        switch message {
        case .initialization(let start):
            "init \(start.stream) \(start.mime.dropFirst(19).prefix(4)) \(start.isTranscoded) of "
                + start.cameraCodecs.joined(separator: " ")
        case .fragment: "fragment"
        case .liveEdge: "edge"
        case .dropped: "dropped"
        case .slow: "slow"
        case .switched(let stream, let reason): "switched \(stream) \(reason)"
        case .unplayable: "unplayable"
        case .refused(let error): "refused \(error.kind)"
        case .interrupted: "interrupted"
        case .ended: "ended"
        }
    }

    @Test func whoCannotPlayH265GetsH264() async throws {
        try await withCameras("h265") { stage in
            let wish = try LiveWish(codecs: ["h264", "opus"])
            let first = try await stage.live.fragments(as: me, camera: "h265", wish)
            let second = try await stage.live.fragments(as: me, camera: "h265", wish)
            for feed in [first, second] {
                let words = await words(feed, fragments: 60, and: "edge")
                #expect(words.first == "init main avc1 true of H.265 Opus")
                #expect(words.contains("edge"))
            }
            // One worker for both.
            #expect(await stage.workers.view.sessions.map(\.camera) == ["h265"])
            let (streams, _) = try stage.live.transcoded(as: me)
            #expect(streams.map(\.form) == ["main-h264"] && streams[0].pictures > 5 && streams[0].isWatched)
            // And whoever can play it gets what the camera sends.
            let other = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h265", "opus"]))
            #expect(await words(other, fragments: 3).first == "init main hvc1 false of H.265 Opus")
        }
    }

    @Test func itEndsWhenNobodyWatchesAnyMore() async throws {
        try await withCameras("h265") { stage in
            do {
                let feed = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h264"]))
                #expect(await words(feed, fragments: 3).contains("fragment"))
                #expect(await stage.workers.view.sessions.count == 1)
            }
            let (workers, live) = (stage.workers, stage.live)
            try await eventually("the worker is gone") { await workers.view.sessions.isEmpty }
            #expect(try live.transcoded(as: me).streams.isEmpty)
            #expect(await workers.view.lostSessions == 0)
        }
    }

    @Test func camerasOfJPEGCanBeWatchedByEveryone() async throws {
        try await withCameras("mjpeg") { stage in
            let feed = try await stage.live.fragments(as: me, camera: "mjpeg", LiveWish())
            #expect(await words(feed, fragments: 20).first == "init main avc1 true of MJPEG")
            var kinds: [[UInt8]] = []
            for await pieces in try await stage.live.frames(as: me, camera: "mjpeg", LiveWish()) {
                kinds += pieces.compactMap { $0.getBytes(at: $0.readerIndex, length: 2) }
                if kinds.count > 10 { break }
            }
            #expect(kinds.first == [0, 1] && kinds.allSatisfy { $0[0] == 0 })
        }
    }

    /// As a camera sends them, or made for whoever takes nothing else.
    @Test(arguments: ["main", "mjpeg"])
    func rawFramesCanBeJPEG(camera: String) async throws {
        try await withCameras(camera) { stage in
            var (pictures, made) = (0, -1)
            for await pieces in try await stage.live.frames(as: me, camera: camera, LiveWish(codecs: ["jpeg", "aac"])) {
                for piece in pieces.map({ Array($0.readableBytesView) }) where piece[0] == 0 {
                    #expect(piece[1] == 1 && piece[10...].starts(with: [0xFF, 0xD8]))
                    pictures += 1
                }
                made = try stage.live.transcoded(as: me).streams.count
                if pictures > 5 { break }
            }
            #expect(made == (camera == "mjpeg" ? 0 : 1))
        }
    }

    @Test func picturesOfEveryCameraCanBeHadAsJPEG() async throws {
        try await withCameras("main") { stage in
            stage.options.value.withLock { $0.jpegHeight = 180 }
            var pictures: [[UInt8]] = []
            for await pieces in try await stage.live.pictures(as: me, camera: "main", LiveWish()) {
                pictures += pieces.map { Array($0.readableBytesView) }
                if pictures.count > 5 { break }
            }
            for part in pictures {
                let start = try #require(part.indices.first { part[$0...].starts(with: [0xFF, 0xD8]) })
                let size = try JPEGFormat(parsing: Array(part[start...]).span).size
                #expect(size == PictureSize(width: 320, height: 180))
            }
        }
    }

    @Test func whereThereAreAsManyAsMayBeItIsSaid() async throws {
        try await withCameras("h265", "mjpeg") { stage in
            stage.options.value.withLock { $0.most = 1 }
            let first = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h264"]))
            var items = first.makeAsyncIterator()
            _ = await items.next()
            let second = try await stage.live.fragments(as: me, camera: "mjpeg", LiveWish())
            #expect(await words(second, fragments: 1) == ["refused busy"])
            let live = stage.live
            #expect(await refusal { _ = try await live.frames(as: me, camera: "mjpeg", LiveWish()) } == .busy)
            #expect(await items.next() != nil, "the first goes on")
        }
    }

    /// One that nobody reads any more gives way, though it would stay a while for whoever comes back.
    @Test func whatNobodyReadsGivesWay() async throws {
        try await withCameras("h265", "mjpeg", linger: .seconds(600)) { stage in
            stage.options.value.withLock { $0.most = 1 }
            do {
                let first = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h264"]))
                #expect(await words(first, fragments: 1).contains("fragment"))
            }
            let live = stage.live
            try await eventually("nobody reads it") { try live.transcoded(as: me).streams.allSatisfy { !$0.isWatched } }
            let second = try await stage.live.fragments(as: me, camera: "mjpeg", LiveWish())
            #expect(await words(second, fragments: 1).contains("fragment"))
            #expect(try live.transcoded(as: me).streams.map(\.camera) == ["mjpeg"])
        }
    }

    @Test func aWorkerThatIsKilledInterruptsOneStreamForAMoment() async throws {
        try await withCameras("h265", "mjpeg") { stage in
            let feed = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h264"]))
            let other = try await stage.live.fragments(as: me, camera: "mjpeg", LiveWish())
            var (items, others) = (feed.makeAsyncIterator(), other.makeAsyncIterator())
            _ = await items.next()
            _ = await others.next()
            let view = await stage.workers.view
            let pid = try #require(view.sessions.first { $0.camera == "h265" }).pid
            #expect(kill(pid, SIGKILL) == 0)
            var heard: [String] = []
            while !heard.contains("interrupted") || heard.last?.hasPrefix("init") != true,
                let batch = await items.next()
            {
                heard += batch.map(word).filter { $0 != "fragment" && $0 != "edge" && $0 != "dropped" }
            }
            #expect(heard.suffix(2) == ["interrupted", "init main avc1 true of H.265 Opus"])
            var undisturbed: [String] = []
            while undisturbed.count < 30, let batch = await others.next() { undisturbed += batch.map(word) }
            #expect(!undisturbed.contains("interrupted"))
            #expect(await stage.workers.view.lostSessions == 1)
        }
    }

    @Test func withoutWorkersItIsAsTheCameraSendsItOrNotAtAll() async throws {
        try await withCameras("h265", "mjpeg", worker: nil) { stage in
            let feed = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h264"]))
            var items = feed.makeAsyncIterator()
            #expect(await items.next()?.map(word) == ["unplayable"])
            let live = stage.live
            #expect(await refusal { _ = try await live.pictures(as: me, camera: "h265", LiveWish()) } == .unsupported)
            #expect(await refusal { _ = try await live.frames(as: me, camera: "mjpeg", LiveWish()) } == .unsupported)
        }
    }

    @Test func aWorkerThatCannotBeStartedIsTold() async throws {
        try await withCameras("h265", worker: "/nowhere/nightjar-worker") { stage in
            let feed = try await stage.live.fragments(as: me, camera: "h265", LiveWish(codecs: ["h264"]))
            #expect(await words(feed, fragments: 1) == ["refused unavailable"])
        }
    }

    @Test func hlsGetsAACAndH264() async throws {
        try await withCameras("h265") { stage in
            func lines(_ text: String) -> [String] {
                text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
            }
            let index = try await stage.hls.index(as: me, camera: "h265")
            #expect(lines(index) == ["main/fmp4/index.m3u8"])
            #expect(index.contains("mp4a.40.2") && index.contains("hvc1") && !index.contains("opus"))
            let old = try await stage.hls.index(as: me, camera: "h265", codecs: ["h264"])
            #expect(lines(old) == ["main-h264/ts/index.m3u8"])
            #expect(old.contains("avc1.640028,mp4a.40.2"))
            // A list alone begins nothing.
            #expect(await stage.workers.view.sessions.isEmpty)
            for (stream, format, type) in [("main-h264", "ts", "video/mp2t"), ("main", "fmp4", "video/mp4")] {
                let text = try await stage.hls.playlist(
                    as: me,
                    camera: "h265",
                    stream: stream,
                    format: format,
                    query: ""
                ).text
                let name = try #require(lines(text).first)
                let file = try await stage.hls.file(as: me, camera: "h265", stream: stream, format: format, name: name)
                #expect(file.contentType == type && file.parts.reduce(0) { $0 + $1.count } > 1000)
            }
            #expect(await stage.workers.view.sessions.count == 2)
        }
    }
}
