import Catalog
import Live
package import Media
import Stream
import Workers

/// A picture of a camera as a JPEG file.
package struct Snapshot: Sendable {
    package var bytes: Bytes
    /// Our estimate of when the camera took it.
    package var takenAt: WallTime
}

/// Pictures of cameras as JPEG files: the camera's own, where it has an address for that, and else of the newest key frame;
/// made when somebody asks and kept for a few seconds, so that many who ask cost no more than one.
package final class Snapshots: Sendable {
    private struct Key: Hashable, Sendable {
        let camera: String
        let url: String?
        let width: Int?
        let sight: Sight
    }

    /// In pixels.
    package static let widths = 16...8192
    /// How long a picture is shown to others who ask.
    package static let lifetime: Duration = .seconds(5)
    /// Pictures that are kept, of all cameras and widths.
    private static let most = 64

    private let cameras: Cameras
    private let workers: RecorderWorkers
    private let quality: @Sendable () -> Int
    private let shared: SharedWork<Key, Snapshot>

    /// - Parameter quality: of pictures that are made here, 1 to 100.
    init(
        cameras: Cameras,
        workers: RecorderWorkers,
        time: any TimeSource,
        quality: @escaping @Sendable () -> Int = { 90 }
    ) {
        self.cameras = cameras
        self.workers = workers
        self.quality = quality
        shared = SharedWork(lifetime: Self.lifetime, most: Self.most, time: time)
    }

    /// The camera's newest picture that can be shown by itself.
    ///
    /// - Parameters:
    ///   - width: in pixels; the picture's own where nil, which it is never wider than.
    ///   - isMasked: whether he wants to see it as those do who may not see what masks hide.
    /// - Throws: `unavailable` where the camera has no picture, or no worker makes one; `busy` where too many ask.
    package func picture(
        as principal: Principal,
        of camera: String,
        width: Int?,
        isMasked: Bool = false
    ) async throws -> Snapshot {
        try Policy.require(principal, .watchLive, .camera(camera))
        if let width, !Self.widths.contains(width) {
            let (least, most) = (Self.widths.lowerBound, Self.widths.upperBound)
            throw DomainError(.invalid, "width is \(least) to \(most) pixels.", member: "width")
        }
        let (record, work) = try await cameras.pictured(camera)
        let viewing = cameras.services.masks.viewing(of: camera, for: principal, asMasked: isMasked)
        let key = Key(camera: camera, url: record.snapshotURL, width: width, sight: viewing.sight)
        let snapshot = try await shared.value(for: key) { [self] () async throws(DomainError) in
            try await make(record, work, viewing.sight, width: width, isFresh: false)
        }
        try viewing.requireCurrent()
        return snapshot
    }

    /// A picture of now, as large as it is, to be kept: with all that it shows, unless the camera's recordings are masked. Asks no
    /// permission.
    func fresh(of camera: String) async throws -> Snapshot {
        let (record, work) = try await cameras.pictured(camera)
        let masks = cameras.services.masks
        func sight() -> Sight {
            let shapes = record.masksRecordings ? masks.shapes(of: camera) : []
            return shapes.isEmpty ? .original : .masked(shapes)
        }
        let wanted = sight()
        let snapshot = try await make(record, work, wanted, width: nil, isFresh: true)
        guard sight() == wanted else { throw DomainError.masksChanged(of: camera) }
        return snapshot
    }

    /// A picture that was kept, as somebody may see it now.
    func masked(_ picture: Bytes, of camera: String, _ size: PictureSize, _ sight: Sight) async throws(DomainError)
        -> Bytes
    {
        guard sight.isMasked else { return picture }
        return try await still(of: picture, .jpeg(JPEGFormat(size: size)), camera: camera, sight, width: nil)
    }

    private func make(
        _ record: CameraRecord,
        _ work: StreamWork,
        _ sight: Sight,
        width: Int?,
        isFresh: Bool
    ) async throws(DomainError) -> Snapshot {
        if let own = await cameras.stills.picture(of: record, isFresh: isFresh) {
            return try await file(of: own, record, sight, width: width)
        }
        guard let latest = await LatestKeyFrame.of(work.ring, within: work.patience) else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" shows no picture now.")
        }
        return try await file(of: latest, record, sight, width: width)
    }

    private func file(
        of picture: LatestKeyFrame,
        _ record: CameraRecord,
        _ sight: Sight,
        width: Int?
    ) async throws(DomainError) -> Snapshot {
        let payload = picture.unit.payload
        // What is a file already is given as it is, where it is not too wide and nothing of it is hidden.
        if case .jpeg(let format) = picture.format, width ?? .max >= format.size.width, !sight.isMasked {
            return Snapshot(bytes: payload, takenAt: picture.unit.wall)
        }
        let bytes = try await still(of: payload, picture.format, camera: record.id.text, sight, width: width)
        return Snapshot(bytes: bytes, takenAt: picture.unit.wall)
    }

    private func still(
        of payload: Bytes,
        _ format: TrackFormat,
        camera: String,
        _ sight: Sight,
        width: Int?
    ) async throws(DomainError) -> Bytes {
        let pool = try workers.readyPool
        do throws(WorkerError) {
            return try await pool.still(
                of: payload,
                format,
                masks: sight.masks,
                width: width ?? 0,
                quality: quality(),
                camera: camera
            ).bytes
        } catch {
            throw DomainError(error)
        }
    }
}
