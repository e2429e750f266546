import Media
import Stream
import Synchronization
import Testing

@testable import Live

/// Streams are begun on demand, shared, bounded, and ended when nobody asks.
struct LiveHLSTests {
    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 1_795_305_600_000_000_000))

    /// What the time of day is as the number of a segment: 2026-11-22 in seconds since 2020.
    private static let base = 217_468_800

    /// One segment is enough to begin.
    private static var eager: LiveHLSLimits {
        var limits = LiveHLSLimits()
        limits.firstSegments = 1
        return limits
    }

    /// Runs `work` with an engine that runs beside it.
    private func withEngine(
        _ limits: LiveHLSLimits = Self.eager,
        _ work: @Sendable @escaping (LiveHLS) async throws -> Void
    ) async throws {
        let engine = LiveHLS(limits: limits, time: time)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run() }
            try await work(engine)
            group.cancelAll()
        }
    }

    private func ring(_ seconds: Double = 0) throws -> StreamRing {
        let ring = StreamRing()
        ring.begin(try HLSFilm.format)
        for unit in HLSFilm.units(seconds) { ring.append(unit) }
        return ring
    }

    private func source(_ ring: StreamRing, _ name: String = "yard/main") -> LiveHLSSource {
        LiveHLSSource(name: name, ring: ring)
    }

    /// Appends units, each when the one before was taken, so that none is passed over.
    private func feed(_ units: [AccessUnit], to ring: StreamRing, _ engine: LiveHLS) async {
        for unit in units {
            let taken = engine.figures.taken
            ring.append(unit)
            await until { engine.figures.taken > taken }
        }
    }

    private func until(_ condition: () -> Bool) async { while !condition() { await Task.yield() } }

    @Test func aStreamIsBegunWhenSomebodyAsksAndEndedWhenNobodyDoes() async throws {
        try await withEngine { engine in
            let ring = try ring()
            #expect(engine.figures.streams == 0 && !ring.hasViewers)
            async let first = engine.playlist(of: source(ring), .transportStream, isQuick: false)
            async let second = engine.playlist(of: source(ring), .transportStream, isQuick: false)
            await until { engine.figures.waiting == 2 && ring.hasViewers }
            await feed(HLSFilm.units(2.1), to: ring, engine)
            let (one, other) = (try await first, try await second)
            #expect(one == other && one.hasWaited)
            #expect(one.text.contains("\n\(Self.base).ts\n"))
            #expect(engine.figures.streams == 1 && engine.figures.started == 1 && engine.figures.segments == 1)
            let again = try await engine.playlist(of: source(ring), .transportStream, isQuick: false)
            #expect(!again.hasWaited)
            let file = try await engine.file(of: source(ring), .transportStream, "\(Self.base).ts")
            #expect(file.contentType == "video/mp2t" && file.parts.count == 1)
            time.advance(by: .seconds(29))
            engine.tick()
            #expect(engine.figures.streams == 1)
            time.advance(by: .seconds(1))
            engine.tick()
            #expect(engine.figures.streams == 0 && engine.figures.stopped == 1 && engine.figures.bytes == 0)
            await until { !ring.hasViewers }
            await #expect(throws: LiveHLSError.noSuchFile) {
                try await engine.file(of: source(ring), .transportStream, "\(Self.base).ts")
            }
            #expect(engine.figures.streams == 0)
        }
    }

    @Test func aStreamThatIsBegunAgainHasHigherNumbersAndKnowsItsRhythm() async throws {
        try await withEngine { engine in
            let ring = try ring()
            async let first = engine.playlist(of: source(ring), .fragmentedMP4, isQuick: true)
            await until { ring.hasViewers }
            await feed(HLSFilm.units(8.1, group: 200), to: ring, engine)
            #expect(try await first.text.contains("#EXT-X-TARGETDURATION:8\n") == false)
            time.advance(by: .seconds(3600))
            engine.tick()
            await until { !ring.hasViewers }
            // How long segments get is known: none of the group is cut.
            async let again = engine.playlist(of: source(ring), .fragmentedMP4, isQuick: true)
            await until { ring.hasViewers }
            let later = HLSFilm.units(16.1, group: 200).filter { $0.arrival.nanoseconds > 8_100_000_000 }
            await feed(later, to: ring, engine)
            let text = try await again.text
            #expect(text.contains("#EXT-X-TARGETDURATION:8\n#EXT-X-SERVER-CONTROL"))
            #expect(text.contains("#EXTINF:8.0,\n\(Self.base + 3600).m4s\n"))
        }
    }

    // MARK: Bounds

    @Test func oneMoreThanMayBeIsRefusedUntilAnotherIsLeftAlone() async throws {
        var limits = Self.eager
        limits.streams = 2
        try await withEngine(limits) { engine in
            let rings = try (0..<3).map { _ in try ring(0) }
            let filled = rings.enumerated().map { source($1, "camera-\($0)/main") }
            for (ring, source) in zip(rings, filled).prefix(2) {
                async let playlist = engine.playlist(of: source, .transportStream, isQuick: false)
                await until { ring.hasViewers }
                await feed(HLSFilm.units(2.1), to: ring, engine)
                _ = try await playlist
            }
            await #expect(throws: LiveHLSError.full(2)) {
                try await engine.playlist(of: filled[2], .transportStream, isQuick: false)
            }
            #expect(engine.figures.refused == 1 && engine.figures.streams == 2)
            time.advance(by: .seconds(10))
            _ = try await engine.playlist(of: filled[1], .transportStream, isQuick: false)
            time.advance(by: .seconds(5))
            async let third = engine.playlist(of: filled[2], .transportStream, isQuick: false)
            await until { rings[2].hasViewers && !rings[0].hasViewers }
            await feed(HLSFilm.units(2.1), to: rings[2], engine)
            _ = try await third
            #expect(engine.figures.streams == 2 && engine.figures.started == 3 && engine.figures.stopped == 1)
            // The one that was asked for is still there.
            #expect(try await !engine.playlist(of: filled[1], .transportStream, isQuick: false).hasWaited)
        }
    }

    @Test func hostileQueriesBeginNothingAndWaitForNothing() async throws {
        try await withEngine { engine in
            let ring = try ring()
            for query in ["_HLS_msn=x", "_HLS_part=1", "_HLS_msn=1&_HLS_msn=2", "_HLS_skip=maybe"] {
                await #expect(throws: LiveHLSError.self) {
                    try await engine.playlist(of: source(ring), .fragmentedMP4, isQuick: true, query: query[...])
                }
            }
            #expect(engine.figures.started == 0)
            async let first = engine.playlist(of: source(ring), .fragmentedMP4, isQuick: true)
            await until { ring.hasViewers }
            await feed(HLSFilm.units(3), to: ring, engine)
            _ = try await first
            for query in [
                "_HLS_msn=999999999999999", "_HLS_msn=\(Self.base + 4)", "_HLS_msn=\(Self.base + 1)&_HLS_part=500",
            ] {
                await #expect(throws: LiveHLSError.tooFarAhead) {
                    try await engine.playlist(of: source(ring), .fragmentedMP4, isQuick: true, query: query[...])
                }
            }
            #expect(engine.figures.waiting == 0)
        }
    }

    @Test func noMoreWaitThanMay() async throws {
        var limits = Self.eager
        limits.waiters = 3
        try await withEngine(limits) { engine in
            let source = source(try ring())
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { _ = try? await engine.playlist(of: source, .transportStream, isQuick: false) }
                }
                await until { engine.figures.waiting == 3 }
                await #expect(throws: LiveHLSError.tooManyWait) {
                    try await engine.playlist(of: source, .transportStream, isQuick: false)
                }
                // Whoever goes away gives his place back.
                group.cancelAll()
                await until { engine.figures.waiting == 0 }
            }
        }
    }

    // MARK: Waiting

    @Test func whoeverWaitsGetsWhatComes() async throws {
        try await withEngine { engine in
            let ring = try ring()
            let source = source(ring)
            async let first = engine.playlist(of: source, .fragmentedMP4, isQuick: true)
            await until { ring.hasViewers }
            let units = HLSFilm.units(20)
            await feed(units.filter { $0.arrival.nanoseconds < 2_500_000_000 }, to: ring, engine)
            _ = try await first
            // Segment 0 is complete; of segment 1 one part of 360 ms is.
            await until { engine.figures.segments == 1 }
            let query = "_HLS_msn=\(Self.base + 1)&_HLS_part=1"
            async let next = engine.playlist(of: source, .fragmentedMP4, isQuick: true, query: query[...])
            async let part = engine.file(of: source, .fragmentedMP4, "\(Self.base + 1).1.m4s")
            await until { engine.figures.waiting == 2 }
            await feed(
                units.filter { (2_500_000_000..<2_900_000_000).contains($0.arrival.nanoseconds) },
                to: ring,
                engine
            )
            let playlist = try await next
            #expect(playlist.hasWaited && playlist.text.contains("\(Self.base + 1).1.m4s"))
            let file = try await part
            #expect(
                file.hasWaited && file.contentType == "video/mp4"
                    && PartReading(fragments: file.parts[0].array).numbers[0].count == 9
            )
        }
    }

    @Test func nobodyWaitsForever() async throws {
        try await withEngine { engine in
            let ring = try ring()
            let source = source(ring)
            let early = Task { try await engine.playlist(of: source, .fragmentedMP4, isQuick: true) }
            await until { engine.figures.waiting == 1 }
            time.advance(by: .seconds(14))
            engine.tick()
            #expect(engine.figures.waiting == 1)
            time.advance(by: .seconds(1))
            engine.tick()
            await #expect(throws: LiveHLSError.late) { try await early.value }
            async let first = engine.playlist(of: source, .fragmentedMP4, isQuick: true)
            await until { engine.figures.waiting == 1 }
            await feed(HLSFilm.units(3), to: ring, engine)
            _ = try await first
            let late = Task {
                let query = "_HLS_msn=\(Self.base + 2)"
                return try await engine.playlist(of: source, .fragmentedMP4, isQuick: true, query: query[...])
            }
            await until { engine.figures.waiting == 1 }
            // A stream for whose end somebody waits is not idle. Three target durations.
            time.advance(by: .seconds(6))
            engine.tick()
            await #expect(throws: LiveHLSError.late) { try await late.value }
            #expect(engine.figures.streams == 1)
        }
    }

    @Test func thePlaylistIsToldWithThreeSegmentsOrAfterSixSeconds() async throws {
        try await withEngine(LiveHLSLimits()) { engine in
            for (name, seconds) in [("yard/main", 7.1), ("gate/main", 2.1)] {
                let ring = try ring()
                let source = source(ring, name)
                let playlist = Task { try await engine.playlist(of: source, .transportStream, isQuick: false).text }
                await until { ring.hasViewers && engine.figures.waiting == 1 }
                await feed(HLSFilm.units(seconds), to: ring, engine)
                if seconds < 6 {
                    await until { engine.figures.waiting == 1 }
                    time.advance(by: .milliseconds(5999))
                    engine.tick()
                    #expect(engine.figures.waiting == 1)
                    time.advance(by: .milliseconds(1))
                    engine.tick()
                }
                let text = try await playlist.value
                #expect(text.split(separator: "\n").count { $0.hasSuffix(".ts") } == (seconds < 6 ? 1 : 3))
            }
        }
    }

    @Test func aStreamThatEndsTellsWhoeverWaits() async throws {
        try await withEngine { engine in
            let ring = try ring()
            let waiting = Task { try await engine.playlist(of: source(ring), .transportStream, isQuick: false) }
            await until { engine.figures.waiting == 1 && ring.hasViewers }
            ring.end()
            await #expect(throws: LiveHLSError.ended) { try await waiting.value }
            await until { engine.figures.streams == 0 }
            // The camera was switched on again: another ring under the same name.
            let next = try self.ring()
            async let playlist = engine.playlist(of: source(next), .transportStream, isQuick: false)
            await until { next.hasViewers }
            await feed(HLSFilm.units(2.1), to: next, engine)
            #expect(try await playlist.text.contains("#EXTINF:2.0,"))
        }
    }

    @Test func anEngineThatStopsLetsEverybodyGo() async throws {
        let engine = LiveHLS(time: time)
        let running = Task { await engine.run() }
        let ring = try ring()
        let waiting = Task { try await engine.playlist(of: source(ring), .transportStream, isQuick: false) }
        await until { engine.figures.waiting == 1 && ring.hasViewers }
        running.cancel()
        await running.value
        await #expect(throws: LiveHLSError.ended) { try await waiting.value }
        #expect(engine.figures.streams == 0 && !ring.hasViewers)
    }

    @Test func whatHLSCannotCarryIsRefusedAtOnce() async throws {
        try await withEngine { engine in
            let ring = StreamRing()
            ring.begin(StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))]))
            await #expect(throws: LiveHLSError.notCarried(["MJPEG"])) {
                try await engine.playlist(of: source(ring), .fragmentedMP4, isQuick: false)
            }
            #expect(engine.figures.started == 0 && engine.figures.refused == 0)
        }
    }
}
