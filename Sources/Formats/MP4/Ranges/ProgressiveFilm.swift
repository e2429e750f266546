import Media

/// Makes of a film of fragments an ordinary one: `moov` with all tables first, then one `mdat` of the recordings' samples by
/// reference. For that every fragment's head has to be read, and the tables of some hours take some megabytes.
package struct ProgressiveFilm {
    private let film: VirtualFilm
    private let tracks: FilmTracks
    private var tables: [TrackTables]
    private var media: [(VirtualFilm.Content, Int64)] = []
    private var mediaLength: Int64 = 0

    /// - Parameter film: which fragments it has; nil without a head.
    package init?(of film: VirtualFilm) {
        guard let tracks = film.tracks else { return nil }
        self.film = film
        self.tracks = tracks
        tables = tracks.entries.map { _ in TrackTables() }
    }

    /// Adds the next fragment of a source.
    package mutating func append(_ fragment: MovieFragment, of source: Int) {
        for run in fragment.runs {
            let samples = TrackRun(track: run.track, baseDecodeTime: run.baseDecodeTime ?? 0, samples: run.samples)
            append(samples, at: run.dataOffset..<run.dataOffset + run.length, of: source)
        }
    }

    /// Adds what is left of the last fragment.
    package mutating func append(_ cut: CutFragment, of source: Int) {
        for (run, place) in zip(cut.runs, cut.media) { append(run, at: place, of: source) }
    }

    private mutating func append(_ run: TrackRun, at place: Range<Int64>, of source: Int) {
        let patch = film.patches[source].tracks[run.track]
        let time = max(0, run.baseDecodeTime.saturatingAdding(patch.shift))
        let moved = TrackRun(track: run.track, baseDecodeTime: min(time, ScanLimits.time), samples: run.samples)
        tables[Int(patch.id) - 1].append(moved, at: mediaLength, sampleEntry: patch.sampleEntry)
        media.append((.media(source: source, place), Int64(place.count)))
        mediaLength += Int64(place.count)
    }

    /// The film, after its last fragment.
    ///
    /// - Parameter text: that goes with it; nil for none.
    package consuming func finish(with text: TextTrack? = nil) -> VirtualFilm {
        let given = text.flatMap { $0.isEmpty ? nil : $0 }
        let textOffset = mediaLength
        if let text = given {
            media.append((.literal(text.samples), Int64(text.samples.count)))
            mediaLength += Int64(text.samples.count)
        }
        for index in tables.indices { tables[index].finish() }
        let head = ProgressiveHead(
            entries: tracks.entries,
            tables: tables,
            timescale: film.timescale,
            duration: film.duration,
            mediaStart: film.mediaStart,
            mediaLength: mediaLength,
            text: given.map { ($0, textOffset) }
        ).placed
        return film.withContents([(.literal(head), Int64(head.count))] + media)
    }
}
