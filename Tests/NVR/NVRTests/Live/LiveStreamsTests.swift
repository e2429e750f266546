import Catalog
import Live
import Media
import NIOCore
import Simulation
import Stream
import Testing

@testable import NVR

struct LiveStreamsTests {
    private let me = Asker.administrator

    private func draft(_ camera: CameraUnderTest) -> CameraDraft {
        var draft = CameraDraft(name: "yard", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
        draft.subURL = "rtsp://127.0.0.1:\(camera.server.port)/sub"
        return draft
    }

    private func withCamera(
        isRecorded: Bool = true,
        _ body: (LiveStreams, Cameras) async throws -> Void
    ) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest()
        try await world.withRunning { cameras, _ in
            var draft = draft(camera)
            draft.isRecorded = isRecorded
            draft.connect = "always"
            _ = try await cameras.add(as: me, draft)
            try await eventually("both streams come") {
                let status = try await cameras.camera(as: me, "yard").status
                return status.main?.frames ?? 0 > 0 && status.sub?.frames ?? 0 > 0
            }
            try await body(LiveStreams(cameras: cameras, hub: LiveHub()), cameras)
        }
        await camera.server.close()
    }

    /// What is sent, short, until there were so many fragments, or what is waited for has come.
    private func words(_ feed: LiveFeed, fragments: Int, until last: String? = nil) async -> [String] {
        var words: [String] = []
        var feed = feed.makeAsyncIterator()
        while words.count(where: { $0 == "fragment" }) < fragments, !words.contains(where: { $0 == last }),
            let batch = await feed.next()
        {
            words += batch.map {
                switch $0 {
                case .initialization(let start):
                    "init \(start.stream) \(start.pictureSize?.width ?? 0) \(start.hasAudio)"
                case .fragment: "fragment"
                case .liveEdge: "edge"
                case .dropped: "dropped"
                case .slow: "slow"
                case .switched(let stream, let reason): "switched \(stream) \(reason)"
                case .unplayable: "unplayable"
                case .refused: "refused"
                case .interrupted: "interrupted"
                case .ended: "ended"
                }
            }
        }
        return words
    }

    @Test func aCameraThatIsNotRecordedCanBeWatched() async throws {
        try await withCamera(isRecorded: false) { live, cameras in
            // A whole group may come first: 50 pictures, and the sound beside them.
            let feed = try await live.fragments(as: me, camera: "yard", LiveWish())
            let words = await words(feed, fragments: 400, until: "edge")
            #expect(words.first?.hasPrefix("init main") == true)
            #expect(words.contains("edge"))
            #expect(try await cameras.camera(as: me, "yard").status.state == .watching)
        }
    }

    @Test func allWhoWatchShareWhatIsBuilt() async throws {
        try await withCamera { live, _ in
            let feeds = [
                try await live.fragments(as: me, camera: "yard", LiveWish()),
                try await live.fragments(
                    as: me,
                    camera: "yard",
                    LiveWish(stream: "auto", codecs: ["h264", "h265", "aac", "opus"])
                ),
            ]
            #expect(live.hub.count == 1)
            for feed in feeds { #expect(await words(feed, fragments: 3).first?.hasPrefix("init main") == true) }
            let small = try await live.fragments(as: me, camera: "yard", LiveWish(width: 200))
            #expect(live.hub.count == 2)
            #expect(await words(small, fragments: 3).first?.hasPrefix("init sub") == true)
            let silent = try await live.fragments(as: me, camera: "yard", LiveWish(codecs: ["h264"]))
            #expect(await words(silent, fragments: 3).first?.hasSuffix("false") == true)
        }
    }

    @Test func whatCannotBePlayedIsSaid() async throws {
        try await withCamera { live, _ in
            let feed = try await live.fragments(as: me, camera: "yard", LiveWish(codecs: ["h265"]))
            var items = feed.makeAsyncIterator()
            guard case .unplayable(let sentence)? = await items.next()?.first else {
                Issue.record("not said")
                return
            }
            #expect(sentence == "The camera sends H.264, which cannot be played here.")
            // Where the choice is ours, the other stream is tried; and then it is said.
            let other = try await live.fragments(as: me, camera: "yard", LiveWish(stream: "auto", codecs: ["h265"]))
            items = other.makeAsyncIterator()
            var words: [String] = []
            while words.count < 2, let batch = await items.next() {
                for message in batch {
                    if case .switched(let stream, .codec) = message { words.append(stream) }
                    if case .unplayable = message { words.append("unplayable") }
                }
            }
            #expect(words.last == "unplayable" && words.count == 2)
        }
    }

    @Test func framesComeAsTheyAre() async throws {
        try await withCamera { live, _ in
            let feed = try await live.frames(as: me, camera: "yard", LiveWish(stream: "sub"))
            var kinds: [UInt8] = []
            for await pieces in feed {
                for piece in pieces { kinds.append(piece.getInteger(at: piece.readerIndex) ?? 9) }
                if kinds.count > 10 { break }
            }
            #expect(kinds.first == 0 && kinds.allSatisfy { $0 < 2 })
        }
    }

    @Test func fragmentsCanBeSwitchedOff() async throws {
        try await withCamera { live, cameras in
            let off = LiveStreams(cameras: cameras, hub: live.hub) { false }
            let error = await #expect(throws: DomainError.self) {
                try await off.fragments(as: me, camera: "yard", LiveWish())
            }
            #expect(error?.kind == .unavailable && error?.sentence.contains("live.mse_enabled") == true)
            // The setting is about this way alone, and comes after the right to watch.
            _ = try await off.frames(as: me, camera: "yard", LiveWish())
            let stranger = Asker.viewer([:])
            #expect(
                await refusal { _ = try await off.fragments(as: stranger, camera: "yard", LiveWish()) } == .notFound
            )
        }
    }

    @Test func picturesOfACameraThatSendsNoJPEGAreRefused() async throws {
        try await withCamera { live, _ in
            let error = await #expect(throws: DomainError.self) {
                try await live.pictures(as: me, camera: "yard", LiveWish())
            }
            #expect(error?.kind == .unsupported)
            #expect(error?.sentence.contains("sends H.264") == true)
        }
    }

    @Test func whoMayNotWatchGetsNothing() async throws {
        let world = CamerasUnderTest()
        try await world.withCameras { cameras in
            var draft = CameraDraft(name: "yard", url: "rtsp://192.0.2.7/")
            draft.isEnabled = false
            _ = try await cameras.add(as: me, draft)
            let live = LiveStreams(cameras: cameras, hub: LiveHub())
            let others: [(Principal, DomainError.Kind)] = [
                (Asker.viewer([:]), .notFound), (Asker.viewer(["gate": [.live]]), .notFound),
                (Asker.viewer(["yard": [.playback]]), .forbidden), (Asker.viewer(["yard": [.live]]), .unavailable),
            ]
            for (asker, kind) in others {
                let kinds = [
                    await refusal { _ = try await live.fragments(as: asker, camera: "yard", LiveWish()) },
                    await refusal { _ = try await live.frames(as: asker, camera: "yard", LiveWish()) },
                    await refusal { _ = try await live.pictures(as: asker, camera: "yard", LiveWish()) },
                ]
                #expect(kinds == [kind, kind, kind])
            }
            #expect(live.hub.count == 0)
        }
    }
}
