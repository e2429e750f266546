import Catalog
import Media
import Playback

/// Finds the key frames of a sheet: of each interval the first that begins in it, so that no picture stands for two.
struct StoryboardPlaces {
    struct Place: Sendable {
        let tile: Int
        let pictures: RecordingPictures
        let keyFrame: KeyFramePlace
    }

    let stills: RecordedStills
    let camera: CameraID
    let sheet: StoryboardSheetID

    /// Recordings that are looked at for one picture: the first may have no key frame in the interval.
    private static let tries = 3

    /// In the order of their times. What has no file that can be read has no pictures.
    func all() async throws(DomainError) -> [Place] {
        var places: [Place] = []
        var opened: [RecordingID: RecordingPictures?] = [:]
        for tile in 0..<StoryboardSheetID.tiles {
            let slot = sheet.slot(tile)
            for id in try await recordings(in: slot) {
                let pictures: RecordingPictures?
                if let known = opened[id] {
                    pictures = known
                } else {
                    // Those of intervals before are not asked for again, but for one that goes on.
                    if opened.count >= Self.tries { opened = [:] }
                    pictures = await open(id)
                    opened[id] = .some(pictures)
                }
                if let pictures, let keyFrame = pictures.keyFrame(in: slot) {
                    places.append(Place(tile: tile, pictures: pictures, keyFrame: keyFrame))
                    break
                }
            }
        }
        return places
    }

    private func open(_ id: RecordingID) async -> RecordingPictures? {
        do throws(DomainError) { return try await stills.open(id) } catch { return nil }
    }

    private func recordings(in slot: Range<WallTime>) async throws(DomainError) -> [RecordingID] {
        let query = SegmentQuery(
            camera: camera,
            stream: sheet.stream,
            from: slot.lowerBound,
            to: slot.upperBound,
            limit: Self.tries
        )
        do throws(CatalogError) {
            return try await stills.archive.catalog.segments(query).map(\.id)
        } catch {
            throw DomainError(ofCatalogue: error) ?? DomainError(.unavailable, "The catalogue cannot be asked now.")
        }
    }
}
