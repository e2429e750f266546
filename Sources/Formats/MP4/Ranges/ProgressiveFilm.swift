import Media

/// Makes of a film of fragments an ordinary one: `moov` with all tables first, then one `mdat` of the recordings' samples by
/// reference. For that every fragment's head has to be read, and the tables of some hours take some megabytes.
package struct ProgressiveFilm {
    private let film: VirtualFilm
    private let tracks: FilmTracks
    private var tables: [TrackTables]
    private var media: [(VirtualFilm.Content, Int64)] = []
    private var mediaLength: Int64 = 0
    private var text: TextTrack?
    /// From the beginning of the media.
    private var textOffset: Int64 = 0
    /// Where the media begins in the film; until that is known 0, which takes as much room.
    private var mediaOffset: Int64 = 0

    /// The head of an `mdat` whose length has 64 bits.
    private static let mediaHeadLength: Int64 = 16

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
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        if let text = self.text {
            textOffset = mediaLength
            media.append((.literal(text.samples), Int64(text.samples.count)))
            mediaLength += Int64(text.samples.count)
        }
        for index in tables.indices { tables[index].finish() }
        // The tables have the same length wherever the media begins.
        let length = Int64(head.count)
        for index in tables.indices { tables[index].mediaOffset = length }
        mediaOffset = length
        return film.withContents([(.literal(head), length)] + media)
    }

    private var head: [UInt8] {
        let timescale = film.timescale
        let length = UInt32(clamping: rescale(film.duration, from: timescale, to: FilmHead.timescale))
        var writer = BoxWriter(reservingCapacity: 4096)
        writer.box(.ftyp) { writer in
            writer.append("isom")
            writer.uint32(512)
            writer.append("isomiso2mp41")
        }
        let present = tracks.entries.indices.filter { !tables[$0].isEmpty }
        writer.box(.moov) { writer in
            let count = tracks.entries.count + (text == nil ? 0 : 1)
            FilmHead.writeMovieHeader(duration: length, nextTrack: count + 1, to: &writer)
            for index in present {
                let entries = tracks.entries[index]
                // Tables begin with the first sample, wherever that is in the film.
                let start = rescale(film.mediaStart, from: timescale, to: entries[0].timescale) - tables[index].start
                let delay = rescale(max(0, -start), from: entries[0].timescale, to: FilmHead.timescale)
                TrackWriter(
                    format: entries[0],
                    id: UInt32(index + 1),
                    others: Array(entries.dropFirst()),
                    duration: length,
                    mediaStart: max(0, start),
                    delay: UInt32(clamping: delay),
                    tables: tables[index]
                ).write(to: &writer)
            }
            text?.write(
                id: UInt32(count),
                offset: mediaOffset + textOffset,
                filmTimescale: FilmHead.timescale,
                to: &writer
            )
        }
        writer.uint32(1)
        writer.uint32(BoxType.mdat.rawValue)
        writer.uint64(UInt64(clamping: mediaLength + Self.mediaHeadLength))
        return writer.bytes
    }
}
