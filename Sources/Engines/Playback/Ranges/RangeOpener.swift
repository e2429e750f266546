import Catalog
import MP4
import Media
import Storage

/// Finds what a range is made of: rows and fragment indexes from the catalogue, and of the media no more than the head of one
/// file of each format, and the heads of the fragments at the edges.
struct RangeOpener {
    let player: Player
    let camera: CameraID
    let stream: StreamKind
    let from: WallTime
    let to: WallTime

    /// A week of recordings of a minute, and some more.
    static let mostRecordings = 20_000
    /// So many indexes are held at once.
    private static let batch = 256
    /// Files of one run that are no further apart go on in each other: walls are estimates. A longer distance is a gap.
    static let tolerance: Int64 = 500_000_000

    func open() async throws(PlaybackError) -> RangeFile {
        try await Player.repeating { () async throws(PlaybackError) in try await openAsListed() }
    }

    private func openAsListed() async throws(PlaybackError) -> RangeFile {
        var sources = try await sources()
        try trim(&sources)
        guard !sources.isEmpty else { throw .nothingRecorded }
        let edges = sources
        let parts = try await player.threads.run { [self] () throws(PlaybackError) in try readEdges(edges) }
        sources = parts.sources
        let film: VirtualFilm
        do throws(MP4Error) {
            film = try VirtualFilm(filmSources(sources, parts.heads), opening: parts.opening, closing: parts.closing)
        } catch {
            throw .damaged(sources[sources.count - 1].record.id, error.description)
        }
        return RangeFile(player: player, film: film, sources: sources, opening: parts.opening, closing: parts.closing)
    }

    // MARK: The catalogue

    func sources() async throws(PlaybackError) -> [RangeSource] {
        let records = try await self.records()
        var sources: [RangeSource] = []
        sources.reserveCapacity(records.count)
        for start in stride(from: 0, to: records.count, by: Self.batch) {
            let batch = Array(records[start..<min(start + Self.batch, records.count)])
            let isLast = start + batch.count == records.count
            let indexes: [RecordingID: [UInt8]]
            do {
                indexes = try await player.catalog.fragmentIndexes(of: batch.map(\.id))
            } catch {
                throw .catalogue(error.message)
            }
            for (position, record) in batch.enumerated() {
                // The first may have a pause in all of the range, and nothing else.
                let isEdge = sources.isEmpty || isLast && position == batch.count - 1
                sources += try await self.sources(of: record, index: indexes[record.id], isEdge: isEdge)
            }
        }
        return sources
    }

    private func records() async throws(PlaybackError) -> [SegmentRecord] {
        var records: [SegmentRecord]
        let newest: SegmentRecord?
        do {
            records = try await player.catalog.segments(
                SegmentQuery(camera: camera, stream: stream, from: from, to: to, limit: Self.mostRecordings + 1)
            )
            newest = try await player.catalog.lastSegment(of: camera, stream)
        } catch {
            throw .catalogue(error.message)
        }
        guard records.count <= Self.mostRecordings else { throw .tooManyParts(limit: Self.mostRecordings) }
        // What the catalogue knows of a file that is being written lags some seconds behind.
        if let newest, newest.isOpen, newest.start < to, records.last.map({ $0.cursor < newest.cursor }) ?? true {
            records.append(newest)
        }
        return records
    }

