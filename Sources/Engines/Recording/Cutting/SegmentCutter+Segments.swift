import Catalog
import MP4
import Media
import Stream

/// Where files and fragments begin and end.
extension SegmentCutter {
    /// A file has so many pictures at least, of streams of which only few are wanted, as long as it has not this length.
    private static let fewestPictures = 10
    private static let longestForFewest: Duration = .seconds(3600)

    /// How long the open file, or the next, is to become.
    var wantedLength: Duration {
        guard pictureInterval > .zero else { return segmentLength }
        return max(segmentLength, min(pictureInterval * Self.fewestPictures, Self.longestForFewest))
    }

    /// Has the open file end with the next key frame, and another go on where it ends.
    mutating func endAtNextKey() {
        if let segment, segment.cutsAtNextKey == nil { self.segment?.cutsAtNextKey = .length }
    }

    mutating func beginSegment(with unit: AccessUnit, at time: Int64) {
        if startsEpoch {
            // Seconds of the day's clock: above all epochs before, without having to ask for them.
            let seconds = UInt32(clamping: unit.wall.nanoseconds / 1_000_000_000)
            epoch = seconds > epoch ? seconds : epoch &+ 1
            startsEpoch = false
        }
        for index in tracks.indices { tracks[index].zero = nil }
        isFlooded = false
        segment = Segment(start: start(of: unit), startTick: time, epoch: epoch, continuesRun: nextContinuesRun)
    }

    /// When a file begins. Where the one before ended is an estimate, and so is the time of day of `unit`: what is less than
    /// their jitter is no overlap of two files.
    private func start(of unit: AccessUnit) -> WallTime {
        guard let end = lastEnd, end > unit.wall, end - unit.wall < GapLedger.shortest else { return unit.wall }
        return end
    }

    mutating func endSegment(_ reason: EndReason, end: WallTime?, into actions: inout [CutterAction]) {
        guard let segment else { return }
        self.segment = nil
        // One that was never opened has no unit in it.
        guard segment.isOpened else { return }
        let end = max(segment.start, end ?? segment.start)
        lastEnd = end
        actions.append(.close(SegmentEnd(reason: reason, end: end)))
    }

    mutating func endFragment(into actions: inout [CutterAction]) {
        guard tracks.contains(where: { !$0.samples.isEmpty }) else { return }
        openSegment(into: &actions)
        let unknown = segment?.start ?? WallTime(nanoseconds: 0)
        var draft = FragmentDraft(runs: [], payloads: [], wall: unknown, end: unknown, arrival: oldestArrival)
        for index in tracks.indices {
            guard let part = tracks[index].takeRun(index: index) else { continue }
            if draft.runs.isEmpty { draft.wall = part.wall }
            draft.runs.append(part.run)
            draft.payloads += part.payloads
        }
        draft.end = tracks[lead].endWall ?? draft.wall
        actions.append(.write(draft))
    }

    mutating func openSegment(into actions: inout [CutterAction]) {
        guard let segment, let format, !segment.isOpened else { return }
        self.segment?.isOpened = true
        let zeros = CutterTrack.zeros(of: tracks)
        for index in tracks.indices { tracks[index].zero = zeros[index] }
        if !segment.continuesRun { actions.append(.gapEnded(at: segment.start)) }
        actions.append(
            .open(
                SegmentStart(
                    format: format,
                    wall: segment.start,
                    epoch: segment.epoch,
                    startTicks: zeros,
                    continuesRun: segment.continuesRun,
                    length: wantedLength
                )
            )
        )
    }
}
