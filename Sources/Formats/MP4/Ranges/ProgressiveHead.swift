import Media

/// What stands before the samples of an ordinary film: `ftyp`, `moov` with all tables, and the head of the `mdat`.
struct ProgressiveHead {
    /// Of each track its sample entries; the leading one is first.
    var entries: [[TrackFormat]]
    /// Of each track; one without samples is left out.
    var tables: [TrackTables]
    /// Of the leading track.
    var timescale: UInt32
    /// From the beginning that is shown, in its ticks.
    var duration: Int64
    /// Media time that the film begins with, in its ticks.
    var mediaStart: Int64
    /// Bytes of all samples.
    var mediaLength: Int64
    /// That goes with the film, and where it begins among the samples; nil for none.
    var text: (track: TextTrack, offset: Int64)?
    /// Where the samples begin in the film: that is the length of this head, which is the same whatever stands here.
    var mediaOffset: Int64 = 0

    /// The head of an `mdat` whose length has 64 bits.
    private static let mediaHeadLength: Int64 = 16

    /// With the place of the samples right.
    var placed: [UInt8] {
        var head = self
        head.mediaOffset = Int64(bytes.count)
        for index in head.tables.indices { head.tables[index].mediaOffset = head.mediaOffset }
        return head.bytes
    }

    private var bytes: [UInt8] {
        let length = UInt32(clamping: rescale(duration, from: timescale, to: FilmHead.timescale))
        var writer = BoxWriter(reservingCapacity: 4096)
        writer.box(.ftyp) { writer in
            writer.append("isom")
            writer.uint32(512)
            writer.append("isomiso2mp41")
        }
        writer.box(.moov) { writer in
            let count = entries.count + (text == nil ? 0 : 1)
            FilmHead.writeMovieHeader(duration: length, nextTrack: count + 1, to: &writer)
            for index in entries.indices where !tables[index].isEmpty {
                let entries = entries[index]
                // Tables begin with the first sample, wherever that is in the film.
                let start = rescale(mediaStart, from: timescale, to: entries[0].timescale) - tables[index].start
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
            text?.track.write(
                id: UInt32(count),
                offset: mediaOffset + (text?.offset ?? 0),
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
