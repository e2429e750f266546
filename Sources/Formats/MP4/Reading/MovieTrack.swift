package import Media

/// A track of a file, as its `trak` box describes it.
package struct MovieTrack: Hashable, Sendable {
    package let id: UInt32
    /// nil for what is neither picture nor sound.
    package let kind: MediaKind?
    /// Ticks per second of this track in this file; a format's own timescale may be another.
    package let timescale: UInt32
    /// What its sample entry is called, for messages: "avc1", "hvc1".
    package let sampleEntry: BoxType?
    /// nil where the codec is none that Nightjar knows, or its configuration cannot be read.
    package let format: TrackFormat?
    /// Bytes of the length in front of each NAL unit, of video; 4 in what Nightjar writes.
    package let unitLengthSize: Int
    /// What to add to a sample's times to get its time in the film, in ticks: what the edit list says of the track's
    /// beginning (ISO/IEC 14496-12 §8.6.6). The rest of an edit list is passed over.
    package let presentationShift: Int64

    /// What `trex` says; a fragment may say otherwise.
    var defaults = FragmentDefaults()
    var tables = SampleTables()

    init(_ parts: TrackParts, movieTimescale: UInt32) throws(MP4Error) {
        guard let id = parts.id, id > 0 else { throw .malformed(.trak, "it has no track id") }
        guard let timescale = parts.timescale, timescale > 0 else { throw .malformed(.mdhd, "a timescale of 0") }
        self.id = id
        self.timescale = timescale
        switch parts.handler {
        case BoxType.vide: kind = .video
        case BoxType.soun: kind = .audio
        default: kind = nil
        }
        sampleEntry = parts.entry?.type
        format = parts.entry?.format?.kind == kind ? parts.entry?.format : nil
        unitLengthSize = parts.entry?.unitLengthSize ?? 4
        let bound = ScanLimits.time
        let delay = rescale(parts.emptyDuration, from: movieTimescale, to: timescale)
        presentationShift = min(max(delay - min(parts.mediaStart, bound), -bound), bound)
        tables = parts.tables
    }

    /// Kind and timescale, of picture and sound.
    package var timing: TrackTiming? { kind.map { TrackTiming(kind: $0, timescale: timescale) } }
}

/// What `tfhd` and `trun` fall back on (ISO/IEC 14496-12 §8.8.3).
struct FragmentDefaults: Hashable, Sendable {
    var duration: UInt32 = 0
    var size: UInt32 = 0
    var flags: UInt32 = 0
}
