import Catalog
import Media
import Playback
import WorkerChannel
import Workers

/// What becomes of a film's tracks, before any of it is read.
struct FilmRecipe: Sendable {
    let key: DerivedKey
    let options: DerivedOptions
    /// Of the leading track: whether pictures are decoded and encoded anew, which is what costs.
    let makesPictures: Bool
    let makesAnything: Bool
    /// Bits a second of the pictures that are made, at most; 0 where none are.
    let bitRate: Int

    /// - Parameter tracks: of the film that was recorded.
    init(_ key: DerivedKey, _ options: DerivedOptions, tracks: [[TrackFormat]]) {
        self.key = key
        self.options = options
        let formats = tracks.compactMap(\.first)
        let layout = DerivedLayout(StreamFormat(tracks: formats), for: key, options)
        let others = formats.indices.filter { layout.ways[$0] != .passed }
        makesAnything = !others.isEmpty
        makesPictures = others.contains { formats[$0].kind == .video }
        bitRate = layout.tracks.reduce(0) { $0 + $1.bitRate }
    }

    /// The first recording of a film whose pictures would be made into others than those of the first: of another size or shape.
    func otherPicture(in file: RangeFile) -> SegmentRecord? {
        guard makesPictures, let track = file.tracks.firstIndex(where: { $0.first?.kind == .video }) else { return nil }
        let entries = file.tracks[track]
        let isOther = entries.map { pictures(of: $0) != pictures(of: entries[0]) }
        return file.recordings.first { recording in
            recording.sampleEntries[track].map { isOther.indices.contains($0 - 1) && isOther[$0 - 1] } ?? false
        }?.record
    }

    /// What the pictures of a track are made into.
    private struct Pictures: Equatable {
        var size: PictureSize?
        var ratio: PictureSize?
        var duration: Int64
    }

    private func pictures(of format: TrackFormat) -> Pictures {
        Pictures(size: format.pictureSize, ratio: format.sampleAspectRatio, duration: format.usualDuration)
    }
}

extension SessionTrack {
    /// Of the pictures that come of it as H.264, at most.
    fileprivate var bitRate: Int {
        guard case .pictures(let setup) = self else { return 0 }
        return setup.outputs.reduce(0) { sum, output in
            guard case .h264(let setup) = output else { return sum }
            return sum + Int(setup.bitRate)
        }
    }
}
