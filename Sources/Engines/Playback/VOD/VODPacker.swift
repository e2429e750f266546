import MP4
import MPEGTS
package import Media

/// Packs units that were made of recorded ones into the files that a playlist of recordings names.
package struct VODPacker: Sendable {
    let container: VODContainer
    /// Of the units.
    let tracks: [TrackFormat]

    package init(_ container: VODContainer, tracks: [TrackFormat]) {
        self.container = container
        self.tracks = tracks
    }

    /// Where each track is in the file; nil for those that are left out.
    private var places: [Int?] {
        var count = 0
        return tracks.map { track -> Int? in
            guard container.carries(track) else { return nil }
            defer { count += 1 }
            return count
        }
    }

    private var carried: [TrackFormat] { tracks.filter(container.carries) }

    /// What a player needs before segments of fragmented MP4.
    package func initialisation() throws(PlaybackError) -> VODFile {
        guard container.serves(tracks) else { throw .notForHLS(tracks.map(\.codec.name)) }
        let bytes = InitialisationSegment(tracks: carried, reservesDuration: false).bytes
        return VODFile(bytes, contentType: container.segmentType)
    }

    /// - Parameter units: of each track in the order of decoding.
    package func segment(_ units: [FilmUnit]) throws(PlaybackError) -> VODFile {
        guard container.serves(tracks) else { throw .notForHLS(tracks.map(\.codec.name)) }
        let units = units.filter { tracks.indices.contains($0.unit.track) }.inOrder(of: tracks.map { [$0] })
        let bytes: [UInt8]? =
            switch container {
            case .fragmentedMP4: fragments(units)
            case .transportStream: transport(units)
            }
        guard let bytes else { throw .notForHLS(tracks.map(\.codec.name)) }
        return VODFile(bytes, contentType: container.segmentType)
    }

    private func fragments(_ units: [FilmUnit]) -> [UInt8] {
        let places = places
        var fragments = FilmFragments(carried.map { [$0] })
        var bytes: [UInt8] = []
        for unit in units {
            guard let place = places[unit.unit.track] else { continue }
            var sample = FilmFragments.Sample(unit)
            sample.track = place
            sample.sampleEntry = 1
            bytes += fragments.add(sample)
        }
        return bytes + fragments.finish()
    }

    private func transport(_ units: [FilmUnit]) -> [UInt8]? {
        guard var muxer = try? TransportMuxer(StreamFormat(tracks: tracks), beginsAnew: true) else { return nil }
        var bytes: [UInt8] = []
        var early: [AccessUnit]? = []
        for unit in units.map(\.unit) {
            if let waiting = early {
                guard muxer.canBegin(with: unit) else {
                    if unit.track != muxer.leadingTrack { early?.append(unit) }
                    continue
                }
                guard (try? muxer.beginSegment(with: unit, to: &bytes)) != nil else { continue }
                for unit in waiting { try? muxer.append(unit, to: &bytes) }
                early = nil
            } else {
                // One that cannot be written is left out, and the others go on.
                try? muxer.append(unit, to: &bytes)
            }
        }
        return bytes
    }
}
