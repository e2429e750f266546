import Catalog
import Logging
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// A catalogue that refuses for a while, because its disk is full: recording goes on, and nothing is forgotten.
struct FailingCatalogTests {
    private let full = CatalogError(.diskFull, "The disk of the catalogue is full. Make room on it.")

    @Test func whatWasRecordedMeanwhileIsToldAfterwards() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent = await world.send(60, of: &stream)
        await world.service.commit()
        let before = try await world.rows()
        #expect(before.count == 1)
        world.catalog.refuse(writes: full)
        // Two files end, a gap comes and goes, and another begins.
        for _ in 0..<12 {
            sent += await world.send(60, of: &stream)
            await world.service.commit()
        }
        world.ring.interrupt(.init(code: "camera-unreachable", sentence: "No route.", at: world.time.wall))
        world.time.advance(by: .seconds(5))
        stream = try world.stream()
        let back = world.time.wall
        world.ring.begin(stream.format)
        sent += await world.send(60, of: &stream)
        await world.service.commit()
        world.ring.interrupt(.init(code: "camera-refused", sentence: "Wrong password.", at: world.time.wall))
        world.time.advance(by: .seconds(5))
        await world.settle()
        await world.service.commit()
        #expect(try await world.rows() == before)
        #expect(world.service.problems.contains { $0.contains("The disk of the catalogue is full") })

        world.catalog.refuse()
        await world.service.commit()
        #expect(world.service.problems.isEmpty)
        let gaps = try await world.gaps()
        #expect(gaps.map(\.reason) == [.cameraUnreachable, .cameraRefused])
        #expect(gaps[0].end == back && gaps[1].end == nil)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.count == 5 && rows.allSatisfy { !$0.isOpen })
        #expect(rows.reduce(0) { $0 + $1.videoFrames } == sent.count)
        for row in rows { #expect(try Int64(world.bytes(of: row).count) == row.bytes) }
        await world.threads.stop()
    }

    /// Each file that waited open would cost a descriptor, and after some hours there would be none left.
    @Test func aCatalogueThatCannotBeAskedKeepsNoFileOpen() async throws {
        let world = try await World()
        world.catalog.refuse(reads: full, writes: full)
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent: [AccessUnit] = []
        for _ in 0..<20 {
            sent += await world.send(125, of: &stream)
            await world.service.commit()
        }
        let recorder = try #require(world.service.all.first)
        #expect(recorder.openFiles <= 1)
        #expect(world.service.problems.contains { $0.contains("The disk of the catalogue is full") })
        world.catalog.refuse()
        await world.service.commit()
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.count == 10)
        #expect(rows.reduce(0) { $0 + $1.videoFrames } == sent.count)
        await world.threads.stop()
    }

    // MARK: The backlog

    private func recorder(_ number: Int, _ world: World) -> StreamRecorder {
        StreamRecorder(
            number: number,
            place: .init(
                camera: World.camera,
                stream: .main,
                node: "node",
                volumes: VolumeRegistry(
                    only: "default",
                    world.disk,
                    writers: world.threads,
                    readers: world.threads
                ),
                ids: RecordingIDs()
            ),
            volume: "default",
            segmentLength: .seconds(10),
            time: world.time,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func advance(_ id: Int64, _ bytes: Int64) -> RecorderChange {
        let progress = SegmentProgress(
            end: World.beginning,
            bytes: bytes,
            videoFrames: 0,
            audioFrames: 0,
            keyFrames: 0
        )
        return .segment(.advanced(RecordingID(nanoseconds: id), progress))
    }

    private func bytes(_ backlog: CommitBacklog) -> [Int64] {
        backlog.items.map { if case .change(.advanced(_, let progress)) = $0 { progress.bytes } else { -1 } }
    }

    @Test func whatIsPutBackStandsInFrontAndTheNewestAdvanceCounts() async throws {
        let world = try await World()
        let recorder = recorder(1, world)
        var backlog = CommitBacklog()
        backlog.append([advance(1, 10), advance(2, 20), advance(1, 11)], of: recorder)
        #expect(bytes(backlog) == [11, 20])
        let untold = backlog.takeAll()
        #expect(backlog.isEmpty)
        backlog.append([advance(3, 30)], of: recorder)
        #expect(backlog.putBack(untold) == 0)
        backlog.append([advance(2, 21), advance(3, 31)], of: recorder)
        #expect(bytes(backlog) == [11, 21, 31])
        await world.threads.stop()
    }

    @Test func theOldestAreGivenUpWhereTooManyWait() async throws {
        let world = try await World()
        let recorder = recorder(1, world)
        var backlog = CommitBacklog()
        backlog.append((0..<100_000).map { advance($0, $0) }, of: recorder)
        let untold = backlog.takeAll()
        backlog.append([advance(200_000, 200_000)], of: recorder)
        #expect(backlog.putBack(untold) == 1)
        #expect(backlog.items.count == 100_000 && bytes(backlog).first == 1 && bytes(backlog).last == 200_000)
        await world.threads.stop()
    }
}
