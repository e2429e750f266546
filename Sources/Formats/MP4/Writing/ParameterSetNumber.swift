package import Media

/// A number for the sample entries of a recording, so that the index of fragments says whether two recordings can be played
/// with the same ones, and no file has to be opened for that.
package enum ParameterSetNumber {
    /// The CRC-32C of the sample entries as ``InitialisationSegment`` writes them; never 0, which stands for ‘not known’.
    package static func of(_ tracks: [TrackFormat]) -> UInt32 {
        var writer = BoxWriter(reservingCapacity: 512)
        for track in tracks { SampleEntryWriter.write(track, to: &writer) }
        return max(CRC32C(of: writer.bytes.span).value, 1)
    }

    /// A track's sample entry as ``InitialisationSegment`` writes it.
    package static func sampleEntry(of track: TrackFormat) -> [UInt8] {
        var writer = BoxWriter(reservingCapacity: 256)
        SampleEntryWriter.write(track, to: &writer)
        return writer.bytes
    }

    /// Of a recording's head; 0 where it has a track of a codec that is not known.
    package static func of(_ movie: MovieHeader) -> UInt32 {
        let formats = movie.tracks.compactMap(\.format)
        return formats.count == movie.tracks.count ? of(formats) : 0
    }
}
