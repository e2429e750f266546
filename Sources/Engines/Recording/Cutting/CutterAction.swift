import Catalog
import MP4
import Media
import Stream

/// What a ``SegmentCutter`` wants done, in this order.
enum CutterAction: Sendable {
    /// A new file. Its first fragment follows at once.
    case open(SegmentStart)
    case write(FragmentDraft)
    /// The file is complete.
    case close(SegmentEnd)
    /// From here on nothing is recorded. Told again with another reason, the gap before ends where this one begins.
    case gapBegan(at: WallTime, GapReason, detail: String)
    /// Recording goes on here.
    case gapEnded(at: WallTime)
    /// So much is missing in the middle of the file, which goes on.
    case missed(from: WallTime, to: WallTime, GapReason, detail: String)
}

extension CutterAction {
    /// The same, but that no gap begins before `time`.
    func notBefore(_ time: WallTime) -> CutterAction {
        guard case .gapBegan(let start, let reason, let detail) = self, start < time else { return self }
        return .gapBegan(at: time, reason, detail: detail)
    }
}

struct SegmentStart: Hashable, Sendable {
    var format: StreamFormat
    /// Time of day of the first unit of the leading track.
    var wall: WallTime
    var epoch: UInt32
    /// Of each track, the stream's own ticks at the file's zero.
    var startTicks: [Int64]
    /// Nothing is missing between the segment before and this one.
    var continuesRun: Bool
    /// How long it is to become.
    var length: Duration
}

/// A fragment that is ready to be written.
struct FragmentDraft: Sendable {
    /// In ticks since the file's zero, video first; at least one, none empty.
    var runs: [TrackRun]
    /// Those of the first run in order, then those of the second.
    var payloads: [Bytes]
    /// Time of day of the first sample of the first run.
    var wall: WallTime
    /// Time of day at which the leading track's last sample so far ends.
    var end: WallTime
    /// When the oldest unit in it reached us.
    var arrival: MonotonicTime?
}

struct SegmentEnd: Hashable, Sendable {
    var reason: EndReason
    var end: WallTime
}

/// Why a file was ended. The raw values are kept in catalogues: they never change.
package enum EndReason: String, Hashable, Sendable, CaseIterable {
    /// It had reached its length.
    case length
    /// The camera changed its format.
    case formatChanged = "format-changed"
    /// The camera began to count time anew.
    case newTimeLine = "new-time-line"
    /// This server's clock, or the camera's, was set.
    case clockStep = "clock-step"
    /// The camera went away.
    case interrupted
    /// Pictures are missing before the next.
    case lost = "packets-lost"
    case diskTooSlow = "disk-too-slow"
    case diskFull = "disk-full"
    case diskError = "disk-error"
    /// Recording was stopped in good order.
    case stopped
    /// The program died; found and mended when it was started again.
    case crashed
    /// The file was not in the catalogue, and was taken up.
    case adopted
}
