import Catalog
import MP4
import Media
import Stream

/// Cuts a stream into segments (files) and fragments. It touches no disk and no clock: items go in, actions come out.
///
/// * Every unit that goes in while a file can take it comes out in exactly one fragment, in the order of its track.
/// * A fragment ends before the unit that would make it longer than ``fragmentLength``, and before a key frame.
/// * A segment ends before a key frame once it has its length; and where the stream breaks off.
/// * A sample lasts until its successor, so the newest unit of each track is held back until that is there.
struct SegmentCutter {
    /// What is not written yet is lost with the process, and that may be one second at most (design §1). The rest of the
    /// second is for the next unit to come, by which the fragment's end is known, and for the write itself.
    static let fragmentLength: Duration = .milliseconds(900)

    /// Bounds of what one fragment may hold, for streams whose clock stands still.
    private static let mostSamples = 4096
    private static let mostBytes = 32 << 20
    /// The time of day and the media time of neighbours differ by less, unless a clock was set.
    private static let clockTolerance: Int64 = 1_000_000_000
    /// After a loss this long a new file begins, so that the timeline shows the hole as one.
    private static let longestLoss: Duration = .seconds(2)
    /// A shorter hole is none.
    private static let shortestLoss: Duration = .milliseconds(200)

    private struct Segment {
        var start: WallTime
        /// Of its first unit, in ticks of the leading track.
        var startTick: Int64
        var epoch: UInt32
        var continuesRun: Bool
        var isOpened = false
        var cutsAtNextKey: EndReason?
        /// What is taken off the time of day of units, since a clock was set in the middle of this file.
        var clockStep: Int64 = 0
    }

    /// May change at any time; counts from the next key frame on.
    var segmentLength: Duration
    private var format: StreamFormat?
    private var tracks: [CutterTrack] = []
    private var lead = 0
    private var segment: Segment?
    private var epoch: UInt32 = 0
    private var startsEpoch = true
    private var nextContinuesRun = false

    /// While true no new file is begun, and units that would need one are dropped.
    var isSuspended = false
    /// Units that came while there was no file that could take them.
    private(set) var droppedUnits = 0

    init(segmentLength: Duration) { self.segmentLength = segmentLength }

    /// When the oldest sample that waits to be written reached us; units held back do not count.
    var oldestArrival: MonotonicTime? { tracks.lazy.compactMap(\.runArrival).min() }

    /// The same, units held back included.
    var oldestHeldArrival: MonotonicTime? {
        tracks.lazy.compactMap { $0.runArrival ?? $0.held?.unit.arrival }.min()
    }

    mutating func take(_ item: StreamItem, into actions: inout [CutterAction]) {
        switch item {
        case .format(let format): begin(format, into: &actions)
        case .unit(let unit): take(unit, into: &actions)
        case .skipped(let skipped):
            let end = close(.diskTooSlow, into: &actions)
            let detail =
                "The disk was too slow: \(skipped.units) pictures and sounds were dropped, \(skipped.bytes) bytes."
            actions.append(.gapBegan(at: end ?? skipped.first, .diskTooSlow, detail: detail))
        case .interrupted(let interruption):
            let end = close(.interrupted, into: &actions)
            let reason = GapReason(rawValue: interruption.code) ?? .other
            actions.append(.gapBegan(at: end ?? interruption.at, reason, detail: interruption.sentence))
        case .ended: _ = close(.stopped, into: &actions)
        }
    }

    /// Hands out the fragment in the making.
    ///
    /// - Parameter includingHeld: also the newest units, whose length is then an estimate: for a stream that has gone
    ///   silent.
    mutating func flush(includingHeld: Bool, into actions: inout [CutterAction]) {
        guard segment != nil else { return }
        if includingHeld {
            for index in tracks.indices { tracks[index].completeByEstimate() }
        }
        endFragment(into: &actions)
    }

