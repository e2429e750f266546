import MP4
package import Media

/// Packs units into a film that is given away while it is made: fragmented MP4, whose head says how long it is to be, and nothing
/// of how many bytes it has.
package struct FilmPacker: Sendable {
    private var fragments: FilmFragments
    /// `ftyp` and `moov`: what comes first.
    package let head: [UInt8]

    /// - Parameters:
    ///   - range: whose times the units have.
    ///   - tracks: of the units: of each track its sample entries; the leading one is first.
    package init(_ range: RangeFile, tracks: [[TrackFormat]]) {
        head = range.film.streamedHead(of: tracks)
        fragments = FilmFragments(tracks)
    }

    /// - Returns: the fragments that are whole now; mostly nothing.
    package mutating func add(_ unit: FilmUnit) -> [UInt8] { fragments.add(FilmFragments.Sample(unit)) }

    /// What is left.
    package mutating func finish() -> [UInt8] { fragments.finish() }
}

extension FilmFragments.Sample {
    init(_ unit: FilmUnit) {
        var flags: FragmentSample.Flags = []
        if unit.unit.isKey { flags.insert(.key) }
        if unit.unit.flags.contains(.disposable) { flags.insert(.disposable) }
        self.init(
            track: unit.unit.track,
            sampleEntry: UInt32(clamping: unit.sampleEntry),
            time: unit.unit.decodeTime.count,
            duration: unit.duration,
            presentationOffset: unit.unit.presentationOffset,
            flags: flags,
            payload: unit.unit.payload
        )
    }
}
