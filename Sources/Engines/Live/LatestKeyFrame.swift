package import Media
package import Stream

/// The newest picture of a stream that needs no other: with which a viewer who came now would begin.
package struct LatestKeyFrame: Sendable {
    /// Of its track.
    package let format: TrackFormat
    package let unit: AccessUnit

    private enum Finding {
        case found(LatestKeyFrame)
        /// It may come yet.
        case nothing
        /// What was sent before is no picture of now.
        case gone

        var picture: LatestKeyFrame? { if case .found(let picture) = self { picture } else { nil } }
    }

    /// It comes first in its group; only the format, and sound from before it, can stand before it.
    private static let farthest = 64

    /// - Parameter patience: how long to wait for it where the camera has sent nothing yet: whoever waits counts as a viewer, so
    ///   that a stream which is taken only on demand is begun.
    /// - Returns: nil where the camera is gone, has sent no picture yet, or sends none.
    package static func of(_ ring: StreamRing, within patience: Duration = .zero) async -> LatestKeyFrame? {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reader = ring.makeReader(keeps: false, waking: .everyUnit) { continuation.yield() }
        var search = Search(reader: reader)
        guard patience > .zero else { return await search.next().picture }
        let alarm = Task {
            // Cut short by the search's end, after which nobody waits.
            try? await Task.sleep(for: patience)
            continuation.finish()
        }
        defer { alarm.cancel() }
        var waits = wakes.makeAsyncIterator()
        while true {
            let finding = await search.next()
            guard case .nothing = finding else { return finding.picture }
            guard await waits.next() != nil else { return nil }
        }
    }

    /// Reads on where it has stopped.
    private struct Search {
        let reader: StreamReader
        var format: StreamFormat?

        mutating func next() async -> Finding {
            for _ in 0..<LatestKeyFrame.farthest {
                // One at a time: what follows the key frame need not be read from the disk.
                var items: [StreamItem] = []
                let hasMore = await reader.read(limit: 1, into: &items)
                for item in items {
                    switch item {
                    case .format(let new): format = new
                    case .unit(let unit):
                        guard unit.isKey, let format, unit.track == format.videoTrack else { continue }
                        return .found(LatestKeyFrame(format: format.tracks[unit.track], unit: unit))
                    case .skipped: break
                    case .interrupted, .ended: return .gone
                    }
                }
                guard hasMore else { return .nothing }
            }
            return .gone
        }
    }
}
