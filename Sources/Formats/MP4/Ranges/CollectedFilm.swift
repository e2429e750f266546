package import Media

/// An ordinary film of samples that are made one after another and kept somewhere meanwhile: when all are there, so is the head that
/// goes before them.
package struct CollectedFilm: Sendable {
    private let film: VirtualFilm
    private let entries: [[TrackFormat]]
    private var tables: [TrackTables]
    /// Bytes of the samples so far.
    package private(set) var mediaLength: Int64 = 0

    /// - Parameters:
    ///   - film: whose times the samples have.
    ///   - entries: of each track its sample entries; the leading one is first.
    package init(of film: VirtualFilm, entries: [[TrackFormat]]) {
        self.film = film
        self.entries = entries
        tables = entries.map { _ in TrackTables() }
    }

    /// Takes note of a sample, whose payload follows those before it.
    ///
    /// - Returns: false for one that has no place in the film, and is left out.
    package mutating func add(_ sample: FilmFragments.Sample) -> Bool {
        guard tables.indices.contains(sample.track), (0...ScanLimits.time).contains(sample.time) else { return false }
        let described = FragmentSample(
            size: UInt32(clamping: sample.payload.count),
            duration: sample.duration,
            presentationOffset: sample.presentationOffset,
            flags: sample.flags
        )
        let run = TrackRun(track: sample.track, baseDecodeTime: sample.time, samples: [described])
        tables[sample.track].append(run, at: mediaLength, sampleEntry: sample.sampleEntry)
        mediaLength += Int64(sample.payload.count)
        return true
    }

    /// What stands before the samples.
    package consuming func head() -> [UInt8] {
        for index in tables.indices { tables[index].finish() }
        let lead = max(entries.first?.first?.timescale ?? film.timescale, 1)
        return ProgressiveHead(
            entries: entries,
            tables: tables,
            timescale: lead,
            duration: rescale(film.duration, from: film.timescale, to: lead),
            mediaStart: rescale(film.mediaStart, from: film.timescale, to: lead),
            mediaLength: mediaLength
        ).placed
    }
}
