package import Media
import NIOCore

/// One viewer's place in a rendition's log, and what becomes of it when the viewer is slow: it stops reading while the
/// viewer takes nothing; it leaves out disposable units; it jumps to the newest key frame and says so; in the end it has
/// stalled. A picture that others need is never left out alone, and nobody else notices anything.
///
/// A value: the log and the time are passed in.
package struct ViewerCursor: Sendable {
    package struct Limits: Hashable, Sendable {
        /// So far behind, units that nothing needs are left out.
        package var dropsAfter: Duration = .seconds(1)
        /// So far behind, it jumps to the newest key frame.
        package var jumpsAfter: Duration = .seconds(2)
        /// So many jumps…
        package var jumps = 3
        /// …in this time mean that the stream is too much for the viewer.
        package var jumpsWithin: Duration = .seconds(20)
        /// A viewer that takes nothing for so long has stalled.
        package var stallsAfter: Duration = .seconds(10)
        /// Given at once, at most: so much is held for a viewer beside the log, and one unit.
        package var itemsAtOnce = 64
        package var bytesAtOnce = 128 * 1024

        package init() {}
    }

    private let limits: Limits
    /// Nil where there is none yet, or where it had is gone and no key frame has come since.
    private var position: Int?
    /// Units that went before its place, of all that the rendition had; nil before it has had a place.
    private var unitsPassed: Int?
    /// The sequence number of the start that it was given.
    private var knownStart: Int?
    /// Being behind is counted from here: nobody is late for what came before he did, or before he jumped.
    private var countsFrom: MonotonicTime?
    private var awaitsLiveEdge = true
    private var newest: Double?
    private var jumps: [MonotonicTime] = []
    private var blockedSince: MonotonicTime?
    /// Everything has been given, `ended` included.
    package private(set) var isOver = false
    /// Units that this viewer has missed because it was slow, disposable ones included.
    package private(set) var missedUnits = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    // MARK: The viewer's side

    /// Whether it takes more now.
    package var isWritable: Bool { blockedSince == nil }

    package mutating func setWritable(_ isWritable: Bool, at now: MonotonicTime) {
        if isWritable {
            blockedSince = nil
        } else if blockedSince == nil {
            blockedSince = now
        }
    }

    /// It has taken nothing for so long that it should be closed.
    package func isStalled(at now: MonotonicTime) -> Bool {
        blockedSince.map { now - $0 >= limits.stallsAfter } ?? false
    }

    // MARK: Reading

    /// Appends what the viewer is to be given now; nothing while it takes nothing.
    /// - Returns: whether more is there to be read at once.
    mutating func read(_ log: borrowing RenditionLog, at now: MonotonicTime, into items: inout [ViewerItem]) -> Bool {
        guard isWritable, !isOver else { return false }
        if countsFrom == nil { countsFrom = now }
        if let entry = log.newestEntry, mustMove(to: entry, log, now) { move(to: entry, log, now, into: &items) }
        guard var position, position >= log.firstSequence else { return false }
        var (count, bytes) = (0, 0)
        while position < log.endSequence, count < limits.itemsAtOnce, bytes < limits.bytesAtOnce, !isOver {
            bytes += give(log[position].item, at: position, now, into: &items)
            count += 1
            position += 1
        }
        self.position = position
        guard position == log.endSequence else { return !isOver }
        if awaitsLiveEdge, log.isCaughtUp, let newest {
            awaitsLiveEdge = false
            items.append(.liveEdge(seconds: newest))
        }
        return false
    }

    private func mustMove(to entry: RenditionLog.Entry, _ log: borrowing RenditionLog, _ now: MonotonicTime) -> Bool {
        guard let position, position >= log.firstSequence else { return true }
        guard position < entry.sequence else { return false }
        return delay(of: log[position].time, now) > limits.jumpsAfter
    }

    /// How late something is given to this viewer.
    private func delay(of time: MonotonicTime, _ now: MonotonicTime) -> Duration {
        now - max(time, countsFrom ?? time)
    }

    private mutating func move(
        to entry: RenditionLog.Entry,
        _ log: borrowing RenditionLog,
        _ now: MonotonicTime,
        into items: inout [ViewerItem]
    ) {
        let unitsBefore = log[entry.sequence].unitsBefore
        if let unitsPassed, unitsBefore > unitsPassed { noteJump(over: unitsBefore - unitsPassed, now, into: &items) }
        countsFrom = now
        position = entry.sequence
        unitsPassed = unitsBefore
        if let (sequence, start) = entry.start, sequence != knownStart { begin(start, at: sequence, into: &items) }
    }

    private mutating func noteJump(over units: Int, _ now: MonotonicTime, into items: inout [ViewerItem]) {
        missedUnits += units
        items.append(.dropped(units: units))
        jumps.append(now)
        jumps.removeAll { now - $0 > limits.jumpsWithin }
        guard jumps.count >= limits.jumps else { return }
        jumps.removeAll()
        items.append(.fallsBehind)
    }

    private mutating func begin(_ start: RenditionStart, at sequence: Int, into items: inout [ViewerItem]) {
        knownStart = sequence
        newest = nil
        awaitsLiveEdge = true
        items.append(.start(start))
    }

    /// - Returns: bytes that are given.
    private mutating func give(
        _ item: RenditionItem,
        at sequence: Int,
        _ now: MonotonicTime,
        into items: inout [ViewerItem]
    ) -> Int {
        switch item {
        case .start(let start): begin(start, at: sequence, into: &items)
        case .unit(let unit):
            unitsPassed = (unitsPassed ?? 0) + 1
            if unit.flags.contains(.disposable), delay(of: unit.arrival, now) > limits.dropsAfter {
                missedUnits += 1
                return 0
            }
            if !unit.flags.contains(.aside) { newest = max(newest ?? unit.seconds, unit.seconds) }
            items.append(.unit(unit))
            return unit.bytes.readableBytes
        case .dropped(let units):
            unitsPassed = (unitsPassed ?? 0) + units
            items.append(.dropped(units: units))
        case .unsuitable(let sentence): items.append(.unsuitable(sentence: sentence))
        case .interrupted(let interruption): items.append(.interrupted(interruption))
        case .ended:
            isOver = true
            items.append(.ended)
        }
        return 0
    }
}
