import Media
import WorkerChannel

/// Which of a camera's pictures a worker is given, and which are shown: all, as long as it keeps up with the camera; then every
/// other; then key frames alone. What had come before it began is decoded, since the rest needs it, and not shown. Of what is recorded all are,
/// but for those that lie on the disk already.
struct DerivedPace {
    struct Choice: Equatable {
        /// Of its presentation, in ticks.
        var time: Int64
        var flags: DecodeFeed.Flags
        var isShown: Bool
    }

    /// So late, every other picture is shown.
    private static let sparesAfter: Duration = .milliseconds(500)
    /// So late, nothing is decoded before the next key frame.
    private static let jumpsAfter: Duration = .seconds(3)
    /// What came so long before it began is of the past.
    private static let past: Duration = .milliseconds(300)
    /// Key frames are where the camera has them, but not closer together than this, in seconds: a camera of JPEG has nothing
    /// else. And not farther apart than that, so that nobody who comes waits for long.
    private static let keyDistance: ClosedRange<Int64> = 1...4

    /// Every so manieth picture is shown.
    private let interval: Int
    private let purpose: DerivedPurpose
    /// Nobody is late for what came before.
    private var countsFrom: MonotonicTime?
    private var awaitsKey = true
    private var count = 0
    private var lastKey: Int64?
    private var hasSeenKey = false

    init(takesEvery interval: Int, for purpose: DerivedPurpose = .watching) {
        self.interval = max(1, interval)
        self.purpose = purpose
    }

    /// Units are taken from now on.
    mutating func begin(at now: MonotonicTime) {
        self = DerivedPace(takesEvery: interval, for: purpose)
        countsFrom = now
    }

    /// What comes next does not follow what came last: it begins with a picture that needs no other.
    mutating func breakOff() { lastKey = nil }

    /// - Returns: nil where the unit is of no use.
    mutating func choose(
        _ unit: AccessUnit,
        _ format: TrackFormat,
        isNewest: Bool,
        at now: MonotonicTime
    ) -> Choice? {
        let countsFrom = countsFrom ?? now
        self.countsFrom = countsFrom
        let late = purpose.isRecording ? .zero : now - max(unit.arrival, countsFrom)
        if !unit.isKey {
            if late > Self.jumpsAfter { awaitsKey = true }
            guard !awaitsKey else { return nil }
        }
        awaitsKey = false
        hasSeenKey = hasSeenKey || unit.isKey
        count += 1
        let isPast = isPast(unit, countsFrom, isNewest: isNewest)
        let isSpared = late > Self.sparesAfter && count % 2 == 0
        let isShown = !isPast && !isSpared && (count - 1) % interval == 0
        // What no other picture needs is not decoded for nothing.
        if !isShown, format.isAlwaysKey || unit.flags.contains(.disposable) { return nil }
        let time = unit.decodeTime + Int64(unit.presentationOffset)
        var flags: DecodeFeed.Flags = unit.isKey ? .key : []
        if isShown, isKeyDue(unit.decodeTime.count, format) { flags.insert(.refresh) }
        return Choice(time: time.count, flags: flags, isShown: isShown)
    }

    private func isPast(_ unit: AccessUnit, _ countsFrom: MonotonicTime, isNewest: Bool) -> Bool {
        switch purpose {
        case .watching: countsFrom - unit.arrival > Self.past && !isNewest
        case .recording(let written, _): written.map { unit.arrival <= $0 } ?? false
        }
    }

    private mutating func isKeyDue(_ time: Int64, _ format: TrackFormat) -> Bool {
        let second = Int64(format.timescale)
        if let lastKey {
            let since = MediaTicks(time) - MediaTicks(lastKey)
            let isDue =
                hasSeenKey && since >= Self.keyDistance.lowerBound * second
                || since >= Self.keyDistance.upperBound * second || since < 0
            guard isDue else { return false }
        }
        lastKey = time
        hasSeenKey = false
        return true
    }
}
