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
    /// - Parameter width: in pixels; the picture's own where nil, which it is never wider than.
    /// - Throws: `unavailable` where the camera has no picture, or no worker makes one; `busy` where too many ask.
    package func picture(as principal: Principal, of camera: String, width: Int?) async throws -> Snapshot {
        try Policy.require(principal, .watchLive, .camera(camera))
        if let width, !Self.widths.contains(width) {
            let (least, most) = (Self.widths.lowerBound, Self.widths.upperBound)
            throw DomainError(.invalid, "width is \(least) to \(most) pixels.", member: "width")
        }
        let (record, work) = try await cameras.pictured(camera)
        let key = Key(camera: camera, url: record.snapshotURL, width: width)
        return try await shared.value(for: key) { [self] () async throws(DomainError) in
            try await make(record, work, width: width, isFresh: false)
        }
    }

    /// A picture of now, as large as it is. Asks no permission.
    func fresh(of camera: String) async throws -> Snapshot {
        let (record, work) = try await cameras.pictured(camera)
        return try await make(record, work, width: nil, isFresh: true)
    }

    private func make(
        _ record: CameraRecord,
        _ work: StreamWork,
        width: Int?,
        isFresh: Bool
    ) async throws(DomainError) -> Snapshot {
        if let own = await cameras.stills.picture(of: record, isFresh: isFresh) {
            return try await file(of: own, record, width: width)
        }
        guard let latest = await LatestKeyFrame.of(work.ring, within: work.patience) else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" shows no picture now.")
        }
        return try await file(of: latest, record, width: width)
    }

    private func file(
        of picture: LatestKeyFrame,
        _ record: CameraRecord,
        width: Int?
    ) async throws(DomainError) -> Snapshot {
        // What is a file already is given as it is, where it is not too wide.
        if case .jpeg(let format) = picture.format, width ?? .max >= format.size.width {
            return Snapshot(bytes: picture.unit.payload, takenAt: picture.unit.wall)
        }
        let pool = try workers.readyPool
        do throws(WorkerError) {
            let still = try await pool.still(
                of: picture.unit.payload,
                picture.format,
                width: width ?? 0,
                quality: quality(),
                camera: record.id.text
            )
            return Snapshot(bytes: still.bytes, takenAt: picture.unit.wall)
        } catch {
            throw DomainError(error)
        }
    }
}
