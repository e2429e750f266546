import Catalog
import Foundation
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

struct RecordingServiceTests {
    /// Every unit sent is in the files, once, in order; each file is whole and its row says what it is.
    private func check(_ world: World, has units: [AccessUnit], tracks: Int = 1) async throws {
        var found: [[Bytes]] = Array(repeating: [], count: tracks)
        for row in try await world.rows() {
            let bytes = try world.bytes(of: row)
            #expect(row.bytes == Int64(bytes.count))
            let (movie, payloads) = try readBack(bytes)
            #expect(movie.header.identity?.recording == row.id.nanoseconds)
            #expect(payloads[0].count == row.videoFrames)
            for track in 0..<tracks { found[track] += payloads[track] }
            let tail = report(on: bytes)
            #expect(tail.damage == nil)
            let blob = try #require(try await world.catalog.fragmentIndex(of: row.id))
            #expect(try FragmentIndex(decoding: blob.span).entries == entries(of: tail))
            #expect(row.keyFrames == tail.entries.count { $0.isKey })
        }
        for track in 0..<tracks {
            let sent = units.filter { $0.track == track }.map(\.payload)
            #expect(found[track].count == sent.count)
            #expect(found[track] == sent)
        }
    }

    @Test func filesHaveExactlyTheUnitsThatWereSent() async throws {
        let world = try await World()
        var stream = try world.stream(audio: true)
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent: [AccessUnit] = []
        for _ in 0..<20 {
            sent += await world.send(140, of: &stream)
            await world.service.commit()
        }
        world.ring.end()
        await world.service.stop(camera: World.camera, stream: .main, because: "Switched off.")
        let rows = try await world.rows()
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { !$0.isOpen && $0.node == "node" && $0.volume == "default" })
        #expect(rows.map(\.endReason) == ["length", "length", "length", "stopped"])
        #expect(Set(rows.map(\.run)).count == 1)
        #expect(rows[0].id.nanoseconds == World.beginning.nanoseconds)
        #expect(rows[0].key == "yard/main/2026/11/18/yard_1795000000000000000.mp4")
        #expect(rows[0].videoCodec == "avc1.64001e" && rows[0].audioCodec == "mp4a.40.2" && rows[0].width == 640)
        for (before, after) in zip(rows, rows.dropFirst()) { #expect(before.end == after.start) }
        for row in rows { #expect(try report(on: world.bytes(of: row)).isClosed) }
        try await check(world, has: sent, tracks: 2)
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.disabled])
        #expect(gaps.first?.detail == "Switched off." && gaps.first?.end == nil && gaps.first?.start == rows.last?.end)
        await world.threads.stop()
    }

    @Test func aKilledProcessLosesASecondAtMost() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent: [AccessUnit] = []
        for _ in 0..<400 {
            sent += await world.send(1, of: &stream)
            await world.settle()
            guard let file = try world.files().last else {
                #expect(world.time.wall - World.beginning < .seconds(1))
                continue
            }
            // What is in files now is what a killed process leaves behind.
            let bytes = Array(try Data(contentsOf: world.folder.appending(path: file)))
            let end = report(on: bytes).entries.last.map { entry in
                WallTime(nanoseconds: entry.wall) + .nanoseconds(entry.duration * 100_000 / 9)
            }
            let newest = try #require(sent.last)
            #expect(end == nil || newest.wall - end! <= .seconds(1))
        }
        await world.threads.stop()
    }

    @Test func aSilentStreamIsWrittenByTheTick() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        let sent = await world.send(3, of: &stream)
        #expect(try world.files().isEmpty)
        for _ in 0..<2 {
            world.time.advance(by: .milliseconds(500))
            await world.tick()
        }
        await world.service.commit()
        let row = try #require(try await world.rows().first)
        #expect(row.isOpen && row.videoFrames == 3)
        #expect(try readBack(world.bytes(of: row)).payloads[0] == sent.map(\.payload))
        await world.threads.stop()
    }

    @Test func rowsSayNoMoreThanIsSynced() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(100, of: &stream)
        #expect(try await world.rows().isEmpty)
        #expect(world.disk.count(of: .sync) == 0)
        await world.service.commit()
        let first = try #require(try await world.rows().first)
        #expect(world.disk.count(of: .sync) == 1)
        #expect(try first.isOpen && first.bytes == Int64(world.bytes(of: first).count))
        await world.send(50, of: &stream)
        #expect(try await world.rows() == [first])
        await world.service.commit()
        let second = try #require(try await world.rows().first)
        #expect(second.bytes > first.bytes && second.end > first.end)
        // With nothing new there is nothing to sync.
        await world.service.commit()
        #expect(world.disk.count(of: .sync) == 2)
        await world.threads.stop()
    }

    @Test func camerasOfTheSameInstantHaveDifferentIds() async throws {
        let world = try await World()
        let stream = try world.stream()
        let door = try #require(CameraID("door"))
        let rings = (0..<4).map { _ in StreamRing() }
        let keys: [(CameraID, StreamKind)] = [(World.camera, .main), (World.camera, .sub), (door, .main), (door, .sub)]
        for (ring, key) in zip(rings, keys) {
            world.service.start(camera: key.0, stream: key.1, ring: ring)
            ring.begin(stream.format)
            var own = stream
            for _ in 0..<60 { ring.append(own.next()) }
        }
        await world.settle()
        await world.service.finish()
        let ids = try await world.catalog.segments(SegmentQuery(limit: 100)).map(\.id.nanoseconds)
        let first = World.beginning.nanoseconds
        #expect(ids.sorted() == [first, first + 1, first + 2, first + 3])
        #expect(try world.files().count == 4)
        await world.threads.stop()
    }

    @Test func finishingEndsManyFilesInGoodOrder() async throws {
        let world = try await World()
        var rings: [StreamRing] = []
        var streams: [SimulatedStream] = []
        for number in 0..<40 {
            let id = try #require(CameraID("camera-\(number)"))
            try await world.catalog.insert(
                CameraRecord(
                    id: id,
                    name: "",
                    mainURL: "",
                    owner: "node",
                    leaseEpoch: 1,
                    createdAt: World.beginning
                )
            )
            let ring = StreamRing()
            rings.append(ring)
            world.service.start(camera: id, stream: .main, ring: ring)
            var stream = try world.stream()
            ring.begin(stream.format)
            for _ in 0..<30 { ring.append(stream.next()) }
            streams.append(stream)
        }
        // Files and folders are there by the time that a server ends.
        await world.settle()
        await world.service.commit()
        for index in streams.indices { for _ in 0..<30 { rings[index].append(streams[index].next()) } }
        let clock = ContinuousClock()
        let service = world.service
        let run = Task { await service.run() }
        let began = clock.now
        run.cancel()
        await run.value
        // All at once: one after the other they would take the time of forty syncs.
        #expect(clock.now - began < .seconds(30))
        let rows = try await world.catalog.segments(SegmentQuery(limit: 100))
        #expect(rows.count == 40)
        #expect(rows.allSatisfy { !$0.isOpen && $0.videoFrames == 60 && $0.endReason == "stopped" })
        #expect(try await world.gaps().isEmpty)
        await world.threads.stop()
    }

    @Test func theCameraGoingAwayIsAGapUntilItIsBack() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent = await world.send(60, of: &stream)
        world.time.advance(by: .seconds(5))
        world.ring.interrupt(.init(code: "camera-unreachable", sentence: "No route.", at: world.time.wall))
        await world.settle()
        await world.service.commit()
        let lasting = try #require(try await world.gaps().first)
        #expect(lasting.reason == .cameraUnreachable && lasting.detail == "No route." && lasting.end == nil)
        #expect(lasting.start == World.beginning + .milliseconds(2400))
        // Tries that fail for the same reason do not make more gaps.
        for _ in 0..<3 {
            world.time.advance(by: .seconds(5))
            world.ring.interrupt(.init(code: "camera-unreachable", sentence: "Again.", at: world.time.wall))
        }
        world.time.advance(by: .seconds(5))
        stream = try world.stream()
        let back = world.time.wall
        world.ring.begin(stream.format)
        sent += await world.send(60, of: &stream)
        await world.service.commit()
        let gaps = try await world.gaps()
        #expect(gaps.count == 1 && gaps.first?.end == back)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.map(\.endReason) == ["interrupted", "stopped"])
        #expect(rows[0].run != rows[1].run && rows[0].epoch < rows[1].epoch)
        try await check(world, has: sent)
        await world.threads.stop()
    }

    @Test func aPauseThatNobodyNoticesIsNoGap() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        world.ring.interrupt(.init(code: "camera-unreachable", sentence: "Moved.", at: world.time.wall))
        world.time.advance(by: .milliseconds(150))
        stream = try world.stream()
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        await world.service.finish()
        #expect(try await world.rows().count == 2)
        #expect(try await world.gaps().isEmpty)
        await world.threads.stop()
    }

    @Test(arguments: [true, false])
    func theTimeBeforeTheStartIsAGap(wasClean: Bool) async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        world.ring.interrupt(.init(code: "camera-unreachable", sentence: "", at: world.time.wall))
        world.time.advance(by: .seconds(1))
        await world.service.finish()
        #expect(try await world.gaps().map(\.end) == [world.time.wall])
        let end = world.time.wall
        // In the meantime nothing runs.
        world.time.advance(by: .seconds(100))
        let open = OpenRecord(
            id: OpenID(number: 1),
            startedAt: World.beginning,
            lastSeenAt: World.beginning,
            closedCleanly: wasClean,
            version: ""
        )
        world.restart(previous: open)
        let ring = StreamRing()
        world.service.start(camera: World.camera, stream: .main, ring: ring)
        await world.service.commit()
        let lasting = try #require(try await world.gaps().last)
        #expect(lasting.reason == (wasClean ? .notRunning : .crashed) && lasting.start == end && lasting.end == nil)
        stream = try world.stream()
        ring.begin(stream.format)
        for _ in 0..<60 { ring.append(stream.next()) }
        await world.service.finish()
        let gaps = try await world.gaps()
        #expect(gaps.count == 2 && gaps.last?.end == stream.zero.wall)
        await world.threads.stop()
    }

    @Test func aStreamThatIsSwitchedOnAgainEndsItsGap() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        await world.service.stop(camera: World.camera, stream: .main, because: "Holidays.")
        world.time.advance(by: .seconds(1000))
        let ring = StreamRing()
        stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: ring)
        ring.begin(stream.format)
        for _ in 0..<60 { ring.append(stream.next()) }
        await world.service.finish()
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.disabled])
        #expect(gaps.first?.end == stream.zero.wall)
        await world.threads.stop()
    }
}