    /// Ends the open segment, if there is one.
    /// - Returns: where it ends.
    mutating func close(_ reason: EndReason, into actions: inout [CutterAction]) -> WallTime? {
        guard segment != nil else { return nil }
        flush(includingHeld: true, into: &actions)
        let end = tracks[lead].endWall
        endSegment(reason, end: end, into: &actions)
        nextContinuesRun = false
        return end
    }

    /// Forgets the open segment, because it cannot be written. Goes on with the next key frame.
    mutating func abandon() {
        for index in tracks.indices { droppedUnits += tracks[index].discard() }
        segment = nil
        nextContinuesRun = false
    }

    // MARK: Units

    private mutating func begin(_ new: StreamFormat, into actions: inout [CutterAction]) {
        if let end = close(new == format ? .newTimeLine : .formatChanged, into: &actions) {
            let detail = "The camera began anew; pictures before its next key frame cannot be shown."
            actions.append(.gapBegan(at: end, .other, detail: detail))
        }
        format = new
        tracks = new.tracks.map { CutterTrack($0) }
        lead = new.videoTrack ?? 0
        startsEpoch = true
    }

    private mutating func take(_ unit: AccessUnit, into actions: inout [CutterAction]) {
        guard tracks.indices.contains(unit.track) else { return }
        let canStart = unit.track == lead && (unit.isKey || tracks[lead].kind == .audio)
        guard segment != nil || (canStart && !isSuspended) else {
            droppedUnits += 1
            return
        }
        if segment == nil { beginSegment(with: unit, at: tracks[lead].place(unit)) }
        let time = tracks[unit.track].place(unit)
        var wall = unit.wall + .nanoseconds(-(segment?.clockStep ?? 0))
        if unit.track == lead {
            takeLead(unit, at: time, wall: &wall, canStart: canStart, into: &actions)
        } else {
            takeOther(unit, at: time, wall: wall, into: &actions)
        }
        tracks[unit.track].hold(unit, at: time, wall: wall)
    }

    private mutating func takeOther(
        _ unit: AccessUnit,
        at time: Int64,
        wall: WallTime,
        into actions: inout [CutterAction]
    ) {
        let distance = tracks[unit.track].held.map { time - $0.time } ?? 0
        if distance > tracks[unit.track].longestSample {
            tracks[unit.track].completeByEstimate()
        } else {
            tracks[unit.track].complete(until: time, wall: wall)
        }
        if exceedsFragment(with: unit, at: time) { endFragment(into: &actions) }
    }

    private mutating func takeLead(
        _ unit: AccessUnit,
        at time: Int64,
        wall: inout WallTime,
        canStart: Bool,
        into actions: inout [CutterAction]
    ) {
        noteClockStep(at: time, wall: &wall)
        let isBroken = noteLoss(before: unit, at: time, wall: wall, into: &actions)
        if isBroken {
            tracks[lead].completeByEstimate()
        } else {
            tracks[lead].complete(until: time, wall: wall)
        }
        guard let segment else { return }
        let isFull = time - segment.startTick >= tracks[lead].clock.ticks(of: segmentLength)
        let isFresh = !segment.isOpened && tracks[lead].samples.isEmpty
        if canStart, !isFresh, isFull || isBroken || segment.cutsAtNextKey != nil {
            let reason = segment.cutsAtNextKey ?? (isBroken ? .lost : .length)
            endFragment(into: &actions)
            endSegment(reason, end: tracks[lead].endWall, into: &actions)
            if reason == .clockStep, let end = tracks[lead].endWall {
                let detail = "A clock was set, so that the time of day does not follow what was recorded before."
                actions.append(.gapBegan(at: end, .other, detail: detail))
                // What waits for the new file follows the new reckoning.
                for index in tracks.indices { tracks[index].moveWall(by: segment.clockStep) }
            }
            nextContinuesRun = reason == .length
            wall = unit.wall
            beginSegment(with: unit, at: time)
        } else if isBroken || exceedsFragment(with: unit, at: time) || (unit.isKey && isVideo) {
            endFragment(into: &actions)
        }
    }

    private var isVideo: Bool { tracks[lead].kind == .video }

