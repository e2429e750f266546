package import Media
package import Stream

/// The newest picture of a stream that needs no other: with which a viewer who came now would begin.
package struct LatestKeyFrame: Sendable {
    /// Of its track.
    package let format: TrackFormat
    package let unit: AccessUnit

    /// It comes first in its group; only the format, and sound from before it, can stand before it.
    private static let farthest = 64

    /// - Returns: nil where the camera is gone, has sent no picture yet, or sends none.
    package static func of(_ ring: StreamRing) async -> LatestKeyFrame? {
        let reader = ring.makeReader(keeps: false, waking: .everyUnit) {}
        var format: StreamFormat?
        for _ in 0..<farthest {
            // One at a time: what follows the key frame need not be read from the disk.
            var items: [StreamItem] = []
            let hasMore = await reader.read(limit: 1, into: &items)
            for item in items {
                switch item {
                case .format(let new): format = new
                case .unit(let unit):
                    guard unit.isKey, let format, unit.track == format.videoTrack else { continue }
                    return LatestKeyFrame(format: format.tracks[unit.track], unit: unit)
                case .skipped: break
                // What was sent before is no picture of now.
                case .interrupted, .ended: return nil
                }
            }
            guard hasMore else { return nil }
        }
        return nil
    }
}
