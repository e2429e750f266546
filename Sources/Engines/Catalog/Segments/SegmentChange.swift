package import Media

/// How far a recording has come: totals since its start, of what is known to be on disk.
package struct SegmentProgress: Hashable, Sendable {
    package var end: WallTime
    package var bytes: Int64
    package var videoFrames: Int
    package var audioFrames: Int
    package var keyFrames: Int

    package init(end: WallTime, bytes: Int64, videoFrames: Int, audioFrames: Int, keyFrames: Int) {
        self.end = end
        self.bytes = bytes
        self.videoFrames = videoFrames
        self.audioFrames = audioFrames
        self.keyFrames = keyFrames
    }
}

/// A change of what is recorded. Changes of all cameras are gathered and applied together, after the media is on disk.
package enum SegmentChange: Hashable, Sendable {
    /// A new recording; its id must be new.
    case opened(SegmentRecord)
    /// More of an open recording is on disk.
    case advanced(RecordingID, SegmentProgress)
    /// A recording is complete: its totals, why it was ended, and its fragment index (nil leaves the index as it is).
    case closed(RecordingID, SegmentProgress, reason: String, index: [UInt8]?)
    /// A new gap; its id must be new.
    case gapOpened(GapRecord)
    /// A gap of which parts are there, as far as is known now: a new one, or in the place of what was said of it before.
    case gapUpdated(GapRecord)
    /// A gap that lasted is over.
    case gapClosed(GapID, end: WallTime)
}
