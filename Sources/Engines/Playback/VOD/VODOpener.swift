import Catalog
import MP4
import Media
import Storage

/// Makes the files that a playlist of recordings names. Fragments that a player takes as they are, are given by reference;
/// transport streams, and fragments of which a track is left out, are made in memory.
struct VODOpener {
    let player: Player
    let camera: CameraID

    /// More in one segment is no stream of a camera.
    private static let mostBytes: Int64 = 128 << 20

    func open(_ name: VODName) async throws(PlaybackError) -> VODFile {
        switch name {
        case .initialisation(let id):
            let record = try await record(id)
            return try await player.threads(for: record).run { [player] () throws(PlaybackError) in
                let carried = try Self.formats(of: player.readHead(of: record)).filter(
                    VODContainer.fragmentedMP4.carries
                )
                guard !carried.isEmpty else { throw .notForHLS([]) }
                let bytes = InitialisationSegment(tracks: carried, reservesDuration: false).bytes
                return VODFile(bytes, contentType: VODContainer.fragmentedMP4.segmentType)
            }
        case .segment(let id, let first, let count, let shift, let container):
            return try await segment(record(id), first..<first + count, shift: shift, container)
        }
    }

    /// Of another camera there is none.
    private func record(_ id: RecordingID) async throws(PlaybackError) -> SegmentRecord {
        let record: SegmentRecord?
        do {
            record = try await player.catalog.segment(id)
        } catch {
            throw .catalogue(error.message)
        }
        guard let record, record.camera == camera else { throw .noSuchRecording(id) }
        return record
    }

    private func segment(
        _ record: SegmentRecord,
        _ fragments: Range<Int>,
        shift: Int64,
        _ container: VODContainer
    ) async throws(PlaybackError) -> VODFile {
        let entries = try await player.entries(of: record)
        guard fragments.upperBound <= entries.count else { throw .noSuchRecording(record.id) }
        var source = RangeSource(record: record, span: FragmentSpan(entries[...]), entries: entries)
        source.keep(fragments)
        guard source.span.bytes <= Self.mostBytes else { throw .noSuchRecording(record.id) }
        let part = source
        let head = try await player.threads(for: record).run { [player] () throws(PlaybackError) in
            try player.readHead(of: record)
        }
        let formats = Self.formats(of: head)
        guard container.serves(formats) else { throw .notForHLS(formats.map(\.codec.name)) }
        let maker = VODSegmentMaker(player: player, source: part, head: head, formats: formats, shift: shift)
        guard container == .fragmentedMP4, formats.allSatisfy(container.carries) else {
            let bytes = try await player.threads(for: record).run { () throws(PlaybackError) in
                try maker.make(container)
            }
            return VODFile(bytes, contentType: container.segmentType)
        }
        let film = VirtualFilm(
            part.span,
            patch: maker.patch,
            sequence: UInt32(clamping: fragments.lowerBound + 1),
            timescale: formats[0].timescale
        )
        let reader = RangeReader(player: player, film: film, sources: [part])
        return VODFile(reader, length: film.length, contentType: container.segmentType)
    }

    private static func formats(of head: MovieHeader) -> [TrackFormat] { head.tracks.compactMap(\.format) }
}
