import MP4
import Media
import Playback
import Storage

/// The seals of a recording's file, as the evidence chain has them: for whoever compares them by hand, and to find out what
/// making them costs. The calls block.
package enum FileSeals {
    package struct Seal: Hashable, Sendable {
        /// "video" or "audio".
        package var kind: String
        package var samples: Int
        package var first: Int64
        package var sha256: String
    }

    /// - Parameter path: of an MP4 file that Nightjar has written.
    /// - Returns: a seal of each track, and bytes of the file.
    package static func of(_ path: String) throws(StartError) -> (seals: [Seal], bytes: Int64) {
        do {
            let file = try ReadableFile(path: path)
            let walk = try SampleWalk(length: file.length) { offset, count in try file.read(at: offset, count: count) }
            let seals = try walk.seals().map {
                Seal(kind: $0.kind, samples: $0.samples, first: $0.first, sha256: $0.sha256)
            }
            return (seals, file.length)
        } catch {
            throw StartError("\(error)")
        }
    }
}
