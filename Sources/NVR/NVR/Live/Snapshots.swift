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

/// Pictures of cameras as JPEG files: of the newest key frame, made when somebody asks and kept for a few seconds, so that
/// many who ask cost no more than one.
package final class Snapshots: Sendable {
    private struct Key: Hashable, Sendable {
        let camera: String
        let width: Int?
    }

    /// In pixels.
    package static let widths = 16...8192
    /// How long a picture is shown to others who ask.
    package static let lifetime: Duration = .seconds(5)
    /// Pictures that are kept, of all cameras and widths.
    private static let most = 64
    private static let quality = 80

    private let cameras: Cameras
    private let workers: RecorderWorkers
    private let shared: SharedWork<Key, Snapshot>

    init(cameras: Cameras, workers: RecorderWorkers, time: any TimeSource) {
        self.cameras = cameras
        self.workers = workers
        shared = SharedWork(lifetime: Self.lifetime, most: Self.most, time: time)
    }

    /// The camera's newest picture that can be shown by itself, of its main stream.
    ///
    /// - Parameter width: in pixels; the picture's own where nil, which it is never wider than.
    /// - Throws: `unavailable` where the camera has no picture, or no worker makes one; `busy` where too many ask.
    package func picture(as principal: Principal, of camera: String, width: Int?) async throws -> Snapshot {
        try Policy.require(principal, .watchLive, .camera(camera))
        if let width, !Self.widths.contains(width) {
            let (least, most) = (Self.widths.lowerBound, Self.widths.upperBound)
            throw DomainError(.invalid, "width is \(least) to \(most) pixels.", member: "width")
        }
        let work = try await cameras.work(of: camera, .main)
        return try await shared.value(for: Key(camera: camera, width: width)) { [self] () async throws(DomainError) in
            try await make(of: work, width: width)
        }
    }

    private func make(of work: StreamWork, width: Int?) async throws(DomainError) -> Snapshot {
        let camera = work.camera.text
        guard let latest = await LatestKeyFrame.of(work.ring, within: work.patience) else {
            throw DomainError(.unavailable, "The camera \"\(camera)\" shows no picture now.")
        }
        // What is a file already is given as it is, where it is not too wide.
        if case .jpeg(let format) = latest.format, width ?? .max >= format.size.width {
            return Snapshot(bytes: latest.unit.payload, takenAt: latest.unit.wall)
        }
        let pool = try workers.readyPool
        do throws(WorkerError) {
            let still = try await pool.still(
                of: latest.unit.payload,
                latest.format,
                width: width ?? 0,
                quality: Self.quality,
                camera: camera
            )
            return Snapshot(bytes: still.bytes, takenAt: latest.unit.wall)
        } catch {
            throw DomainError(error)
        }
    }
}
