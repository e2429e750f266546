import Media
import NIOCore

/// A camera as a server plays it.
struct CameraStream: Sendable {
    let path: String
    /// With all that is odd about its packets.
    let clip: Clip
    /// What it goes on with where its picture size is to change.
    let otherClip: Clip?
    let meter = CameraMeter()
    /// The camera's clock, running since the server's start.
    let clock: CameraClock

    /// Whether its pictures are files that HTTP can carry.
    var hasPictures: Bool { clip.files.readableBytes > 0 }

    static func all(
        _ configuration: CameraServer.Configuration,
        clock: CameraClock
    ) throws(CameraServerError) -> [String: CameraStream] {
        let cameras = try configuration.camerasByPath()
        let shape = PacketShape(configuration.oddities)
        var shaped: [ObjectIdentifier: Clip] = [:]
        for camera in cameras.values where shaped[ObjectIdentifier(camera.clip)] == nil {
            shaped[ObjectIdentifier(camera.clip)] = camera.clip.shaped(shape)
        }
        let changes = configuration.oddities.has(.spsChangeAfter)
        let streams = cameras.mapValues { camera in
            let clip = shaped[ObjectIdentifier(camera.clip)] ?? camera.clip
            let other = configuration.cameras.lazy.map(\.clip).first { $0.canFollow(camera.clip) }
            return CameraStream(
                path: camera.path,
                clip: clip,
                otherClip: changes ? other.flatMap { shaped[ObjectIdentifier($0)] } : nil,
                clock: clock.ahead(by: camera.clockOffset)
            )
        }
        if changes, streams.values.allSatisfy({ $0.otherClip == nil }) { throw .noOtherClip }
        return streams
    }

    /// The clock of a session that begins now, and the time on it from which it plays.
    func beginning(at now: MonotonicTime, _ configuration: CameraServer.Configuration) -> (CameraClock, Int64) {
        let past = configuration.oddities.seconds(of: .burstStart) ?? .zero
        guard configuration.startsAtPlay else { return (clock, clock.time(at: now) - past.inNanoseconds) }
        // It starts with the next picture's time of the camera's own, so that the pictures of many cameras stay spread.
        let period = max(clip.picturePeriod.inNanoseconds, 1)
        let time = (clock.time(at: now) / period + 1) * period
        return (clock.ahead(by: .nanoseconds(-time)).ahead(by: past), 0)
    }
}

extension Clip {
    /// Whether a session can go on with this clip in the middle of another.
    fileprivate func canFollow(_ other: Clip) -> Bool {
        guard tracks.count == other.tracks.count,
            tracks[0].format.pictureSize != other.tracks[0].format.pictureSize
        else { return false }
        return zip(tracks, other.tracks).allSatisfy { mine, others in
            mine.payloadType == others.payloadType && mine.format.codec.name == others.format.codec.name
                && mine.format.timescale == others.format.timescale
        }
    }
}
