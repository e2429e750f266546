import Catalog
import MP4
import Media
import Stream

/// Cuts a stream into segments (files) and fragments. It touches no disk and no clock: items go in, actions come out.
///
/// * Every unit that goes in while a file can take it comes out in exactly one fragment, in the order of its track.
/// * A fragment ends before the unit that would make it longer than ``fragmentLength``, and before a key frame.
/// * A segment ends before a key frame once it has its length; and where the stream breaks off. What then comes before
///   the next key frame is dropped: no decoder could show it, and a file that went on would hide the hole.
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

    struct Segment {
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
    /// Between two pictures, where only every so many are wanted; zero where all are. Counts from the next time line on.
    var pictureInterval: Duration = .zero
    private var allowance = CutAllowance()
    /// New files are refused, because there were too many.
    var isFlooded = false
    var format: StreamFormat?
    var tracks: [CutterTrack] = []
    var lead = 0
    var segment: Segment?
    var epoch: UInt32 = 0
    var startsEpoch = true
    var nextContinuesRun = false
    /// Where the last file ended.
    var lastEnd: WallTime?

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
            let detail = "The camera began its stream anew; pictures before its next key frame cannot be shown."
            actions.append(.gapBegan(at: end, .streamRestarted, detail: detail))
        }
        format = new
        tracks = new.tracks.map { CutterTrack($0, interval: $0.kind == .video ? pictureInterval : .zero) }
        lead = new.videoTrack ?? 0
        startsEpoch = true
    }

    private mutating func take(_ unit: AccessUnit, into actions: inout [CutterAction]) {
        guard tracks.indices.contains(unit.track) else { return }
        let canStart = unit.track == lead && (unit.isKey || tracks[lead].kind == .audio)
        let isFirst = segment == nil
        if isFirst {
            guard canStart, !isSuspended, mayCut(before: unit, into: &actions) else {
                droppedUnits += 1
                return
            }
            beginSegment(with: unit, at: tracks[lead].place(unit))
        }
        let time = tracks[unit.track].place(unit)
        var wall = unit.wall + .nanoseconds(0 - (segment?.clockStep ?? 0))
        if isFirst, let segment { wall = segment.start }
        if unit.track == lead {
            guard takeLead(unit, at: time, wall: &wall, canStart: canStart, into: &actions) else {
                droppedUnits += 1
                return
            }
        } else {
            takeOther(unit, at: time, wall: wall, into: &actions)
        }
        tracks[unit.track].hold(unit, at: time, wall: wall)
    }

    /// Whether a file may begin with `unit` after all that have begun lately; tells of a gap where not.
    private mutating func mayCut(before unit: AccessUnit, into actions: inout [CutterAction]) -> Bool {
        guard !allowance.take(at: unit.arrival) else { return true }
        // A gap of another reason ends where this begins.
        if !isFlooded { actions.append(.gapEnded(at: unit.wall)) }
        isFlooded = true
        actions.append(.gapBegan(at: unit.wall, .other, detail: Self.flood))
        return false
    }

    private static let flood =
        "The camera changes its format or its clock so often that each second would take many files; most were left out."

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

    /// - Returns: false where the unit is to be dropped, and the file has ended.
    private mutating func takeLead(
        _ unit: AccessUnit,
        at time: Int64,
        wall: inout WallTime,
        canStart: Bool,
        into actions: inout [CutterAction]
    ) -> Bool {
        noteClockStep(at: time, wall: &wall)
        let hole = hole(before: unit, at: time, wall: wall)
        let isBroken = hole?.isLong ?? false
        if isBroken {
            tracks[lead].completeByEstimate()
        } else {
            tracks[lead].complete(until: time, wall: wall)
        }
        guard let segment else { return true }
        let isFull = time - segment.startTick >= tracks[lead].clock.ticks(of: wantedLength)
        let isFresh = !segment.isOpened && tracks[lead].samples.isEmpty
        let isDue = isFull || isBroken || segment.cutsAtNextKey != nil
        let cuts = canStart && !isFresh && isDue && allowance.take(at: unit.arrival)
        if let hole, isBroken, !cuts {
            let end = close(.lost, into: &actions)
            let detail = hole.detail + (canStart ? " " + Self.flood : Self.untilKey)
            actions.append(.gapBegan(at: end ?? hole.start, hole.reason, detail: detail))
            return false
        }
        if let hole {
            if isBroken {
                actions.append(.gapBegan(at: hole.start, hole.reason, detail: hole.detail))
                actions.append(.gapEnded(at: hole.end))
            } else {
                actions.append(.missed(from: hole.start, to: hole.end, hole.reason, detail: hole.detail))
            }
        }
        if cuts {
            let reason = segment.cutsAtNextKey ?? (isBroken ? .lost : .length)
            // Where nothing is missing, the picture before lasts until now, also if it was written before that was known.
            cut(before: unit, at: time, reason, end: reason == .length ? wall : tracks[lead].endWall, into: &actions)
            wall = self.segment?.start ?? unit.wall
        } else if exceedsFragment(with: unit, at: time) || (unit.isKey && isVideo) {
            endFragment(into: &actions)
        }
        return true
    }

    private func hole(before unit: AccessUnit, at time: Int64, wall: WallTime) -> Hole? {
        guard let last = lastOfSegment else { return nil }
        // Before a track is taken out by value, since this is asked for every unit.
        guard unit.flags.contains(.afterLoss) || time - last.time > tracks[lead].longestSample else { return nil }
        return Hole(before: unit, at: time, wall: wall, after: last.time, of: tracks[lead])
    }

    private static let untilKey = " Pictures before the next key frame cannot be shown."

    /// Ends the file, and begins another with `unit`.
    private mutating func cut(
        before unit: AccessUnit,
        at time: Int64,
        _ reason: EndReason,
        end: WallTime?,
        into actions: inout [CutterAction]
    ) {
        let step = segment?.clockStep ?? 0
        endFragment(into: &actions)
        endSegment(reason, end: end, into: &actions)
        if reason == .clockStep, let end {
            let detail = "A clock was set, so that the time of day does not follow what was recorded before."
            actions.append(.gapBegan(at: end, .other, detail: detail))
            // What waits for the new file follows the new reckoning.
            for index in tracks.indices { tracks[index].moveWall(by: step) }
        }
        nextContinuesRun = reason == .length
        beginSegment(with: unit, at: time)
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
        let (step, stepOverflow) = (segment?.clockStep ?? 0).addingReportingOverflow(deviation)
        guard !stepOverflow, step != .min else { return }
        segment?.clockStep = step
        segment?.cutsAtNextKey = .clockStep
        wall = expected
    }

    /// The newest unit of the leading track in this file; or where it ends, if it was not held back.
    private var lastOfSegment: (time: Int64, wall: WallTime)? {
        if let held = tracks[lead].held { return (held.time, held.wall) }
        guard segment?.isOpened == true, let end = tracks[lead].end, let wall = tracks[lead].endWall else { return nil }
        return (end, wall)
    }
}
