import DequeModule
import Media

/// What the ring's lock guards.
///
/// Invariants: `items[i]` has the sequence number `firstSequence + i`; every cursor is within
/// `firstSequence...endSequence`; the starts rise, and the first of them is not behind `firstSequence` once evicted.
struct RingState {
    struct Start {
        var sequence: Int
        var arrival: MonotonicTime?
    }

    struct Reader {
        let identifier: Int
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

    /// As long as anyone watches, a group stays until the one after it is this old, so that a viewer which is a little
    /// behind loses nothing.
    private static let slack: Duration = .seconds(1)

    private let limits: StreamRing.Limits
    private var items: Deque<StreamItem> = []
    private var firstSequence = 0
    /// Where a decoder can start, oldest first: the key frames that are held for viewers; or the format or interruption
    /// that nothing has followed yet, which has no time. What lies before the first is held only for readers that keep
    /// their place; new readers start at the last.
    private var starts: Deque<Start> = [Start(sequence: 0)]
    private var format: StreamFormat?
    /// Set at the start of a time line and after everything was thrown away: no decoder can use what comes before the
    /// next key frame.
    private var awaitsKey = true
    /// The key frame is awaited because a group was too large, so what is left out meanwhile is a loss to be told.
    private var hasOverflown = false
    private(set) var heldBytes = 0
    /// Few: by index, because a reader taken out by value is copied with all that it holds, and this happens for every unit.
    private var readers: [Reader] = []
    private var nextReader = 0
    /// Readers that do not keep their place.
    private var viewers = 0

    init(limits: StreamRing.Limits) { self.limits = limits }

    private var endSequence: Int { firstSequence + items.count }

    // MARK: Writing

    mutating func push(_ item: StreamItem) -> [@Sendable () -> Void] {
        switch item {
        case .format(let new):
            format = new
            awaitsKey = true
            hasOverflown = false
            restart(at: endSequence)
        case .unit(let unit):
            if startsGroup(unit) {
                awaitsKey = false
                hasOverflown = false
                starts.append(Start(sequence: endSequence, arrival: unit.arrival))
            } else if awaitsKey {
                if hasOverflown { skipForEveryone(unit) }
                return []
            }
            heldBytes += unit.payload.count
            let slack = hasViewers ? Self.slack : .zero
            while starts.count > 1, let start = starts[1].arrival, unit.arrival - start >= slack {
                starts.removeFirst()
            }
        case .interrupted, .ended: restart(at: endSequence)
        case .skipped: break
        }
        items.append(item)
        evict()
        return wakes(for: item)
    }

    private mutating func restart(at sequence: Int) {
        starts.removeAll(keepingCapacity: true)
        starts.append(Start(sequence: sequence))
    }

    private func startsGroup(_ unit: AccessUnit) -> Bool {
        guard unit.isKey, let format else { return false }
        return unit.track == (format.videoTrack ?? 0)
    }

    /// Takes out what nobody needs; over the bound also what a slow reader still wanted, in whole groups, oldest first.
    private mutating func evict() {
        var needed = starts.first?.sequence ?? endSequence
        for index in readers.indices where readers[index].keeps { needed = min(needed, readers[index].cursor) }
        while firstSequence < needed { removeFirst() }
        guard heldBytes > limits.bytes else { return }
        repeat { removeFirst() } while !items.isEmpty && !(heldBytes <= limits.bytes && firstCanStart)
        while let first = starts.first, first.sequence < firstSequence { starts.removeFirst() }
        if starts.isEmpty {
            // One group alone was larger than the bound.
            restart(at: firstSequence)
            awaitsKey = true
            hasOverflown = true
        }
    }

    /// Takes out everything before the second place at which a decoder could start; nothing if only the last group is
    /// left, with which viewers begin.
    mutating func shedOldestGroup() {
        guard let last = starts.last, firstSequence < last.sequence else { return }
        repeat { removeFirst() } while firstSequence < last.sequence && !firstCanStart
        while let first = starts.first, first.sequence < firstSequence { starts.removeFirst() }
    }

    private mutating func skipForEveryone(_ unit: AccessUnit) {
        for index in readers.indices { readers[index].skip(unit) }
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
        for index in readers.indices where readers[index].cursor == firstSequence {
            readers[index].cursor += 1
            switch item {
            case .unit(let unit): readers[index].skip(unit)
            case .format(let format): readers[index].pendingFormat = format
            case .skipped, .interrupted, .ended: break
            }
        }
        if case .unit(let unit) = item { heldBytes -= unit.payload.count }
        firstSequence += 1
    }

    private mutating func wakes(for item: StreamItem) -> [@Sendable () -> Void] {
        var calls: [@Sendable () -> Void] = []
        let isGroupStart =
            if case .unit(let unit) = item { startsGroup(unit) && format?.videoTrack != nil } else { false }
        for index in readers.indices where readers[index].isArmed {
            guard readers[index].wants(item, isGroupStart: isGroupStart) else { continue }
            readers[index].isArmed = false
            if case .unit(let unit) = item { readers[index].lastWake = unit.arrival }
            calls.append(readers[index].onWake)
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
        let start = starts.last ?? Start(sequence: endSequence)
        readers.append(
            Reader(
                identifier: nextReader,
                keeps: keeps,
                waking: waking,
                onWake: onWake,
                cursor: start.sequence,
                pendingFormat: start.arrival == nil ? nil : format
            )
        )
        if !keeps { viewers += 1 }
        return nextReader
    }

    mutating func removeReader(_ identifier: Int) {
        guard let index = readers.firstIndex(where: { $0.identifier == identifier }) else { return }
        if !readers[index].keeps { viewers -= 1 }
        readers.remove(at: index)
    }

    var hasViewers: Bool { viewers > 0 }

    mutating func read(_ identifier: Int, limit: Int, into output: inout [StreamItem]) -> Bool {
        guard let index = readers.firstIndex(where: { $0.identifier == identifier }) else { return false }
        if let skipped = readers[index].skipped {
            output.append(.skipped(skipped))
            readers[index].skipped = nil
        }
        if let format = readers[index].pendingFormat {
            output.append(.format(format))
            readers[index].pendingFormat = nil
        }
        let cursor = readers[index].cursor
        let end = cursor + min(limit, endSequence - cursor)
        for sequence in cursor..<end { output.append(items[sequence - firstSequence]) }
        readers[index].cursor = end
        readers[index].isArmed = end == endSequence
        return end < endSequence
    }
}

extension RingState.Reader {
    /// - Parameter isGroupStart: whether the item is a key frame of the picture. Every block of sound is a key, and must
    ///   not wake anyone for that.
    fileprivate func wants(_ item: StreamItem, isGroupStart: Bool) -> Bool {
        guard case .atMost(let interval) = waking, case .unit(let unit) = item, !isGroupStart else { return true }
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
