import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import TestKit
import Testing

@testable import Recording

/// The catalogue is lost, and built again from the media alone.
struct RebuildTests {
    /// What nobody can know any more, and nothing else, is different afterwards:
    ///
    /// * of cameras everything but the id: name, address, password, settings, whether it was switched on;
    /// * which recordings are protected;
    /// * why there are gaps between recordings, and where one gap followed another;
    /// * gaps within a recording, gaps that last, and those before the first recording or after the last.
    @Test func everyRowIsAsItWas() async throws {
        let world = try await World()
        var past = try Past(world)
        try await past.record()
        let rows = try await all(world.catalog)
        #expect(rows.count > 20 && Set(rows.map(\.run)).count > 5 && Set(rows.map(\.epoch)).count > 3)
        #expect(Set(rows.map(\.endReason)).isSuperset(of: ["length", "interrupted", "format-changed", "stopped"]))
        try await world.catalog.setProtected(true, rows[3].id)

        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-rebuild-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let rebuilt = try SQLiteCatalog(path: folder.appending(path: "nightjar.sqlite").path)
        let told = Sentences()
        let report = try await rebuild(world, rebuilt) { told.add($0) }
        #expect(report.adopted == rows.count && report.camerasEntered == 2 && report.leftAlone.isEmpty)
        #expect(report.gapsFound >= 2)

        try await expectSameRecordings(rows, world, rebuilt)
        try await expectGapsBetweenRecordings(rows, world, rebuilt)
        for camera in try await rebuilt.cameras() {
            #expect(camera.name == camera.id.text && camera.mainURL.isEmpty && !camera.enabled)
        }
        #expect(told.all.contains { $0.hasPrefix("The camera yard was not in the catalogue") })
        #expect(told.all.contains { $0.contains("files of yard/sub") })
        // There is nothing left to be done.
        #expect(try await rebuild(world, rebuilt) { told.add($0) }.isClean)
        try rebuilt.close()
        await world.threads.stop()
    }

    private func rebuild(
        _ world: World,
        _ catalog: any Catalog,
        isRebuild: Bool = true,
        tell: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> RecoveryReport {
        let recovery = Recovery(
            catalog: catalog,
            node: "node",
            volumes: ["default": world.local],
            threads: world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await recovery.repairAll(previous: nil, isRebuild: isRebuild, at: world.time.wall, tell: tell)
    }

    private func all(_ catalog: any Catalog) async throws -> [SegmentRecord] {
        try await catalog.segments(SegmentQuery(limit: 10_000))
    }

    private func expectSameRecordings(_ rows: [SegmentRecord], _ world: World, _ rebuilt: any Catalog) async throws {
        let after = try await all(rebuilt)
        #expect(after.map(\.id) == rows.map(\.id))
        for (row, new) in zip(rows, after) {
            var expected = row
            expected.isProtected = false
            #expect(new == expected)
            #expect(try await rebuilt.fragmentIndex(of: row.id) == world.catalog.fragmentIndex(of: row.id))
        }
    }

    private func expectGapsBetweenRecordings(
        _ rows: [SegmentRecord],
        _ world: World,
        _ rebuilt: any Catalog
    ) async throws {
        let before = try await world.catalog.gaps(GapQuery(limit: 1000))
        for camera in try await world.catalog.cameras() {
            for stream in StreamKind.allCases {
                let own = rows.filter { $0.camera == camera.id && $0.stream == stream }
                var holes: [(WallTime, WallTime)] = []
                var end = own.first?.end ?? World.beginning
                for row in own {
                    if row.start - end >= .milliseconds(200) { holes.append((end, row.start)) }
                    end = max(end, row.end)
                }
                let gaps = try await rebuilt.gaps(GapQuery(camera: camera.id, stream: stream, limit: 1000))
                #expect(gaps.map(\.start) == holes.map(\.0) && gaps.map(\.end) == holes.map(\.1))
                #expect(gaps.allSatisfy { $0.reason == .other && $0.detail.contains("was lost") })
                // Each of them was there before, with its reason.
                for gap in gaps {
                    #expect(
                        before.contains {
                            ($0.camera, $0.stream) == (gap.camera, gap.stream) && $0.start == gap.start
                        }
                    )
                }
            }
        }
    }

    /// In a catalogue that was not lost, a time without recordings is what somebody has deleted.
    @Test func aRepairEntersCamerasAndNoGaps() async throws {
        let world = try await World()
        var past = try Past(world)
        try await past.record()
        let rows = try await all(world.catalog)
        let fresh = InMemoryCatalog()
        let report = try await rebuild(world, fresh, isRebuild: false)
        #expect(report.adopted == rows.count && report.camerasEntered == 2 && report.gapsFound == 0)
        #expect(try await fresh.gaps(GapQuery(limit: 10)).isEmpty)
        await world.threads.stop()
    }

    /// A month of recordings would take a day to read; but what may not have been synced is read.
    @Test func onlyTheNewestDayIsReadWhole() async throws {
        let world = try await World()
        for day in 0..<2 {
            if day > 0 { world.time.advance(by: .seconds(86_400)) }
            var stream = try world.stream()
            let ring = StreamRing()
            world.service.start(camera: World.camera, stream: .main, ring: ring)
            ring.begin(stream.format)
            for _ in 0..<100 { ring.append(stream.next()) }
            await world.service.finish()
            world.restart(previous: nil)
        }
        let rows = try await all(world.catalog)
        #expect(rows.count == 2)
        for row in rows {
            var bytes = try world.bytes(of: row)
            bytes[report(on: bytes).entries.last.map { Int($0.offset) + Int($0.length) - 40 } ?? 0] ^= 1
            try world.write(bytes, to: row.key)
        }
        let fresh = InMemoryCatalog()
        _ = try await rebuild(world, fresh)
        let after = try await all(fresh)
        #expect(after.map { $0.videoFrames == 100 } == [true, false])
        #expect(after.map(\.endReason) == ["stopped", "adopted"])
        await world.threads.stop()
    }

    @Test func aFolderWithoutARecordingIsNoCamera() async throws {
        let world = try await World()
        let key = "garden/main/2026/11/18/garden_1795000000000000000.mp4"
        try world.write([UInt8](repeating: 3, count: 5000), to: key)
        try world.write([1], to: "letters/a.txt")
        let fresh = InMemoryCatalog()
        let report = try await rebuild(world, fresh)
        #expect(report.camerasEntered == 0 && report.leftAlone.count == 2)
        #expect(try await fresh.cameras().isEmpty)
        #expect(FileManager.default.fileExists(atPath: world.folder.appending(path: key).path))
        await world.threads.stop()
    }
}

/// What two cameras with three streams have recorded in a minute and a half: rotations, sound, a camera that went away, a
/// format that changed, lost packets, a clock that was set, a stream that was switched off.
private struct Past {
    private struct Source {
        var camera: CameraID
        var kind: StreamKind
        var ring = StreamRing()
        var stream: SimulatedStream
        var hasAudio: Bool
        var variant: UInt8 = 0xC0
    }

