package import Media

/// What an index must know of a track: its kind and its ticks per second.
package struct TrackTiming: Hashable, Sendable {
    package var kind: MediaKind
    package var timescale: UInt32

    package init(kind: MediaKind, timescale: UInt32) {
        self.kind = kind
        self.timescale = timescale
    }

    package init(_ format: TrackFormat) { self.init(kind: format.kind, timescale: format.timescale) }
}

extension [TrackRun] {
    /// When the sample that is shown last of all has been shown, in ticks of track 0 since the file's zero.
    package func presentationEnd(in tracks: [TrackTiming]) -> Int64 {
        reduce(0) { end, run in
            Swift.max(end, rescale(run.presentationEnd, from: tracks[run.track].timescale, to: tracks[0].timescale))
        }
    }
}

/// `ticks` of one timescale in another, rounded down. Beyond ±2^60, which no clock reaches, the result stays there, so
/// that sums of a few of them never overflow.
func rescale(_ ticks: Int64, from source: UInt32, to target: UInt32) -> Int64 {
    let bound = Int64(1) << 60
    let product = Int128(ticks) * Int128(target)
    let divisor = Int128(max(source, 1))
    // Division rounds towards zero; ticks before zero are rounded down too, so that order is kept.
    let quotient = product >= 0 ? product / divisor : -((-product + divisor - 1) / divisor)
    return min(max(Int64(clamping: quotient), -bound), bound)
}
