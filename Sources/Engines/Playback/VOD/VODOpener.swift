import Catalog
import MP4
import Media
import Storage

/// Makes the files that a playlist of recordings names. Fragments that a player takes as they are, are given by reference;
/// transport streams, and fragments of which a track is left out, are made in memory.
///
/// What a name is of is found by its time, so that it is found also where it was joined with others since.
struct VODOpener {
    let player: Player
    let camera: CameraID

    /// More in one segment is no stream of a camera.
    private static let mostBytes: Int64 = 128 << 20

    func open(_ name: VODName) async throws(PlaybackError) -> VODFile {
        try await Player.repeating { () async throws(PlaybackError) -> VODFile in
            switch name {
            case .initialisation(let id):
                return try await initialisation(id)
            case .segment(let id, let at, let count, let time, let container):
                return try await segment(part(id, at: at, count: count, time: time), container)
            }
        }
    }

    /// The units of what a name is of: of an initialisation those up to the first key frame.
    func units(_ name: VODName) async throws(PlaybackError) -> RangeUnits {
        try await Player.repeating { () async throws(PlaybackError) -> RangeUnits in
            let part: Part
            switch name {
            case .initialisation(let id): part = try await beginning(of: id)
            case .segment(let id, let at, let count, let time, _):
                part = try await self.part(id, at: at, count: count, time: time)
            }
            let patch = maker(part).patch
            return RangeUnits(
                player: player,
                parts: [.init(source: part.source, patch: patch, continues: false)],
                tracks: part.formats.map { [$0] },
                closing: nil
            )
        }
    }

    // MARK: Finding

    /// What a name is of.
    private struct Part: Sendable {
        var source: RangeSource
        var head: MovieHeader
        /// Added to the file's times, in ticks of track 0.
        var shift: Int64

        var formats: [TrackFormat] { VODOpener.formats(of: head) }
    }

    /// Of another camera there is none.
    private func record(_ id: RecordingID) async throws(PlaybackError) -> SegmentRecord {
        let record = try await player.current(id)
        guard let record, record.camera == camera else { throw .noSuchRecording(id) }
        return record
    }

    private func part(
        _ id: RecordingID,
        at: Int64,
        count: Int,
        time: Int64
    ) async throws(PlaybackError) -> Part {
        let record = try await record(id)
        let entries = try await player.entries(of: record)
        let wall = id.nanoseconds.saturatingAdding(at)
        let first = entries.firstIndex { $0.wall == wall }
        guard let first, count <= entries.count - first else { throw .noSuchRecording(id) }
        let shift = time.saturatingSubtracting(entries[first].startTick)
        return try await part(of: record, entries, first..<first + count, shift: shift)
    }

    private func beginning(of id: RecordingID) async throws(PlaybackError) -> Part {
        let record = try await record(id)
        let entries = try await player.entries(of: record)
        guard let first = entries.firstIndex(where: \.isKey) ?? entries.indices.first else {
            throw .noSuchRecording(id)
        }
        return try await part(of: record, entries, first..<first + 1, shift: 0)
    }

    private func part(
        of record: SegmentRecord,
        _ entries: [FragmentIndexEntry],
        _ fragments: Range<Int>,
        shift: Int64
    ) async throws(PlaybackError) -> Part {
        var source = RangeSource(record: record, span: FragmentSpan(entries[...]), entries: entries)
        source.keep(fragments)
        guard source.span.bytes <= Self.mostBytes else { throw .noSuchRecording(record.id) }
        let head = try await player.threads(for: record).run { [player] () throws(PlaybackError) in
            try player.readHead(of: record)
        }
        return Part(source: source, head: head, shift: shift)
    }

    private static func formats(of head: MovieHeader) -> [TrackFormat] { head.tracks.compactMap(\.format) }

    // MARK: Making

    private func initialisation(_ id: RecordingID) async throws(PlaybackError) -> VODFile {
        let record = try await record(id)
        return try await player.threads(for: record).run { [player] () throws(PlaybackError) in
            let carried = try Self.formats(of: player.readHead(of: record)).filter(VODContainer.fragmentedMP4.carries)
            guard !carried.isEmpty else { throw .notForHLS([]) }
            let bytes = InitialisationSegment(tracks: carried, reservesDuration: false).bytes
            return VODFile(bytes, contentType: VODContainer.fragmentedMP4.segmentType)
        }
    }

    private func maker(_ part: Part) -> VODSegmentMaker {
        VODSegmentMaker(player: player, source: part.source, head: part.head, formats: part.formats, shift: part.shift)
    }

    private func segment(_ part: Part, _ container: VODContainer) async throws(PlaybackError) -> VODFile {
        let (record, formats) = (part.source.record, part.formats)
        guard container.serves(formats) else { throw .notForHLS(formats.map(\.codec.name)) }
        let maker = maker(part)
        guard container == .fragmentedMP4, formats.allSatisfy(container.carries) else {
            let bytes = try await player.threads(for: record).run { () throws(PlaybackError) in
                try maker.make(container)
            }
            return VODFile(bytes, contentType: container.segmentType)
        }
        let film = VirtualFilm(
            part.source.span,
            patch: maker.patch,
            sequence: maker.firstSequence,
            timescale: formats[0].timescale
        )
        let reader = RangeReader(player: player, film: film, sources: [part.source])
        return VODFile(reader, length: film.length, contentType: container.segmentType)
    }
}