    private let world: World
    private var sources: [Source] = []
    private var generator = SeededGenerator(seed: 4)

    init(_ world: World) throws {
        self.world = world
        let door = try #require(CameraID("door"))
        for (camera, kind, hasAudio) in [
            (World.camera, StreamKind.main, true), (World.camera, .sub, false), (door, .main, true),
        ] {
            let stream = try world.stream(audio: hasAudio)
            sources.append(Source(camera: camera, kind: kind, stream: stream, hasAudio: hasAudio))
        }
        // One picture in two seconds: the first fragment has sound alone.
        sources[2].stream.pictureTicks = 180_000
        sources[2].stream.picturesPerGroup = 2
    }

    mutating func record() async throws {
        for source in sources {
            world.service.start(camera: source.camera, stream: source.kind, ring: source.ring)
            source.ring.begin(source.stream.format)
        }
        await send(for: .seconds(25))
        try await breakOff(0, for: .seconds(4), code: "camera-unreachable")
        await send(for: .seconds(12))
        sources[1].variant = 0xC4
        try await breakOff(1, for: .zero, code: nil)
        sources[0].stream.zero.wall = sources[0].stream.zero.wall + .seconds(-5)
        sources[2].stream.zero.wall = sources[2].stream.zero.wall + .seconds(3600)
        await send(for: .seconds(25))
        sources[0].stream.losePictures(70)
        await send(for: .seconds(15))
        await world.service.stop(camera: World.camera, stream: .sub, because: "Holidays.")
        await send(for: .seconds(5))
        await world.service.finish()
    }

    /// The camera goes away, or begins anew with another format.
    private mutating func breakOff(_ index: Int, for pause: Duration, code: String?) async throws {
        if let code { sources[index].ring.interrupt(.init(code: code, sentence: "Away.", at: world.time.wall)) }
        world.time.advance(by: pause)
        var tracks = [try SimulatedStream.video(variant: sources[index].variant)]
        if sources[index].hasAudio { tracks.append(try SimulatedStream.audio()) }
        let format = StreamFormat(tracks: tracks)
        sources[index].stream = SimulatedStream(format: format, monotonic: world.time.monotonic, wall: world.time.wall)
        sources[index].ring.begin(format)
    }

    private mutating func send(for length: Duration) async {
        let end = world.time.monotonic + length
        var next = sources.map { source in
            var copy = source.stream
            return copy.next().arrival
        }
        var sent = 0
        while let first = next.indices.min(by: { next[$0] < next[$1] }), next[first] < end {
            var unit = sources[first].stream.next()
            if unit.arrival > world.time.monotonic { world.time.advance(by: unit.arrival - world.time.monotonic) }
            // The time of day is an estimate, and no two of them are wrong by the same.
            unit.wall = unit.wall + .microseconds(generator.integer(-3000...3000))
            sources[first].ring.append(unit)
            var copy = sources[first].stream
            next[first] = copy.next().arrival
            sent += 1
            if sent % 20 == 0 { await world.settle() }
            if sent % 400 == 0 { await world.service.commit() }
        }
        await world.settle()
    }
}
