import Catalog
import Foundation
import Glibc
import Logging
import Media
import Storage
import Stream
import Testing

@testable import Recording

struct VolumeRecordingTests {
    private func started(_ world: VolumeWorld, on volume: String? = VolumeWorld.volume) throws -> SimulatedStream {
        let stream = try world.stream()
        world.service.start(camera: VolumeWorld.camera, stream: .main, ring: world.ring, volume: volume)
        world.ring.begin(stream.format)
        return stream
    }

    @Test func aStreamIsRecordedToTheVolumeThatItChose() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        let sent = await world.send(400, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.count >= 2 && rows.allSatisfy { $0.volume == VolumeWorld.volume })
        #expect(try await world.payloads() == sent.map(\.payload))
        #expect(world.fallback.count(of: .create) == 0)
        await world.end()
    }

    /// Another choice counts from the next key frame on, without a gap.
    @Test func anotherChoiceLosesNothing() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world, on: nil)
        var sent = await world.send(100, of: &stream)
        await world.service.commit()
        world.service.setVolume(VolumeWorld.volume, camera: VolumeWorld.camera, stream: .main)
        sent += await world.send(100, of: &stream)
        await world.service.commit()
        await world.service.commit()
        sent += await world.send(50, of: &stream)
        world.service.leaveVolume(VolumeWorld.volume)
        sent += await world.send(100, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.map(\.volume) == ["default", VolumeWorld.volume, "default"])
        #expect(Set(rows.map(\.run)).count == 1 && rows.map(\.isOpen) == [false, false, false])
        #expect(try await world.gaps().isEmpty)
        #expect(try await world.payloads() == sent.map(\.payload))
        await world.end()
    }

    @Test func whatCannotBeBegunThereIsBegunAtTheDefaultVolume() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        try world.disk.fail([.create])
        let sent = await world.send(200, of: &stream)
        let detours = world.service.detours
        #expect(detours.map(\.wanted) == [VolumeWorld.volume] && detours.map(\.volume) == ["default"])
        #expect(world.service.problems.isEmpty)
        #expect(world.registry.status(of: VolumeWorld.volume)?.state == .failed)
        await world.service.finish()
        #expect(try await world.rows().allSatisfy { $0.volume == "default" })
        #expect(try await world.gaps().isEmpty)
        #expect(try await world.payloads() == sent.map(\.payload))
        await world.end()
    }

    @Test(arguments: [EIO, ENOSPC, EROFS])
    func aDiskThatFailsInTheMiddleIsLeftWithTheNextKeyFrame(error: Int32) async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        await world.send(100, of: &stream)
        await world.service.commit()
        try world.disk.fail([.write], with: error)
        let sent = await world.send(200, of: &stream)
        await world.service.commit()
        let rows = try await world.rows()
        #expect(rows.map(\.volume) == [VolumeWorld.volume, "default"] && rows.map(\.isOpen) == [false, true])
        let gap = try #require(try await world.gaps().first)
        #expect(gap.start == rows[0].end && gap.end == rows[1].start)
        #expect(gap.reason == (error == ENOSPC ? .diskFull : .other) && !gap.detail.isEmpty)
        // No longer than what was not safe yet, and a group of pictures.
        #expect(rows[1].start - rows[0].end < .seconds(6))
        await world.service.finish()
        let after = sent.drop { $0.wall < rows[1].start }.map(\.payload)
        #expect(try await world.payloads().suffix(after.count) == after[...])
        await world.end()
    }

    /// Its folder is gone, as when somebody unmounts its disk: what is open goes on until the next key frame, so nothing
    /// is lost; and when it is back, the next key frame is written there again.
    @Test func awayAndBackLosesNothing() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        var sent = await world.send(110, of: &stream)
        await world.service.commit()
        try world.move(VolumeWorld.volume, to: "away")
        await world.registry.look()
        sent += await world.send(200, of: &stream)
        await world.service.commit()
        #expect(try await world.rows().map(\.volume).prefix(2) == [VolumeWorld.volume, "default"])
        #expect(world.service.detours.count == 1)
        try world.move("away", to: VolumeWorld.volume)
        await world.registry.look()
        #expect(world.registry.status(of: VolumeWorld.volume)?.state == .ready)
        sent += await world.send(200, of: &stream)
        #expect(world.service.detours.isEmpty)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.first?.volume == VolumeWorld.volume && rows.last?.volume == VolumeWorld.volume)
        #expect(try await world.gaps().isEmpty)
        #expect(try await world.payloads() == sent.map(\.payload))
        #expect(Set(rows.map(\.run)).count == 1)
        await world.end()
    }

    /// It is back before the recorder has left it: what is being written is nobody else's business.
    @Test func whatARecorderStillWritesIsNotMended() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        var sent = await world.send(40, of: &stream)
        await world.service.commit()
        sent += await world.send(5, of: &stream)
        try world.move(VolumeWorld.volume, to: "away")
        await world.registry.look()
        try world.move("away", to: VolumeWorld.volume)
        await world.registry.look()
        #expect(world.registry.status(of: VolumeWorld.volume)?.state == .ready)
        let row = try #require(try await world.rows().first)
        #expect(row.isOpen)
        sent += await world.send(100, of: &stream)
        await world.service.finish()
        #expect(try await world.gaps().isEmpty)
        #expect(try await world.payloads() == sent.map(\.payload))
        await world.end()
    }

    /// A volume that was away when the program began: what the last run left on it is mended when it comes, and what is
    /// recorded meanwhile goes on.
    @Test func whatWasLeftOpenIsEndedWhenTheVolumeIsBack() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        await world.send(60, of: &stream)
        await world.service.commit()
        let open = try #require(try await world.rows().first)
        #expect(open.isOpen)
        // The program dies; the next finds no volume.
        let next = try await VolumeWorld()
        try await next.catalog.apply([.opened(open)])
        try FileManager.default.removeItem(at: next.root.appending(path: VolumeWorld.volume))
        let lasting = GapRecord(
            id: GapID(nanoseconds: 1),
            camera: VolumeWorld.camera,
            stream: .sub,
            start: World.beginning,
            end: nil,
            reason: .cameraUnreachable,
            detail: ""
        )
        try await next.catalog.openGap(lasting)
        let place = VolumePlace(root: world.root.path, below: StorageKey(VolumeWorld.volume))
        let local = try LocalDisk.make(at: place) { _ in true }
        let report = try await Recovery(
            catalog: next.catalog,
            node: "node",
            volumes: [VolumeWorld.volume: local],
            threads: DiskThreads(count: 1),
            logger: .init(label: "test")
        ).mendReturned(since: nil, at: world.time.wall, sparing: [])
        #expect(report.finished == 1 && report.gapsEnded == 0)
        let ended = try #require(try await next.catalog.segment(open.id))
        #expect(!ended.isOpen && ended.bytes >= open.bytes)
        // A gap that lasts now is no business of a volume that comes back.
        #expect(try await next.catalog.openGaps() == [lasting])
        await next.end()
        await world.end()
    }

    /// One volume hangs: what is recorded to the other is written, synced and told to the catalogue as always.
    @Test func aVolumeThatHangsHoldsUpNoOther() async throws {
        let world = try await VolumeWorld()
        let other = StreamRing()
        let door = try #require(CameraID("door"))
        var stream = try started(world)
        await world.send(30, of: &stream)
        try world.disk.stall([.sync])
        let service = world.service
        let stuck = Task { await service.commit() }
        while try world.disk.stalled == 0 { await Task.yield() }
        service.start(camera: door, stream: .main, ring: other)
        var second = try world.stream()
        other.begin(second.format)
        for _ in 0..<60 { other.append(second.next()) }
        let recorder = try #require(service.recorder(of: door, .main))
        await recorder.lane.writers.run { recorder.drain() }
        await service.committer.commit(on: recorder.lane) { service.all }
        let rows = try await world.catalog.segments(SegmentQuery(camera: door, limit: 10))
        #expect(rows.count == 1)
        #expect(try await world.rows().isEmpty)
        try world.disk.resume()
        await stuck.value
        #expect(try await world.rows().count == 1)
        await world.end()
    }
}

extension VolumeRecordingTests {
    /// A disk that fails while it is looked through says nothing of what lies on it: no recording is given up for that.
    @Test func whatCannotBeLookedAtIsNotTakenForGone() async throws {
        let world = try await VolumeWorld()
        var stream = try started(world)
        await world.send(300, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.count >= 2)
        try world.disk.fail([.list])
        let report = try await Recovery(
            catalog: world.catalog,
            node: "node",
            volumes: [VolumeWorld.volume: world.disk],
            threads: DiskThreads(count: 1),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).mendReturned(since: World.beginning, at: world.time.wall, sparing: [])
        #expect(report.rowsRemoved == 0 && !report.leftAlone.isEmpty)
        #expect(try await world.rows() == rows)
        await world.end()
    }
}
