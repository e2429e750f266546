package import Media

/// The tracks of a film that is made of several recordings: at most one of pictures and one of sound, each with the
/// parameter sets that occur in it as sample entries.
package struct FilmTracks: Hashable, Sendable {
    /// Where a track of a recording goes.
    package struct Place: Hashable, Sendable {
        /// Index among the film's tracks; the id is one more.
        package var track: Int
        /// From 1.
        package var sampleEntry: UInt32
    }

    /// Of each track its sample entries, in the order in which they were met. The leading track, which gives the time, is first.
    package private(set) var entries: [[TrackFormat]]

    /// More of them would be a camera that changes with each recording.
    private static let mostEntries = 256

    /// - Parameter formats: of the first recording; at least one.
    package init(_ formats: [TrackFormat]) { entries = formats.map { [$0] } }

    /// - Parameter entries: of each track, at least one of each.
    init(entries: [[TrackFormat]]) { self.entries = entries }

    /// Takes in the tracks of another recording.
    ///
    /// - Returns: where each goes; nil where a film that goes on with them would need other tracks: another codec, another
    ///   clock, pictures where there was only sound. Then nothing is taken in.
    package mutating func add(_ formats: [TrackFormat]) -> [Place]? {
        guard let lead = formats.first, lead.kind == entries[0][0].kind else { return nil }
        var grown = self
        var places: [Place] = []
        for format in formats {
            guard let place = grown.place(for: format) else { return nil }
            places.append(place)
        }
        self = grown
        return places
    }

    private mutating func place(for format: TrackFormat) -> Place? {
        guard let track = entries.firstIndex(where: { $0[0].kind == format.kind }) else {
            entries.append([format])
            return Place(track: entries.count - 1, sampleEntry: 1)
        }
        let first = entries[track][0]
        guard first.codec.name == format.codec.name, first.timescale == format.timescale else { return nil }
        if let known = entries[track].firstIndex(of: format) {
            return Place(track: track, sampleEntry: UInt32(known + 1))
        }
        guard entries[track].count < Self.mostEntries else { return nil }
        entries[track].append(format)
        return Place(track: track, sampleEntry: UInt32(entries[track].count))
    }
}
