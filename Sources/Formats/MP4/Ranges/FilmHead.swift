import Media

/// The head of a film that is made of parts of recordings: `ftyp`, `moov`, and where in it a player may jump to (`sidx`,
/// ISO/IEC 14496-12 §8.16.3).
struct FilmHead {
    /// Ticks per second of the film's own times: a film of 49 days fits 32 bits.
    static let timescale: UInt32 = 1000
    /// More places to jump to are joined: the head is to stay small.
    static let mostReferences = 8192

    /// From one place to jump to, to the next.
    struct Reference {
        /// 31 bits.
        var bytes: UInt32
        /// In ticks of the leading track.
        var duration: Int64
    }

    var tracks: FilmTracks
    /// From the beginning that is shown, in ticks of the leading track.
    var duration: Int64
    /// Media time, in ticks of the leading track, that the film begins with.
    var mediaStart: Int64
    var references: [Reference]

    private var leadTimescale: UInt32 { tracks.entries[0][0].timescale }

    var bytes: [UInt8] {
        let index = joined
        var writer = BoxWriter(reservingCapacity: 2048 + 12 * index.count)
        InitialisationSegment.writeFileType(to: &writer)
        writeMovie(to: &writer)
        writeIndex(index, to: &writer)
        return writer.bytes
    }

    private func writeMovie(to writer: inout BoxWriter) {
        let length = UInt32(clamping: rescale(duration, from: leadTimescale, to: Self.timescale))
        writer.box(.moov) { writer in
            Self.writeMovieHeader(duration: length, nextTrack: tracks.entries.count + 1, to: &writer)
            for (index, entries) in tracks.entries.enumerated() {
                TrackWriter(
                    format: entries[0],
                    id: UInt32(index + 1),
                    others: Array(entries.dropFirst()),
                    duration: length,
                    mediaStart: rescale(mediaStart, from: leadTimescale, to: entries[0].timescale)
                ).write(to: &writer)
            }
            writer.box(.mvex) { writer in
                writer.fullBox(.mehd) { $0.uint32(length) }
                for (index, entries) in tracks.entries.enumerated() {
                    InitialisationSegment.writeDefaults(of: entries[0], index: index, to: &writer)
                }
            }
        }
    }

    static func writeMovieHeader(duration: UInt32, nextTrack: Int, to writer: inout BoxWriter) {
        writer.fullBox(.mvhd) { writer in
            writer.zeros(8)
            writer.uint32(timescale)
            writer.uint32(duration)
            writer.uint32(0x1_0000)  // rate 1.0
            writer.uint16(0x100)  // volume 1.0
            writer.zeros(10)
            InitialisationSegment.writeUnityMatrix(to: &writer)
            writer.zeros(24)
            writer.uint32(UInt32(clamping: nextTrack))
        }
    }

    private func writeIndex(_ index: [Reference], to writer: inout BoxWriter) {
        // A hole of half a day is longer than its field.
        guard !index.isEmpty, index.allSatisfy({ UInt32(exactly: $0.duration) != nil }) else { return }
        writer.fullBox(.sidx, version: 1) { writer in
            writer.uint32(1)  // the leading track
            writer.uint32(leadTimescale)
            writer.uint64(0)  // when the first is shown, after the edit list
            writer.uint64(0)  // the first fragment follows at once
            writer.uint16(0)
            writer.uint16(UInt16(index.count))
            for reference in index {
                writer.uint32(reference.bytes)
                writer.uint32(UInt32(clamping: reference.duration))
                writer.uint32(9 << 28)  // begins with a place to start, of type 1
            }
        }
    }

    /// As many neighbours joined as it takes for there not to be too many.
    private var joined: [Reference] {
        let step = (references.count + Self.mostReferences - 1) / Self.mostReferences
        guard step > 1 else { return references }
        var joined: [Reference] = []
        joined.reserveCapacity(Self.mostReferences)
        var count = 0
        for reference in references {
            if count % step != 0, let last = joined.last {
                let (bytes, overflow) = last.bytes.addingReportingOverflow(reference.bytes)
                if !overflow, bytes <= UInt32(Int32.max) {
                    joined[joined.count - 1].bytes = bytes
                    joined[joined.count - 1].duration += reference.duration
                    count += 1
                    continue
                }
            }
            joined.append(reference)
            count += 1
        }
        // Groups of half a gigabyte and more do not let themselves be joined; a film without the index plays as well.
        return joined.count <= Int(UInt16.max) ? joined : []
    }
}
