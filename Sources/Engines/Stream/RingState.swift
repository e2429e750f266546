import DequeModule
import Media

/// What the ring's lock guards.
///
/// Invariants: `items[i]` has the sequence number `firstSequence + i`; every cursor is within
/// `firstSequence...endSequence`; the starts rise, and the first of them is not behind `firstSequence` once evicted. There
/// is none where the beginning of the only group had to go, because it was too large.
struct RingState {
    struct Start {
        var sequence: Int
        var arrival: MonotonicTime?
    }

    /// As long as anyone watches, a group stays until the one after it is this old, so that a viewer which is a little
    /// behind loses nothing.
    private static let slack: Duration = .seconds(1)

    private let limits: StreamRing.Limits
    var items: Deque<RingItem> = []
    var firstSequence = 0
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
    /// With ``StreamRing/itemCost`` for each item.
    private(set) var heldBytes = 0
    /// Few: by index, because a reader taken out by value is copied with all that it holds, and this happens for every unit.
    var readers: [Reader] = []
    private var nextReader = 0
    /// Readers that do not keep their place.
    private var viewers = 0

    init(limits: StreamRing.Limits) { self.limits = limits }

    var endSequence: Int { firstSequence + items.count }

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
                if hasOverflown { for index in readers.indices { readers[index].skip(.item(item)) } }
                return []
            }
            let slack = hasViewers ? Self.slack : .zero
            while starts.count > 1, let start = starts[1].arrival, unit.arrival - start >= slack {
                starts.removeFirst()
            }
        case .interrupted, .ended: restart(at: endSequence)
        case .skipped: break
        }
        heldBytes += Self.cost(of: .item(item))
        letStart(with: item)
        items.append(.item(item))
        evict()
        return wakes(for: item)
    }

    /// Throws away what was sent, but for what a reader that keeps its place has not read yet.
    mutating func rest() {
        format = nil
        awaitsKey = true
        hasOverflown = false
        restart(at: endSequence)
        evict()
    }

    private static func cost(of item: RingItem) -> Int {
        guard case .item(.unit(let unit)) = item else { return StreamRing.itemCost }
        return unit.payload.count + StreamRing.itemCost
    }

    /// Before `item` is added: those who await a start read it, if it is one, and pass it over otherwise.
    private mutating func letStart(with item: StreamItem) {
        for index in readers.indices where readers[index].awaitsStart {
            if canStart(.item(item)) {
                readers[index].awaitsStart = false
                readers[index].cursor = endSequence
            } else {
                // Its place is behind what is being added.
                readers[index].cursor = endSequence + 1
                // Who has only just come misses nothing.
                if readers[index].skipped != nil { readers[index].skip(.item(item)) }
            }
        }
    }

    private mutating func restart(at sequence: Int) {
        starts.removeAll(keepingCapacity: true)
        starts.append(Start(sequence: sequence))
    }

    func startsGroup(_ unit: AccessUnit) -> Bool {
        guard unit.isKey, let format else { return false }
        return unit.track == (format.videoTrack ?? 0)
    }

    /// Takes out what nobody needs; over the bound also what has been read, whatever it is of; and then what a slow reader
    /// still wanted, in whole groups, oldest first.
    private mutating func evict() {
        let needed = min(starts.first?.sequence ?? firstSequence, readByAll())
        while firstSequence < needed { removeFirst() }
        guard heldBytes > limits.bytes else { return }
        letGoOfRead(downTo: limits.bytes)
        guard heldBytes > limits.bytes else { return }
        repeat { removeFirst() } while !items.isEmpty && !(heldBytes <= limits.bytes && firstCanStart)
        dropStartsGone()
        if starts.isEmpty {
            // What was not read of one group alone was larger than the bound.
            restart(at: firstSequence)
            awaitsKey = true
            hasOverflown = true
        }
    }

    /// Up to here everyone has read who keeps a place; or everyone.
    private func readByAll(includingViewers: Bool = false) -> Int {
        var read = endSequence
        for index in readers.indices where readers[index].keeps || includingViewers {
            read = min(read, readers[index].cursor)
        }
        return read
    }

    /// Takes out, until no more than `bytes` are held, what has been read by all who keep their place. Of the last group
    /// that costs new viewers their instant start; and old ones that are behind go on with the next key frame.
    mutating func letGoOfRead(downTo bytes: Int) {
        let read = readByAll()
        guard heldBytes > bytes, firstSequence < read else { return }
        var (target, held) = (firstSequence, heldBytes)
        while target < read, held > bytes {
            held -= Self.cost(of: items[target - firstSequence])
            target += 1
        }
        while let first = starts.first, first.sequence < target { starts.removeFirst() }
        for index in readers.indices where readers[index].cursor < target {
            let start = starts.first?.sequence
            while readers[index].cursor < start ?? endSequence { passOver(index) }
            readers[index].awaitsStart = start == nil
        }
        while firstSequence < target { removeFirst() }
    }

    /// Whether ``letGoOfRead(downTo:)`` or ``shedOldestGroup()`` would take out anything.
    var canGive: Bool {
        guard !items.isEmpty else { return false }
        return firstSequence < starts.last?.sequence ?? firstSequence || firstSequence < readByAll()
    }

    /// Takes out everything before the second place at which a decoder could start; nothing if only the last group is
    /// left, with which viewers begin.
    mutating func shedOldestGroup() {
        guard let last = starts.last, firstSequence < last.sequence else { return }
        repeat { removeFirst() } while firstSequence < last.sequence && !firstCanStart
        dropStartsGone()
    }

    /// Lets go of payloads that lie on the disk now, of units that all who are there have read.
    mutating func store(_ written: [Bytes.Identity: StoredPlace]) {
        var sequence = readByAll(includingViewers: true)
        var left = written.count
        while sequence > firstSequence, left > 0 {
            sequence -= 1
            guard case .item(.unit(let unit)) = items[sequence - firstSequence],
                let place = written[unit.payload.identity]
            else { continue }
            items[sequence - firstSequence] = .stored(StoredUnit(unit, at: place))
            heldBytes -= place.count
            left -= 1
        }
    }

    private mutating func dropStartsGone() {
        while let first = starts.first, first.sequence < firstSequence { starts.removeFirst() }
    }

    private var firstCanStart: Bool { items.first.map { canStart($0) } ?? false }

    private func canStart(_ item: RingItem) -> Bool {
        switch item {
        case .item(.unit(let unit)): startsGroup(unit)
        case .stored(let stored): startsGroup(stored.unit)
        case .item(.format), .item(.interrupted), .item(.ended): true
        case .item(.skipped): false
        }
    }

    private mutating func removeFirst() {
        for index in readers.indices where readers[index].cursor == firstSequence { passOver(index) }
        let item = items.removeFirst()
        heldBytes -= Self.cost(of: item)
        firstSequence += 1
    }

    /// A reader will not see the item at its place.
    private mutating func passOver(_ index: Int) {
        let item = items[readers[index].cursor - firstSequence]
        readers[index].skip(item)
        if case .item(.format(let format)) = item { readers[index].pendingFormat = format }
        readers[index].cursor += 1
    }

    private mutating func wakes(for item: StreamItem) -> [@Sendable () -> Void] {
        var calls: [@Sendable () -> Void] = []
        let isGroupStart =
            if case .unit(let unit) = item { startsGroup(unit) && format?.videoTrack != nil } else { false }
        for index in readers.indices where readers[index].isArmed && !readers[index].awaitsStart {
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
        var reader = Reader(
            identifier: nextReader,
            keeps: keeps,
            waking: waking,
            onWake: onWake,
            cursor: starts.last?.sequence ?? endSequence
        )
        reader.awaitsStart = starts.isEmpty
        if starts.isEmpty || starts.last?.arrival != nil { reader.pendingFormat = format }
        readers.append(reader)
        if !keeps { viewers += 1 }
        return nextReader
    }

    mutating func removeReader(_ identifier: Int) {
        guard let index = readers.firstIndex(where: { $0.identifier == identifier }) else { return }
        if !readers[index].keeps { viewers -= 1 }
        readers.remove(at: index)
    }

    var hasViewers: Bool { viewers > 0 }

    /// What a reader was given last could not be loaded: it goes on with the newest place where a decoder can start, if
    /// that is ahead of it, else with the next to come.
    mutating func goOnWithStart(_ identifier: Int) {
        guard let index = readers.firstIndex(where: { $0.identifier == identifier }) else { return }
        let start = starts.last.map(\.sequence).flatMap { $0 >= readers[index].cursor ? $0 : nil }
        while readers[index].cursor < start ?? endSequence { passOver(index) }
        readers[index].awaitsStart = start == nil
    }

    /// Gives a reader what comes next as far as it is in memory; nil, and nothing is given, where the very next is not.
    mutating func readMemory(_ identifier: Int, limit: Int, into output: inout [StreamItem]) -> Bool? {
        guard let cursor = readers.first(where: { $0.identifier == identifier })?.cursor else { return false }
        let end = cursor + min(limit, endSequence - cursor)
        var stop = cursor
        while stop < end, case .item = items[stop - firstSequence] { stop += 1 }
        guard stop > cursor || cursor == end else { return nil }
        var stored = StoredBatch()
        return read(identifier, limit: stop - cursor, into: &output, &stored)
    }

    /// - Parameters:
    ///   - bound: nothing is given from the first group on that begins then or later; nil for no bound.
    ///   - stored: gets those of the units whose payload is to be read from the disk.
    mutating func read(
        _ identifier: Int,
        limit: Int,
        before bound: WallTime? = nil,
        into output: inout [StreamItem],
        _ stored: inout StoredBatch
    ) -> Bool {
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
        var end = cursor + min(limit, endSequence - cursor)
        if let bound { end = groupStart(from: bound, in: cursor..<end) ?? end }
        for sequence in cursor..<end {
            switch items[sequence - firstSequence] {
            case .item(let item): output.append(item)
            case .stored(let unit):
                stored.add(unit.place, at: output.count)
                output.append(.unit(unit.unit))
            }
        }
        readers[index].cursor = end
        readers[index].isArmed = end == endSequence
        return end < endSequence
    }
}
