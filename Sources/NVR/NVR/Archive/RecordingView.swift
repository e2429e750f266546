import Catalog
package import Media
import Recording

/// A recording as people see it.
package struct RecordingView: Sendable {
    package var id: String
    package var camera: String
    /// "main" or "sub".
    package var stream: String
    package var start: WallTime
    package var end: WallTime
    /// What it has of the time from its start to its end: all of it, unless it was joined across pauses.
    package var parts: [Range<WallTime>]
    package var bytes: Int64
    package var videoFrames: Int
    package var audioFrames: Int
    package var keyFrames: Int
    /// It is still being written.
    package var isOpen: Bool
    /// Only a person may delete it.
    package var isProtected: Bool
    /// It shows an event, and is kept as long as such are.
    package var isEvent: Bool
    /// The time of its own until which it is kept; far away where that is until the room is needed.
    package var keepUntil: WallTime?
    /// Others have been joined to it.
    package var isMerged: Bool
    package var endReason: String?
    package var videoCodec: String?
    package var audioCodec: String?
    /// The name of its file, below the folder of its volume.
    package var key: String
    package var pictureSize: PictureSize?

    init(_ record: SegmentRecord) {
        id = record.id.description
        camera = record.camera.text
        stream = record.stream.rawValue
        start = record.start
        end = record.end
        parts = record.parts.map { $0.start..<$0.end }
        bytes = record.bytes
        videoFrames = record.videoFrames
        audioFrames = record.audioFrames
        keyFrames = record.keyFrames
        isOpen = record.isOpen
        isProtected = record.isProtected
        isEvent = record.isEvent
        keepUntil = record.keepUntil
        isMerged = record.isMerged
        endReason = record.endReason
        videoCodec = record.videoCodec
        audioCodec = record.audioCodec
        key = record.key
        if let width = record.width, let height = record.height {
            pictureSize = PictureSize(width: width, height: height)
        }
    }
}

extension RecordingView {
    /// How long it plays.
    package var duration: Duration { parts.reduce(.zero) { $0 + ($1.upperBound - $1.lowerBound) } }

    /// Those of its parts that are of a time which it is of.
    package func parts(from: WallTime, to: WallTime) -> [Range<WallTime>] {
        parts.count == 1 ? parts : parts.filter { $0.upperBound > from && $0.lowerBound < to }
    }

    /// When it shows a moment, counted from the beginning of its file; of one in a pause, what follows.
    package func position(of time: WallTime) -> Duration {
        parts.reduce(.zero) { $0 + max(.zero, min($1.upperBound, time) - $1.lowerBound) }
    }

    /// The days of its own that it is kept: 0 until the room is needed, nil where its camera's rule counts.
    package var retentionDays: Int? {
        keepUntil.map { $0.nanoseconds == .max ? 0 : max(1, Int(($0 - end).inSeconds / 86_400 + 0.5)) }
    }
}

/// What is recorded of a stream in a stretch of time, and what is not, with the reasons.
package struct CoverageView: Sendable {
    package struct Gap: Sendable {
        /// All words that `reason` may be.
        package static let reasons = GapReason.allCases.map(\.rawValue)

        package var range: Range<WallTime>
        /// How much of the range is missing: short losses that were close together are one gap, which may reach beyond the
        /// stretch that was asked for.
        package var missing: Duration
        /// Short and stable: "camera-unreachable".
        package var reason: String
        package var detail: String
    }

    package var camera: String
    package var stream: String
    package var range: Range<WallTime>
    package var spans: [Range<WallTime>]
    package var gaps: [Gap]

    /// Of the stretch, how much is recorded: 0…1.
    package var recordedRatio: Double {
        let whole = (range.upperBound - range.lowerBound).inSeconds
        guard whole > 0 else { return 0 }
        return spans.reduce(0) { $0 + ($1.upperBound - $1.lowerBound).inSeconds } / whole
    }
}
