package import Catalog
import MP4
package import Media

/// What a range has, for whoever makes another film of it.
extension RangeFile {
    /// Of each track of the film its sample entries; the leading one is first.
    package var tracks: [[TrackFormat]] { film.tracks?.entries ?? [] }

    /// The recordings in it, each with which sample entry of each of the film's tracks it has.
    package var recordings: [(record: SegmentRecord, sampleEntries: [Int: Int])] {
        zip(sources, film.patches).map { source, patch in
            var entries: [Int: Int] = [:]
            for track in patch.tracks { entries[Int(track.id) - 1] = Int(track.sampleEntry) }
            return (source.record, entries)
        }
    }

    /// What is shown first, in ticks of the leading track since the film's zero.
    package var shownFrom: Int64 { film.mediaStart }

    /// All its units, those included that come before its beginning and are not shown.
    package func units() -> RangeUnits {
        let parts = film.patches.indices.map { index in
            RangeUnits.Part(
                source: sources[index],
                patch: film.patches[index],
                continues: index > 0
                    && RangeOpener.continues(sources[index].part, after: sources[index - 1].part)
            )
        }
        return RangeUnits(player: player, parts: parts, tracks: tracks, closing: closing)
    }
}

extension Player {
    /// The units of what a name of a playlist is of: of an initialisation, those up to the first key frame.
    package func openVODUnits(_ name: VODName, of camera: CameraID) async throws(PlaybackError) -> RangeUnits {
        try await VODOpener(player: self, camera: camera).units(name)
    }
}
