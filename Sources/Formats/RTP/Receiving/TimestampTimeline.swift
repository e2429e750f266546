package import Media

/// Turns the 32-bit timestamps of one track's units, in decoding order, into ticks that do not wrap (RFC 3550 §5.1) and
/// that never leap, whatever the camera's clock does.
///
/// A timestamp is believed if it lies at most ``largestReordering`` before the latest one and at most ``largestStep``
/// after the one before, or later by as much as really passed since. Each step is the shorter way round, so wraps do not
/// show. Another timestamp does not move the line: the unit is re-stamped just after the one before (an Intelbras
/// recorder stamps one frame every two seconds hours away). Nor is one believed that runs ahead of the real time by more
/// than ``largestLead`` and as much as has passed: media time that anybody could drive anywhere would overflow one day,
/// and lie in the future all along. Three such in a row that agree with each other, or a clock
/// that went back by less but does not catch up, begin a new epoch: nothing can be said about the time between it and
/// the last one, and the ticks go on just behind it.
package struct TimestampTimeline: Sendable {
    package enum Continuity: Hashable, Sendable {
        /// The timestamp was believed: distances within the epoch are the camera's.
        case continuous
        /// The timestamp was not believed; the ticks are a guess, later than all before.
        case restamped
        /// The first unit of a new epoch; never said of the first unit of all.
        case newEpoch
    }

    package struct Point: Hashable, Sendable {
        package var ticks: MediaTicks
        package var continuity: Continuity
    }

    /// A step forward within an epoch is never larger than this and the time that really passed.
    package static let largestStep: Duration = .seconds(5)
    /// What a camera may have kept of the past, and send at once. A clock that runs twice as fast never gets beyond.
    package static let largestLead: Duration = .seconds(60)
    /// How much further units that are re-stamped may lie, so that those that are read together have room.
    private static let room: Duration = .seconds(1)
    /// Pictures that are decoded early are not shown later than this.
    package static let largestReordering: Duration = .seconds(2)
    /// So many in a row that agree make a new epoch.
    package static let strayLimit = 3
    /// The most units that are decoded before one that is shown earlier (H.264 §A.3.1).
    private static let deepestReordering = 16

    /// Units that were re-stamped, and epochs begun after the first, since the beginning.
    package private(set) var restamped = 0
    package private(set) var newEpochs = 0

    private let clockRate: Int64
    private let largestStepTicks: Int64
    private let largestReorderingTicks: Int64
    private let start: MediaTicks
    /// The last unit whose timestamp was believed, or lay too far ahead: those that follow are measured from it.
    private var reference: (timestamp: UInt32, ticks: MediaTicks, arrival: MonotonicTime)?
    /// The last unit whose timestamp was believed.
    private var believed: (ticks: MediaTicks, arrival: MonotonicTime)
    /// Ticks of the real time from one unit to the next, as it was in the last second or so; 0 as long as unknown.
    private var usualPause: Int64 = 0
    /// Since when the units are counted that say it.
    private var pauses: (units: Int64, since: MonotonicTime)
    private var latest: MediaTicks
    private var firstArrival = MonotonicTime(nanoseconds: 0)
    private var lastArrival = MonotonicTime(nanoseconds: 0)
    /// From one latest unit to the next, when that was last less than a second; 0 as long as unknown.
    private var usualStep: Int64 = 0
    /// Believed units since the latest one.
    private var unitsSinceLatest = 0
    private var strays: (timestamp: UInt32, count: Int)?
    private var beginsEpoch = false

    /// - Parameters:
    ///   - clockRate: timestamps per second.
    ///   - start: what the first timestamp becomes.
    package init(clockRate: UInt32, start: MediaTicks = .zero) {
        self.clockRate = Int64(max(clockRate, 1))
        self.start = start
        largestStepTicks = Self.ticks(Self.largestStep.inNanoseconds, rate: self.clockRate)
        largestReorderingTicks = Self.ticks(Self.largestReordering.inNanoseconds, rate: self.clockRate)
        latest = start
        let never = MonotonicTime(nanoseconds: 0)
        believed = (start, never)
        pauses = (0, never)
    }

    /// The next unit begins a new epoch, whatever its timestamp: the packets come from another source.
    package mutating func startEpoch() { beginsEpoch = reference != nil }

    /// Places the next unit.
    package mutating func place(_ timestamp: UInt32, arrival: MonotonicTime) -> Point {
        defer { lastArrival = arrival }
        guard let reference else {
            self.reference = (timestamp, start, arrival)
            believed = (start, arrival)
            pauses = (0, arrival)
            firstArrival = arrival
            return Point(ticks: start, continuity: .continuous)
        }
        notePause(until: arrival)
        let elapsed = elapsed(from: lastArrival, to: arrival)
        if beginsEpoch { return beginEpoch(timestamp, elapsed: elapsed, arrival: arrival) }
        let step = distance(reference.timestamp, timestamp)
        // What stands still is no clock.
        if step == 0, unitsSinceLatest >= Self.deepestReordering { return restampByArrival(arrival) }
        let position = reference.ticks + step
        guard step <= largestStepTicks + self.elapsed(from: reference.arrival, to: arrival),
            latest - position <= largestReorderingTicks
        else { return takeStray(timestamp, elapsed: elapsed, arrival: arrival) }
        strays = nil
        guard position <= ceiling(at: arrival) else {
            // By arrival then: some cameras count in another rate than they say, and are to be recorded all the same.
            let point = restampByArrival(arrival)
            self.reference = (timestamp, point.ticks, arrival)
            unitsSinceLatest = 0
            return point
        }
        if position > latest {
            if position - latest < clockRate { usualStep = position - latest }
            latest = position
            unitsSinceLatest = 0
        } else {
            unitsSinceLatest += 1
            if unitsSinceLatest > Self.deepestReordering {
                // It goes on, but behind: the clock was set back.
                return beginEpoch(timestamp, elapsed: elapsed, arrival: arrival)
            }
        }
        self.reference = (timestamp, position, arrival)
        believed = (position, arrival)
        return Point(ticks: position, continuity: .continuous)
    }

    /// Where `timestamp` lies, without moving anything: for sender reports, which may be stamped before or after the
    /// units at hand (a Dahua's leap when its clock is set). Nil before the first ``place(_:arrival:)``.
    package func position(of timestamp: UInt32) -> MediaTicks? {
        guard let reference else { return nil }
        return reference.ticks + distance(reference.timestamp, timestamp)
    }

    private mutating func takeStray(_ timestamp: UInt32, elapsed: Int64, arrival: MonotonicTime) -> Point {
        var count = 1
        if let strays {
            let step = distance(strays.timestamp, timestamp)
            let isNear = step <= largestStepTicks + elapsed && -step <= largestReorderingTicks
            if isNear { count = strays.count + 1 }
        }
        guard count < Self.strayLimit else { return beginEpoch(timestamp, elapsed: elapsed, arrival: arrival) }
        defer { strays = (timestamp, count) }
        // A single one among good ones keeps their rhythm; of many, only the arrivals can be believed. Units that are read
        // together arrive at one instant, but are not of one: they keep the rhythm until the arrivals catch up.
        guard strays != nil else { return restamp(by: usualStep > 0 ? usualStep : elapsed, arrival) }
        return restamp(by: max(usualStep, behind(arrival)), arrival)
    }

    /// Of units whose clock is none, or counts in another rate, not even the rhythm can be believed: it is that of the
    /// arrivals, which units that are read together keep as well.
    private mutating func restampByArrival(_ arrival: MonotonicTime) -> Point {
        restamp(by: max(usualPause, behind(arrival)), arrival)
    }

    /// How far the line lies behind the arrivals since the last unit that was believed.
    private func behind(_ arrival: MonotonicTime) -> Int64 {
        believed.ticks + elapsed(from: believed.arrival, to: arrival) - latest
    }

    private mutating func notePause(until arrival: MonotonicTime) {
        pauses.units += 1
        let passed = elapsed(from: pauses.since, to: arrival)
        guard passed >= clockRate else { return }
        // Where the stream stood still, this says nothing.
        if passed < 2 * clockRate { usualPause = passed / pauses.units }
        pauses = (0, arrival)
    }

    private mutating func restamp(by step: Int64, _ arrival: MonotonicTime) -> Point {
        restamped += 1
        return Point(ticks: advance(by: step, arrival), continuity: .restamped)
    }

    private mutating func beginEpoch(_ timestamp: UInt32, elapsed: Int64, arrival: MonotonicTime) -> Point {
        newEpochs += 1
        let ticks = advance(by: usualStep > 0 ? usualStep : elapsed, arrival)
        reference = (timestamp, ticks, arrival)
        believed = (ticks, arrival)
        unitsSinceLatest = 0
        strays = nil
        beginsEpoch = false
        return Point(ticks: ticks, continuity: .newEpoch)
    }

    private mutating func advance(by step: Int64, _ arrival: MonotonicTime) -> MediaTicks {
        let next = latest + min(max(step, 1), largestStepTicks)
        latest = max(latest + 1, min(next, ceiling(at: arrival, and: Self.room)))
        return latest
    }

    /// No timestamp is believed that lies beyond, at `arrival`.
    private func ceiling(at arrival: MonotonicTime, and room: Duration = .zero) -> MediaTicks {
        let passed = max(arrival.nanoseconds &- firstArrival.nanoseconds, 0)
        let (seconds, rest) = passed.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (ticks, overflow) = (2 * seconds + (Self.largestLead + room).components.seconds)
            .multipliedReportingOverflow(by: clockRate)
        return start + (overflow ? .max : ticks) + 2 * Self.ticks(rest, rate: clockRate)
    }

    private func distance(_ origin: UInt32, _ timestamp: UInt32) -> Int64 {
        Int64(Int32(bitPattern: timestamp &- origin))
    }

    /// Ticks of the time between two arrivals; at most an hour's.
    private func elapsed(from earlier: MonotonicTime, to later: MonotonicTime) -> Int64 {
        let nanoseconds = later.nanoseconds &- earlier.nanoseconds
        return Self.ticks(min(max(nanoseconds, 0), 3_600_000_000_000), rate: clockRate)
    }

    private static func ticks(_ nanoseconds: Int64, rate: Int64) -> Int64 { nanoseconds / 1_000_000 * rate / 1000 }
}