    /// Whether the fragment would be too long, or too large, with this unit in it.
    private func exceedsFragment(with unit: AccessUnit, at time: Int64) -> Bool {
        var samples = 0
        var bytes = unit.payload.count
        // By index: a track taken out by value is a copy of it with all that it holds, and this is asked for every unit.
        for index in tracks.indices {
            samples += tracks[index].samples.count
            bytes += tracks[index].bytes + tracks[index].heldBytes
        }
        if samples >= Self.mostSamples || bytes > Self.mostBytes { return true }
        let own = unit.track
        guard !tracks[own].samples.isEmpty else { return false }
        let length = time + tracks[own].usualDuration - tracks[own].runStart
        return length > tracks[own].clock.ticks(of: Self.fragmentLength)
    }

    /// Notes where the time of day leaves the media time: the server's clock was set, or the camera's. This file keeps
    /// the old reckoning; the next begins at the next key frame.
    private mutating func noteClockStep(at time: Int64, wall: inout WallTime) {
        guard let last = lastOfSegment else { return }
        let expected = last.wall + .nanoseconds(tracks[lead].clock.nanoseconds(time - last.time))
        let (deviation, overflow) = wall.nanoseconds.subtractingReportingOverflow(expected.nanoseconds)
        guard !overflow, deviation.magnitude > Self.clockTolerance.magnitude else { return }
        segment?.clockStep += deviation
        segment?.cutsAtNextKey = .clockStep
        wall = expected
    }

    /// The newest unit of the leading track in this file; or where it ends, if it was not held back.
    private var lastOfSegment: (time: Int64, wall: WallTime)? {
        if let held = tracks[lead].held { return (held.time, held.wall) }
        guard segment?.isOpened == true, let end = tracks[lead].end, let wall = tracks[lead].endWall else { return nil }
        return (end, wall)
    }

    /// Tells of units that are missing before this one.
    /// - Returns: whether so much is missing that the picture before cannot be said to last until now.
    private func noteLoss(
        before unit: AccessUnit,
        at time: Int64,
        wall: WallTime,
        into actions: inout [CutterAction]
    ) -> Bool {
        guard let last = lastOfSegment else { return false }
        let distance = time - last.time
        let isLoss = unit.flags.contains(.afterLoss)
        let isLong = distance > tracks[lead].longestSample
        guard isLong || isLoss else { return false }
        let clock = tracks[lead].clock
        let shortest = max(clock.ticks(of: Self.shortestLoss), 2 * tracks[lead].usualDuration)
        guard isLong || distance > shortest, let end = tracks[lead].estimatedEnd else { return false }
        let detail =
            isLoss ? "Packets were lost on the way from the camera." : "The camera was connected and sent no picture."
        actions.append(.gapBegan(at: end, isLoss ? .lost : .noVideo, detail: detail))
        actions.append(.gapEnded(at: max(end, wall)))
        return isLong || distance > clock.ticks(of: Self.longestLoss)
    }

    // MARK: Segments and fragments

    private mutating func beginSegment(with unit: AccessUnit, at time: Int64) {
        if startsEpoch {
            // Seconds of the day's clock: above all epochs before, without having to ask for them.
            let seconds = UInt32(clamping: unit.wall.nanoseconds / 1_000_000_000)
            epoch = seconds > epoch ? seconds : epoch &+ 1
            startsEpoch = false
        }
        for index in tracks.indices { tracks[index].zero = nil }
        segment = Segment(start: unit.wall, startTick: time, epoch: epoch, continuesRun: nextContinuesRun)
    }

    private mutating func endSegment(_ reason: EndReason, end: WallTime?, into actions: inout [CutterAction]) {
        guard let segment else { return }
        self.segment = nil
        // One that was never opened has no unit in it.
        guard segment.isOpened else { return }
        actions.append(.close(SegmentEnd(reason: reason, end: max(segment.start, end ?? segment.start))))
    }

    private mutating func endFragment(into actions: inout [CutterAction]) {
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

    private mutating func openSegment(into actions: inout [CutterAction]) {
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
                    length: segmentLength
                )
            )
        )
    }
}
