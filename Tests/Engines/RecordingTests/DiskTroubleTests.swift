import Catalog
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

struct DiskTroubleTests {
    /// What the files have, by row; every file must be good to the end that its row tells.
    private func payloads(_ world: World) async throws -> [Bytes] {
        var found: [Bytes] = []
        for row in try await world.rows() {
            let bytes = try world.bytes(of: row)
            #expect(Int64(bytes.count) >= row.bytes)
            let whole = Array(bytes.prefix(Int(row.bytes)))
            #expect(report(on: whole).damage == nil)
            found += try readBack(whole).payloads[0]
            let index = try #require(try await world.catalog.fragmentIndex(of: row.id))
            let end = try FragmentIndex(decoding: index.span).entries.last.map { $0.offset + Int64($0.length) }
            #expect(end.map { $0 <= row.bytes } == true)
        }
        return found
    }

    @Test func aFullDiskIsAGapUntilThereIsRoom() async throws {
        let world = try await World()
        var stream = try world.stream()
        stream.payloadBytes = 1000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(25, of: &stream)
        world.disk.limit(room: 60_000)
        var sent = await world.send(200, of: &stream)
        await world.service.commit()
        let lasting = try #require(try await world.gaps().first)
        #expect(lasting.reason == .diskFull && lasting.end == nil)
        let full = try #require(try await world.rows().first)
        #expect(!full.isOpen && full.endReason == "disk-full" && full.end == lasting.start)
        #expect(world.service.problems.count == 1)
        // The files of tries that failed are gone.
        await world.send(300, of: &stream)
        #expect(try world.files() == [full.key])
        world.disk.limit(room: nil)
        sent = await world.send(200, of: &stream)
        #expect(world.service.problems.isEmpty)
        await world.service.finish()
        let gaps = try await world.gaps()
        let rows = try await world.rows()
        #expect(gaps.count == 1 && rows.count == 2)
        #expect(gaps.first?.end == rows[1].start)
        // From the next key frame on nothing is missing.
        let after = sent.drop { $0.wall < rows[1].start }.map(\.payload)
        #expect(try await payloads(world).suffix(after.count) == after[...])
        await world.threads.stop()
    }

    @Test func afterAnErrorOfTheDiskAnotherFileIsBegun() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        await world.service.commit()
        let before = try #require(try await world.rows().first)
        await world.send(30, of: &stream)
        world.disk.fail([.write])
        await world.send(40, of: &stream)
        world.disk.fail([])
        await world.send(150, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        #expect(rows.map(\.endReason) == ["disk-error", "stopped"])
        // Only what was known to be safe before is claimed.
        #expect(rows[0].bytes == before.bytes && rows[0].end == before.end)
        let gap = try #require(try await world.gaps().first)
        #expect(gap.reason == .other && gap.start == before.end && gap.end == rows[1].start)
        #expect(gap.detail.contains("input/output error"))
        let claimed = try await payloads(world)
        #expect(claimed.count == rows.reduce(0) { $0 + $1.videoFrames })
        await world.threads.stop()
    }

    @Test func aFileWhoseSyncFailedIsNeverTrustedAgain() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        await world.service.commit()
        let before = try #require(try await world.rows().first)
        await world.send(30, of: &stream)
        world.disk.fail([.sync])
        await world.service.commit()
        world.disk.fail([])
        let row = try #require(try await world.rows().first)
        func syncs() -> Int { world.disk.history.count { $0.call == .sync && $0.key?.text == row.key } }
        #expect(syncs() == 2)
        #expect(!row.isOpen && row.endReason == "disk-error" && row.bytes == before.bytes)
        await world.send(150, of: &stream)
        await world.service.finish()
        // The file is not asked again: what an error has lost, a second try would call safe.
        #expect(syncs() == 2)
        let rows = try await world.rows()
        #expect(rows.count == 2 && rows[1].endReason == "stopped")
        let gap = try #require(try await world.gaps().first)
        #expect(gap.start == before.end && gap.end == rows[1].start)
        await world.threads.stop()
    }

    @Test func aFileThatWasNeverSafeLeavesNoRow() async throws {
        let world = try await World()
        var stream = try world.stream()
        world.disk.fail([.sync])
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(60, of: &stream)
        await world.service.commit()
        #expect(world.disk.count(of: .sync) == 1)
        #expect(try await world.rows().isEmpty)
        #expect(try world.files().isEmpty)
        #expect(try await world.gaps().first?.start == World.beginning)
        await world.threads.stop()
    }

    @Test func aDiskThatIsTooSlowHoldsUpNobodyAndIsAGap() async throws {
        let world = try await World(ringBytes: 40_000)
        var stream = try world.stream()
        stream.payloadBytes = 200
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        await world.send(50, of: &stream)
        world.disk.stall([.write])
        let sent = await world.send(600, of: &stream, following: false)
        while world.disk.stalled == 0 { await Task.yield() }
        // The ring has kept to its bound and let go of whole groups.
        #expect(world.ring.heldBytes <= 40_000)
        world.disk.resume()
        await world.settle()
        await world.send(100, of: &stream)
        await world.service.finish()
        let rows = try await world.rows()
        let gaps = try await world.gaps()
        // One, unless this machine is so busy that the recorder comes too late once more.
        #expect(!gaps.isEmpty && gaps.allSatisfy { $0.reason == .diskTooSlow })
        // Not a unit is missing outside the gaps.
        let held = Set(try await payloads(world).map(\.array))
        for unit in sent where !gaps.contains(where: { unit.wall >= $0.start && unit.wall < $0.end ?? $0.start }) {
            #expect(held.contains(unit.payload.array))
        }
        for gap in gaps {
            #expect(rows.contains { $0.end == gap.start } && rows.contains { $0.start == gap.end })
        }
        await world.threads.stop()
    }

    /// Whatever the disk hangs in: what comes meanwhile waits in the ring, and is written when it goes on.
    @Test(arguments: [FaultyDisk.Call.create, .reserve, .write, .sync, .releaseReserve])
    func aStallOfTwentySecondsLosesNothing(call: FaultyDisk.Call) async throws {
        let world = try await World()
        var stream = try world.stream(audio: true)
        stream.payloadBytes = 2000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent = await world.send(300, of: &stream)
        world.disk.stall([call])
        let service = world.service
        let commit = Task { await service.commit() }
        let before = world.time.wall
        sent += await world.send(1440, of: &stream, following: false)
        #expect(world.time.wall - before > .seconds(19))
        while world.disk.stalled == 0 { await Task.yield() }
        world.disk.resume()
        await commit.value
        await world.settle()
        sent += await world.send(200, of: &stream)
        await world.service.finish()
        #expect(try await world.gaps().isEmpty)
        let rows = try await world.rows()
        #expect(rows.count == 3 && Set(rows.map(\.run)).count == 1)
        let pictures = sent.filter { $0.track == 0 }
        #expect(try await payloads(world) == pictures.map(\.payload))
        #expect(rows.reduce(0) { $0 + $1.audioFrames } == sent.count - pictures.count)
        await world.threads.stop()
    }

    @Test func aCatalogueThatRefusesOneRowTakesTheOthers() async throws {
        let world = try await World()
        let stranger = try #require(CameraID("stranger"))
        let other = StreamRing()
        world.service.start(camera: stranger, stream: .main, ring: other)
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        for ring in [other, world.ring] {
            var stream = try world.stream()
            ring.begin(stream.format)
            for _ in 0..<60 { ring.append(stream.next()) }
        }
        await world.service.finish()
        #expect(try await world.rows().count == 1)
        #expect(try world.files().count == 2)
        await world.threads.stop()
    }
}
