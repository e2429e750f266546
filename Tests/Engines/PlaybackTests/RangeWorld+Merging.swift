import Catalog
import MP4
import Media
import Storage
import Testing

@testable import Playback

extension RangeWorld {
    /// Joins recordings that go on in each other, as the merger does: one file with the fragments of all; the others are gone.
    ///
    /// - Parameter acrossPauses: whether there is time between them, which is not in the file.
    func merge(_ ids: [RecordingID], acrossPauses: Bool = false) async throws {
        var members: [SegmentRecord] = []
        for id in ids { members.append(try #require(try await catalog.segment(id))) }
        let key = try #require(StorageKey(members[0].key.replacing(".mp4", with: "-1.mp4")))
        var bytes: [UInt8] = []
        var entries: [FragmentIndexEntry] = []
        var pauses: [RecordingPause] = []
        var length: Duration = .zero
        for (number, member) in members.enumerated() {
            let file = try player.mediaFile(of: member)
            let head = try player.readHead(of: member, in: file)
            let before = acrossPauses ? length : member.start - members[0].start
            let shift = before.inNanoseconds / 1_000_000 * 90
            length += member.duration
            if acrossPauses, number > 0 {
                pauses.append(
                    RecordingPause(
                        fragment: entries.count,
                        start: members[number - 1].end,
                        end: member.start,
                        run: member.run,
                        epoch: member.epoch
                    )
                )
            }
            for entry in try await player.entries(of: member) {
                if bytes.isEmpty { bytes = try file.read(at: 0, count: Int(entry.offset)) }
                let stored = try file.read(at: entry.offset, count: Int(entry.length))
                let moved = try MovedFragment(
                    stored.span,
                    of: head.tracks,
                    sequence: UInt32(entries.count + 1),
                    shiftedBy: [shift]
                )
                #expect(moved.length == Int(entry.length))
                var own = entry
                own.offset = Int64(bytes.count)
                own.startTick += shift
                entries.append(own)
                bytes += moved.header + stored[moved.payload] + moved.trailer
            }
        }
        try disk.create(key).write([Bytes(bytes)], at: 0)
        var row = members[0]
        row.key = key.text
        row.end = members[members.count - 1].end
        row.bytes = Int64(bytes.count)
        row.videoFrames = members.reduce(0) { $0 + $1.videoFrames }
        row.keyFrames = entries.count(where: \.isKey)
        row.pauses = pauses
        try await catalog.beginMerging(FileRemoval(id: row.id, node: row.node, volume: row.volume, key: row.key))
        let gone = try #require(try await catalog.merge(members, into: row, index: FragmentIndex(entries).bytes))
        for file in gone { try disk.delete(try #require(StorageKey(file.key))) }
    }

    /// Recordings of ten seconds that go on in each other.
    func recordTogether(
        _ count: Int,
        format: TrackFormat = .jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    )
        async throws
    {
        for index in 0..<count {
            try await record(at: Double(index) * 10, seconds: 10, format: format, run: index == 0 ? nil : 0)
        }
    }

    func withEnd(_ body: (RangeWorld) async throws -> Void) async throws {
        do {
            try await body(self)
        } catch {
            await end()
            throw error
        }
        await end()
    }
}
