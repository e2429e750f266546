import Catalog
import MP4
import Media
import Storage
import Stream
import TestKit
import Testing

@testable import Recording

/// Cutter and writer together, fed with streams of which anything may be true, and read back from what they wrote.
struct WriterPropertyTests {
    @Test func everyUnitIsInExactlyOneFragmentAsItWasSent() throws {
        var (sent, dropped) = (0, 0)
        for seed in 0..<UInt64(TestLength.isLong ? 600 : 40) {
            let counts = try checkRandomStream(seed: seed)
            sent += counts.sent
            dropped += counts.dropped
        }
        // Only what comes before the first key frame of a time line is dropped.
        #expect(dropped < sent / 4, "\(dropped) of \(sent)")
    }

    private struct Recorded {
        var row: SegmentRecord
        var progress: SegmentProgress?
        var reason: String?
        var index: [UInt8] = []
    }

    /// Nothing is done on them here.
    private static let threads = DiskThreads(count: 1)

    private func checkRandomStream(seed: UInt64) throws -> (sent: Int, dropped: Int) {
        var generator = SeededGenerator(seed: seed &+ 1_000_000)
        var stream = try WildStream(seed: seed)
        var cutter = SegmentCutter(segmentLength: .seconds(generator.integer(10...20)))
        let disk = MemoryDisk()
        var writer = SegmentWriter(
            place: .init(
                camera: World.camera,
                stream: .main,
                node: "node",
                volumes: VolumeRegistry(only: "default", disk, writers: Self.threads, readers: Self.threads),
                ids: RecordingIDs()
            ),
            volume: "default"
        )
        var recorded: [Recorded] = []
        var actions: [CutterAction] = []
        for _ in 0..<generator.integer(100...1500) {
            cutter.take(try stream.next(), into: &actions)
            if generator.chance(oneIn: 30) { cutter.flush(includingHeld: false, into: &actions) }
            for action in actions { try writer.perform(action) }
            actions.removeAll()
            if generator.chance(oneIn: 50) { commit(&writer, into: &recorded) }
        }
        cutter.take(.ended, into: &actions)
        for action in actions { try writer.perform(action) }
        commit(&writer, into: &recorded)
        try check(recorded, disk, stream.units, dropped: cutter.droppedUnits, seed: seed)
        return (stream.units.count, cutter.droppedUnits)
    }

    private func commit(_ writer: inout SegmentWriter, into recorded: inout [Recorded]) {
        for sync in writer.syncs { writer.confirm(sync) }
        for change in writer.takeChanges(now: World.beginning, isFinal: true) {
            switch change {
            case .segment(.opened(let row)): recorded.append(Recorded(row: row))
            case .segment(.closed(let id, let progress, let reason, let index)):
                guard let place = recorded.firstIndex(where: { $0.row.id == id }) else { continue }
                recorded[place].progress = progress
                recorded[place].reason = reason
                recorded[place].index = index ?? []
            case .segment, .gap: break
            }
        }
    }

    private func check(
        _ recorded: [Recorded],
        _ disk: MemoryDisk,
        _ units: [UInt64: AccessUnit],
        dropped: Int,
        seed: UInt64
    ) throws {
        #expect(disk.keys.count == recorded.count, "seed \(seed)")
        var found = 0
        // Of each track, in the order of the files, which is that of the numbers.
        var last: [Int64] = [-1, -1]
        for file in recorded {
            let bytes = try #require(disk.content(file.row.key))
            let progress = try #require(file.progress)
            let tail = report(on: bytes)
            #expect(tail.damage == nil && tail.isClosed, "seed \(seed)")
            #expect(progress.bytes == Int64(bytes.count))
            #expect(progress.videoFrames == tail.videoSamples && progress.audioFrames == tail.audioSamples)
            #expect(progress.keyFrames == tail.entries.count { $0.isKey })
            #expect(try FragmentIndex(decoding: file.index.span).entries == entries(of: tail))
            #expect(tail.movie?.duration == tail.duration)
            #expect(tail.movie?.identity?.ending == .init(wall: progress.end.nanoseconds, reason: file.reason ?? ""))
            found += try checkSamples(of: bytes, units, &last, seed: seed)
        }
        #expect(found + dropped == units.count, "seed \(seed)")
    }

    /// - Returns: how many samples the file has.
    private func checkSamples(
        of bytes: [UInt8],
        _ units: [UInt64: AccessUnit],
        _ last: inout [Int64],
        seed: UInt64
    ) throws -> Int {
        let (movie, _) = try readBack(bytes)
        let startTicks = try #require(movie.header.identity?.startTicks)
        var ends = startTicks.map { _ in Int64(0) }
        for sample in movie.samples.sorted(by: { ($0.track, $0.offset) < ($1.track, $1.offset) }) {
            let range = Int(sample.offset)..<Int(sample.offset) + Int(sample.size)
            let payload = Bytes(copying: bytes.span.extracting(range))
            try #require(payload.count >= 8, "seed \(seed)")
            let number = payload.array.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let unit = try #require(units[number], "seed \(seed)")
            #expect(unit.track == sample.track && unit.payload == payload, "seed \(seed)")
            #expect(unit.decodeTime.count == sample.decodeTime + startTicks[sample.track], "seed \(seed), \(number)")
            #expect(unit.presentationOffset == sample.presentationOffset && unit.isKey == sample.isKey)
            // In their order, and none twice.
            let kind = movie.header.tracks[sample.track].kind == .video ? 0 : 1
            #expect(Int64(number) > last[kind], "seed \(seed)")
            last[kind] = Int64(number)
            #expect(sample.decodeTime >= ends[sample.track], "seed \(seed)")
            ends[sample.track] = sample.decodeTime + Int64(sample.duration)
        }
        return movie.samples.count
    }
}