    private func sources(
        of record: SegmentRecord,
        index: [UInt8]?,
        isEdge: Bool
    ) async throws(PlaybackError) -> [RangeSource] {
        guard let index, !index.isEmpty, !record.isOpen else {
            if !record.isOpen { try await requireListed(record) }
            let entries = try await player.scannedEntries(of: record)
            guard let entries else { return [] }
            if !record.pauses.isEmpty { return try parts(of: record, entries, isEdge: isEdge) }
            return [RangeSource(record: record, span: FragmentSpan(entries[...]), entries: entries)]
        }
        let found: RangeSource
        do throws(FragmentIndex.DecodingError) {
            if isEdge || !record.pauses.isEmpty {
                let entries = try FragmentIndex(decoding: index.span).entries
                found = RangeSource(record: record, span: FragmentSpan(entries[...]), entries: entries)
            } else {
                found = RangeSource(record: record, span: try FragmentSpan(decoding: index.span))
            }
        } catch {
            throw .damaged(record.id, "Its index cannot be read.")
        }
        // The index of one that others were joined to is another.
        if found.span.videoSamples != record.videoFrames { try await requireListed(record) }
        if found.span.isEmpty { return [] }
        guard !record.pauses.isEmpty, let entries = found.entries else { return [found] }
        return try parts(of: record, entries, isEdge: isEdge)
    }

    /// Of a recording with pauses, the parts that are of this time: as of recordings, those that overlap it.
    private func parts(
        of record: SegmentRecord,
        _ entries: [FragmentIndexEntry],
        isEdge: Bool
    ) throws(PlaybackError) -> [RangeSource] {
        let parts = record.parts
        var sources: [RangeSource] = []
        var before = (video: 0, audio: 0)
        for (number, part) in parts.enumerated() {
            let end = number + 1 < parts.count ? parts[number + 1].fragment : entries.count
            guard part.fragment >= 0, part.fragment < end, end <= entries.count else {
                throw .damaged(record.id, "Its index does not go with its pauses.")
            }
            let span = FragmentSpan(entries[part.fragment..<end])
            if part.start < to, part.end > from || part.start >= from {
                sources.append(
                    RangeSource(record: record, span: span, entries: isEdge ? entries : nil, part: part, before: before)
                )
            }
            before.video += span.videoSamples
            before.audio += span.audioSamples
        }
        return sources
    }

    /// Passes where a recording is still the one that the catalogue has listed.
    private func requireListed(_ record: SegmentRecord) async throws(PlaybackError) {
        let now: SegmentRecord?
        do {
            now = try await player.catalog.segment(record.id)
        } catch {
            throw .catalogue(error.message)
        }
        guard let now, now.key == record.key else { throw .noSuchRecording(record.id) }
    }

    // MARK: The edges

    /// Leaves out what lies before the group of pictures that `from` is in, and what begins at `to` or later.
    func trim(_ sources: inout [RangeSource]) throws(PlaybackError) {
        while let source = sources.last, let entries = source.entries {
            let own = source.span.fragments
            let upper = entries[own].firstIndex { $0.wall >= to.nanoseconds } ?? own.upperBound
            if upper > own.lowerBound {
                sources[sources.count - 1].keep(own.lowerBound..<upper)
                break
            }
            sources.removeLast()
            // What is the last now was none of the edges.
            guard let last = sources.last, last.entries == nil else { continue }
            break
        }
        guard let first = sources.first, let entries = first.entries else { return }
        let own = first.span.fragments
        let shown = entries[own].lastIndex { $0.wall <= from.nanoseconds } ?? own.lowerBound
        // Before the first key frame nothing can be shown.
        let key = entries[own.lowerBound...shown].lastIndex(where: \.isKey) ?? entries[own].firstIndex(where: \.isKey)
        sources[0].keep((key ?? own.lowerBound)..<own.upperBound)
    }

    struct Edges: Sendable {
        var sources: [RangeSource]
        var heads: [RangeSource.FormatKey: MovieHeader]
        var opening: VirtualFilm.Opening
        var closing: VirtualFilm.Closing?
    }

