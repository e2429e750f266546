import MP4
package import Media

/// Packs units into an ordinary film that is given away when it is made: their payloads are kept somewhere meanwhile, one after
/// another.
package struct FilmCollector: Sendable {
    private var film: CollectedFilm
    /// Of those that are in it.
    package private(set) var videoFrames = 0
    package private(set) var audioFrames = 0
    /// Of the pictures; nil where it has none.
    package let pictureSize: PictureSize?
    private let kinds: [MediaKind?]

    /// - Parameters:
    ///   - range: whose times the units have.
    ///   - tracks: of the units: of each track its sample entries; the leading one is first.
    package init(_ range: RangeFile, tracks: [[TrackFormat]]) {
        film = CollectedFilm(of: range.film, entries: tracks)
        kinds = tracks.map { $0.first?.kind }
        pictureSize = tracks.compactMap(\.first).first { $0.kind == .video }?.pictureSize
    }

    /// Bytes of the payloads so far.
    package var mediaLength: Int64 { film.mediaLength }

    /// - Returns: what is to be kept behind what was kept before; nil for a unit that is left out.
    package mutating func add(_ unit: FilmUnit) -> Bytes? {
        guard film.add(FilmFragments.Sample(unit)) else { return nil }
        switch kinds[unit.unit.track] {
        case .video: videoFrames += 1
        case .audio: audioFrames += 1
        case nil: break
        }
        return unit.unit.payload
    }

    /// What comes before the payloads in the film.
    package consuming func head() -> [UInt8] { film.head() }
}
