import DequeModule
import Media

/// What the ring's lock guards.
///
/// Invariants: `items[i]` has the sequence number `firstSequence + i`; every cursor is within
/// `firstSequence...endSequence`; `keepFrom <= joinAt <= endSequence`.
struct RingState {
    struct Reader {
        let keeps: Bool
        let waking: StreamReader.Waking
        let onWake: @Sendable () -> Void
        var cursor: Int
        /// A reader that starts or goes on in the middle of a time line learns its format first.
        var pendingFormat: StreamFormat?
        var skipped: SkippedUnits?
        var isArmed = true
        var lastWake: MonotonicTime?
    }

    /// How long the group before the newest one stays, so that a viewer which is a little behind loses nothing.
    private static let slack: Duration = .seconds(1)

    private let limits: StreamRing.Limits
    private var items: Deque<StreamItem> = []
    private var firstSequence = 0
    /// Where a new reader starts: the newest key frame, or the format or interruption if none came since.
    private var joinAt = 0
    private var joinArrival: MonotonicTime?
    /// What lies before is held only for readers that keep their place.
    private var keepFrom = 0
    private var format: StreamFormat?
    /// Set at the start of a time line and after everything was thrown away: no decoder can use what comes before the
    /// next key frame.
    private var awaitsKey = true
    private(set) var heldBytes = 0
    private(set) var readers: [Int: Reader] = [:]
    private var nextReader = 0

    init(limits: StreamRing.Limits) { self.limits = limits }

    private var endSequence: Int { firstSequence + items.count }

    // MARK: Writing

    mutating func push(_ item: StreamItem) -> [@Sendable () -> Void] {
        switch item {
        case .format(let new):
            format = new
            awaitsKey = true
            join(at: endSequence, arrival: nil)
        case .unit(let unit):
            if startsGroup(unit) {
                awaitsKey = false
                join(at: endSequence, arrival: unit.arrival)
            } else if awaitsKey {
                return []
            }
            heldBytes += unit.payload.count
            if let joinArrival, unit.arrival - joinArrival >= Self.slack { keepFrom = joinAt }
        case .interrupted, .ended:
            join(at: endSequence, arrival: nil)
            keepFrom = endSequence
        case .skipped: break
        }
        items.append(item)
        evict()
        return wakes(for: item)
    }

    private mutating func join(at sequence: Int, arrival: MonotonicTime?) {
        joinAt = sequence
        joinArrival = arrival
    }

    private func startsGroup(_ unit: AccessUnit) -> Bool {
        guard unit.isKey, let format else { return false }
        return unit.track == (format.videoTrack ?? 0)
    }

    /// Takes out what nobody needs; over the bound also what a slow reader still wanted, in whole groups, oldest first.
    private mutating func evict() {
        let wanted = readers.values.filter(\.keeps).map(\.cursor).min() ?? endSequence
        while firstSequence < min(keepFrom, wanted) { removeFirst() }
        guard heldBytes > limits.bytes else { return }
        repeat { removeFirst() } while !items.isEmpty && !(heldBytes <= limits.bytes && firstCanStart)
        keepFrom = max(keepFrom, firstSequence)
        if joinAt < firstSequence {
            // One group alone was larger than the bound.
            join(at: firstSequence, arrival: nil)
            awaitsKey = true
        }
    }

    private var firstCanStart: Bool {
        switch items.first {
        case .unit(let unit): startsGroup(unit)
        case .format, .interrupted, .ended: true
        case .skipped, nil: false
        }
    }

    private mutating func removeFirst() {
        let item = items.removeFirst()
        for (identifier, reader) in readers where reader.cursor == firstSequence {
            readers[identifier]?.cursor += 1
            switch item {
            case .unit(let unit): readers[identifier]?.skip(unit)
            case .format(let format): readers[identifier]?.pendingFormat = format
            case .skipped, .interrupted, .ended: break
            }
        }
        if case .unit(let unit) = item { heldBytes -= unit.payload.count }
        firstSequence += 1
    }

    private mutating func wakes(for item: StreamItem) -> [@Sendable () -> Void] {
        var calls: [@Sendable () -> Void] = []
        for (identifier, reader) in readers where reader.isArmed && reader.wants(item) {
            readers[identifier]?.isArmed = false
            if case .unit(let unit) = item { readers[identifier]?.lastWake = unit.arrival }
            calls.append(reader.onWake)
        }
        return calls
    }

    // MARK: Reading

    mutating func addReader(
        keeps: Bool,
        waking: StreamReader.Waking,
        onWake: @escaping @Sendable () -> Void
    ) -> Int {
        nextReader += 1
        readers[nextReader] = Reader(
            keeps: keeps,
            waking: waking,
            onWake: onWake,
            cursor: joinAt,
            pendingFormat: joinArrival == nil ? nil : format
        )
        return nextReader
    }

    mutating func removeReader(_ identifier: Int) { readers[identifier] = nil }

    mutating func read(_ identifier: Int, limit: Int, into output: inout [StreamItem]) -> Bool {
        guard var reader = readers[identifier] else { return false }
        if let skipped = reader.skipped {
            output.append(.skipped(skipped))
            reader.skipped = nil
        }
        if let format = reader.pendingFormat {
            output.append(.format(format))
            reader.pendingFormat = nil
        }
        let end = reader.cursor + min(limit, endSequence - reader.cursor)
        for sequence in reader.cursor..<end { output.append(items[sequence - firstSequence]) }
        reader.cursor = end
        reader.isArmed = end == endSequence
        readers[identifier] = reader
        return !reader.isArmed
    }
}

extension RingState.Reader {
    fileprivate func wants(_ item: StreamItem) -> Bool {
        guard case .atMost(let interval) = waking, case .unit(let unit) = item, !unit.isKey else { return true }
        guard let lastWake else { return true }
        return unit.arrival - lastWake >= interval
    }

    fileprivate mutating func skip(_ unit: AccessUnit) {
        if skipped == nil {
            skipped = SkippedUnits(units: 0, bytes: 0, first: unit.wall, last: unit.wall)
        }
        skipped?.add(unit)
    }
}