    /// Blocks.
    private func readEdges(_ given: [RangeSource]) throws(PlaybackError) -> Edges {
        var sources = given
        let heads = try player.readHeads(of: sources)
        let opening = try readOpening(sources[0], heads, isOnly: sources.count == 1)
        var closing: VirtualFilm.Closing?
        if let last = sources.last, let entries = last.entries, let head = heads[last.formatKey] {
            let number = last.span.fragments.upperBound - 1
            let entry = entries[number]
            let timescale = head.tracks[0].timescale
            let end = entry.startTick.saturatingAdding(
                MediaTicks.count(of: to.nanoseconds.saturatingSubtracting(entry.wall), at: timescale)
            )
            // A tick is a rounding, and no sample.
            if end.saturatingAdding(1) < entry.startTick + entry.duration {
                let fragment = try player.readFragment(entry, of: last.record, tracks: head.tracks)
                let shownEnd = end.saturatingAdding(opening.delay)
                if let cut = CutFragment(fragment, of: head.tracks, before: shownEnd) {
                    closing = VirtualFilm.Closing(cut: cut, stored: entry)
                } else if last.span.fragments.count > 1 {
                    sources[sources.count - 1].keep(last.span.fragments.lowerBound..<number)
                } else {
                    sources.removeLast()
                }
            }
        }
        guard !sources.isEmpty else { throw .nothingRecorded }
        return Edges(sources: sources, heads: heads, opening: opening, closing: closing)
    }

    private func readOpening(
        _ source: RangeSource,
        _ heads: [RangeSource.FormatKey: MovieHeader],
        isOnly: Bool
    ) throws(PlaybackError) -> VirtualFilm.Opening {
        guard let head = heads[source.formatKey], let entries = source.entries else {
            throw .damaged(source.record.id, "Its head cannot be read.")
        }
        let first = entries[source.span.fragments.lowerBound]
        let fragment = try player.readFragment(first, of: source.record, tracks: head.tracks)
        let delay = fragment.delay
        let zero = min(fragment.earliestTick(of: head.tracks) ?? first.startTick, first.startTick)
        guard from.nanoseconds > first.wall else {
            return VirtualFilm.Opening(zero: zero, shown: first.startTick.saturatingAdding(delay), delay: delay)
        }
        let timescale = head.tracks[0].timescale
        let number = entries[source.span.fragments].lastIndex { $0.wall <= from.nanoseconds }
        let shownIn = entries[number ?? source.span.fragments.lowerBound]
        let ticks = MediaTicks.count(of: from.nanoseconds.saturatingSubtracting(shownIn.wall), at: timescale)
        // All that has been written of it so far comes before.
        let isOver = source.record.isOpen && shownIn == entries[source.span.fragments.upperBound - 1]
        if isOver, isOnly, ticks >= shownIn.duration { throw .nothingRecorded }
        let tick = shownIn.startTick.saturatingAdding(min(ticks, max(shownIn.duration - 1, 0))).saturatingAdding(delay)
        let around =
            shownIn == first ? fragment : try player.readFragment(shownIn, of: source.record, tracks: head.tracks)
        return VirtualFilm.Opening(zero: zero, shown: around.presentation(at: tick) ?? tick, delay: delay)
    }

    private func filmSources(
        _ sources: [RangeSource],
        _ heads: [RangeSource.FormatKey: MovieHeader]
    ) -> [VirtualFilm.Source] {
        var before: RecordingPart?
        return sources.map { source in
            defer { before = source.part }
            let formats = heads[source.formatKey]?.tracks.compactMap(\.format) ?? []
            let continues = before.map { Self.continues(source.part, after: $0) } ?? false
            return VirtualFilm.Source(span: source.span, formats: formats, continues: continues)
        }
    }

    /// Whether a recording goes on where another ends, on the same clock.
    static func continues(_ part: RecordingPart, after before: RecordingPart) -> Bool {
        let distance = part.start.nanoseconds.saturatingSubtracting(before.end.nanoseconds)
        return part.run == before.run && part.epoch == before.epoch && distance.magnitude <= tolerance.magnitude
    }
}

extension MediaTicks {
    /// A length in nanoseconds in ticks, rounded down.
    static func count(of nanoseconds: Int64, at timescale: UInt32) -> Int64 {
        MediaTicks(nanoseconds).rescaled(from: 1_000_000_000, to: timescale).count
    }
}
