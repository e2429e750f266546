import Logging
import Media
import NIOPosix
import Simulation
import Stream
import Synchronization
import Testing

@testable import Ingest

/// A stream that is taken only while somebody watches it.
struct OnDemandTests {
    private struct Scene {
        let camera: LiveCamera
        let ring = StreamRing()
        let ingest: StreamIngest
        let source: StreamSource

        init(
            _ path: String = "main",
            linger: Duration = .milliseconds(50),
            _ change: (inout CameraServer.Configuration) -> Void = { _ in }
        ) async throws {
            camera = try await LiveCamera([], change)
            var source = try camera.source(path)
            source.isOnDemand = true
            self.source = source
            let time = SystemTimeSource()
            ingest = StreamIngest(
                source: source,
                ring: ring,
                loop: IngestLoop(MultiThreadedEventLoopGroup.singleton.next()),
                hosts: CameraHosts(time: time),
                linger: linger,
                time: time,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }

        var openSessions: Int { camera.server.statistics.paths["/main"]?.openSessions ?? 0 }

        func watch() -> StreamReader { ring.makeReader(keeps: false, waking: .everyUnit) {} }

        func running(_ body: () async throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [ingest] in await ingest.run() }
                defer { group.cancelAll() }
                try await body()
            }
            await camera.server.close()
        }

        func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
            let end = ContinuousClock.now + .seconds(120)
            while try await !condition() {
                guard ContinuousClock.now < end else {
                    Issue.record("In 120 s it has not come to this: \(what). \(ingest.status)")
                    throw CancellationError()
                }
                // The status is a figure that one reads: nobody is told when it changes.
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    private func items(_ reader: StreamReader) async -> [StreamItem] {
        var items: [StreamItem] = []
        while await reader.read(into: &items) {}
        return items
    }

    @Test func itIsConnectedWhileSomebodyWatchesAndLeftInGoodOrder() async throws {
        let scene = try await Scene()
        #expect(scene.ingest.status.state == .idle && scene.ingest.isAwaited)
        try await scene.running {
            var viewer: StreamReader? = scene.watch()
            try await scene.eventually("it flows") { scene.ingest.status.state == .streaming }
            #expect(!scene.ingest.isAwaited)
            viewer = nil
            try await scene.eventually("it is left") { scene.ingest.status.state == .idle }
            #expect(scene.ring.heldBytes == 0)
            try await scene.eventually("the camera was told") { scene.openSessions == 0 }
            #expect(scene.camera.sessions() == 1)

            viewer = scene.watch()
            try await scene.eventually("it flows again") { scene.ingest.status.state == .streaming }
            #expect(scene.camera.sessions() == 2)
            let seen = await items(try #require(viewer))
            guard case .format? = seen.first else {
                Issue.record("a viewer begins with something else: \(seen.prefix(1))")
                return
            }
            #expect(!seen.contains { if case .interrupted = $0 { true } else { false } })
            viewer = nil
        }
    }

    @Test func whoComesBackSoonFindsItAsItWas() async throws {
        let scene = try await Scene(linger: .seconds(60))
        try await scene.running {
            var viewer: StreamReader? = scene.watch()
            try await scene.eventually("it flows") { scene.ingest.status.state == .streaming }
            for _ in 0..<5 {
                viewer = nil
                viewer = scene.watch()
            }
            #expect(scene.ingest.status.state == .streaming && scene.camera.sessions() == 1)
            withExtendedLifetime(viewer) {}
        }
    }

    @Test func whatIsWantedAlwaysIsConnectedAtOnceAndLeftOnceItIsNot() async throws {
        let scene = try await Scene()
        try await scene.running {
            try await scene.eventually("it waits") { scene.ingest.status.state == .idle }
            var source = scene.source
            source.isOnDemand = false
            scene.ingest.change(source)
            try await scene.eventually("it flows") { scene.ingest.status.state == .streaming }
            scene.ingest.change(scene.source)
            try await scene.eventually("it is left") { scene.ingest.status.state == .idle }
            #expect(scene.camera.sessions() == 1)
        }
    }

    /// A viewer who comes again and again must not have the camera asked as often: it would lock the account.
    @Test func aCameraThatRefusesUsIsNotAskedByEachViewer() async throws {
        let scene = try await Scene("nowhere")
        try await scene.running {
            var viewer: StreamReader? = scene.watch()
            try await scene.eventually("it is refused") { scene.ingest.status.state == .waiting }
            for _ in 0..<3 {
                viewer = nil
                // Longer than it lingers.
                try await Task.sleep(for: .milliseconds(150))
                #expect(scene.ingest.status.state == .waiting)
                viewer = scene.watch()
            }
            #expect(scene.ingest.status.state == .waiting)
            withExtendedLifetime(viewer) {}
        }
    }

    @Test func manyComeAndGoAndNobodyIsForgotten() async throws {
        let scene = try await Scene(linger: .milliseconds(5))
        try await scene.running {
            for _ in 0..<15 {
                let viewer = scene.watch()
                try await scene.eventually("it flows") { scene.ingest.status.state == .streaming }
                withExtendedLifetime(viewer) {}
            }
            try await scene.eventually("it is left") {
                scene.ingest.status.state == .idle && scene.openSessions == 0
            }
        }
    }
}
