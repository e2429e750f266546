import Catalog
import MP4
import Media
import Storage

/// Where the part of a recording that a range has lies now. Recordings that are joined go into another file, with later times, and
/// are found by another id; what was begun before is read on there.
struct PlacedSource: Sendable {
    let record: SegmentRecord
    let file: any MediaFile
    /// Of the part; empty where they were not asked for and are not needed to find it.
    var entries: ArraySlice<FragmentIndexEntry> = []
    /// What is added to a place in the file that it was in.
    var offsetShift: Int64 = 0
    /// By how many ticks it is later in this file, by the file's track; empty where it has not moved.
    var tickShifts: [Int64] = []
}

extension Player {
    /// A recording that is joined with others while it is looked for is looked for again, so often.
    private static let mostMoves = 4
    /// What the catalogue lists is listed anew where it was joined with others meanwhile, so often.
    private static let mostListings = 10

    /// Does something with what the catalogue lists, and does it again where that was joined with others meanwhile.
    static func repeating<Value>(
        _ body: () async throws(PlaybackError) -> Value
    ) async throws(PlaybackError) -> Value {
        for _ in 1..<mostListings {
            do throws(PlaybackError) {
                return try await body()
            } catch {
                guard error.mayBeOfMoved else { throw error }
            }
        }
        return try await body()
    }

    /// - Parameter withEntries: whether the fragments are wanted, or the file alone.
    /// - Throws: what was wrong with it where it was, if it has not moved from there.
    func place(_ source: RangeSource, withEntries: Bool) async throws(PlaybackError) -> PlacedSource {
        do throws(PlaybackError) {
            return try await unmoved(source, withEntries: withEntries)
        } catch {
            guard error.mayBeOfMoved else { throw error }
            let moved = try await moved(source)
            guard let moved else { throw error }
            return moved
        }
    }

    private func unmoved(_ source: RangeSource, withEntries: Bool) async throws(PlaybackError) -> PlacedSource {
        let record = source.record
        var entries: ArraySlice<FragmentIndexEntry> = []
        if withEntries {
            let all: [FragmentIndexEntry]
            if let known = source.entries { all = known } else { all = try await self.entries(of: record) }
            guard let found = source.span.slice(of: all, from: source.span.fragments.lowerBound) else {
                throw .damaged(record.id, "Its index has changed.")
            }
            entries = found
        }
        let file = try await threads(for: record).run { [self] () throws(PlaybackError) in try mediaFile(of: record) }
        return PlacedSource(record: record, file: file, entries: entries)
    }

    /// Finds what was joined with others: nil where it was not.
    private func moved(_ source: RangeSource) async throws(PlaybackError) -> PlacedSource? {
        var last = source.record
        for _ in 0..<Self.mostMoves {
            let record = try await current(source.record.id)
            guard let record, record.key != last.key, record.camera == source.record.camera else { return nil }
            last = record
            do throws(PlaybackError) {
                return try await place(source, in: record)
            } catch {
                // It may have been joined once more meanwhile.
                guard error.mayBeOfMoved else { throw error }
            }
        }
        return nil
    }

    private func place(_ source: RangeSource, in record: SegmentRecord) async throws(PlaybackError) -> PlacedSource {
        let all = try await entries(of: record)
        // A fragment keeps its time of day and its length wherever it is moved.
        let first = all.firstIndex { $0.wall == source.span.startWall }
        guard let first, let found = source.span.slice(of: all, from: first) else {
            throw .damaged(record.id, "It has not what was joined to it.")
        }
        let (entry, span) = (all[first], source.span)
        return try await threads(for: record).run { [self] () throws(PlaybackError) in
            let file = try mediaFile(of: record)
            let tracks = try readHead(of: record, in: file).tracks
            let shift = entry.startTick.saturatingSubtracting(span.startTick)
            return PlacedSource(
                record: record,
                file: file,
                entries: found,
                offsetShift: entry.offset.saturatingSubtracting(span.offset),
                tickShifts: tracks.map {
                    MediaTicks(shift).rescaled(from: tracks[0].timescale, to: $0.timescale).count
                }
            )
        }
    }

    /// The recording with this id, or the one that holds what it held.
    func current(_ id: RecordingID) async throws(PlaybackError) -> SegmentRecord? {
        do {
            return try await catalog.recording(id)
        } catch {
            throw .catalogue(error.message)
        }
    }
}

extension FragmentSpan {
    /// As many entries as it has, from one on; nil where these are others.
    fileprivate func slice(of entries: [FragmentIndexEntry], from first: Int) -> ArraySlice<FragmentIndexEntry>? {
        let end = first + fragments.count
        guard first >= 0, end <= entries.count else { return nil }
        let found = entries[first..<end]
        return found.reduce(Int64(0)) { $0 + Int64($1.length) } == bytes ? found : nil
    }
}

extension FragmentPatch {
    /// For fragments that stand so much later in another file.
    func moved(by shifts: [Int64]) -> FragmentPatch {
        guard !shifts.isEmpty else { return self }
        var moved = self
        for index in moved.tracks.indices where shifts.indices.contains(index) {
            moved.tracks[index].shift = moved.tracks[index].shift.saturatingSubtracting(shifts[index])
        }
        return moved
    }
}

extension PlaybackError {
    /// Whether it can come of recordings' being joined meanwhile.
    var mayBeOfMoved: Bool {
        switch self {
        case .fileMissing, .noSuchRecording, .damaged: true
        default: false
        }
    }
}
