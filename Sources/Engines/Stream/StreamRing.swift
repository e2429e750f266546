import DequeModule
package import Media
import Synchronization

/// The access units of one stream of one camera, in groups of pictures: written by its ingest, read by any number of
/// readers with a cursor each (design §3).
///
/// The ring holds the last group of pictures, so that a viewer can start at once, and beyond it what a reader that
/// `keeps` its place has not read yet. It is bounded in bytes: over the bound goes what all of these have read, though
/// viewers must then wait for the next key frame; then the oldest group whole, and every reader that had not seen it is
/// told. The writer never waits.
///
/// Thread-safe. One lock, held for the time of an append or of copying out a batch; wake-ups are called outside it.
package final class StreamRing: Sendable, BudgetMember {
    package struct Limits: Sendable {
        /// The most bytes that are held, unread ones included, with ``StreamRing/itemCost`` for each item.
        package var bytes: Int
        package init(bytes: Int = 32 * 1024 * 1024) { self.bytes = bytes }
    }

    /// What an item takes beside its payload, which may be a few bytes of sound: a bound on payloads alone would be
    /// exceeded many times.
    package static let itemCost = 192

    private let state: Mutex<RingState>
    private let budget: RingBudget?
    private let watches = Mutex<[ViewerWatcher: @Sendable (Bool) -> Void]>([:])

    /// - Parameters:
    ///   - budget: of all rings together; nil for none.
    ///   - priority: of the camera, the higher the more important: who gives way last when the budget is exceeded.
    package init(limits: Limits = Limits(), budget: RingBudget? = nil, priority: Int = 0) {
        state = Mutex(RingState(limits: limits))
        self.budget = budget
        budget?.add(self, priority: priority)
    }

    /// One whose memory counts together with another's.
    package convenience init(limits: Limits = Limits(), sharing other: StreamRing, priority: Int) {
        self.init(limits: limits, budget: other.budget, priority: priority)
    }

    deinit { budget?.remove(ObjectIdentifier(self), holding: heldBytes) }

    /// Starts a new time line with these tracks.
    package func begin(_ format: StreamFormat) { push(.format(format)) }

    package func append(_ unit: AccessUnit) { push(.unit(unit)) }

    /// The camera is gone; what was sent stays readable.
    package func interrupt(_ interruption: Interruption) { push(.interrupted(interruption)) }

    /// Nobody takes the stream in for now, because nobody wants it. What was sent is thrown away: it would be no picture of
    /// now for whoever comes next, who begins with the next format.
    package func rest() { _ = give { $0.rest() } }

    /// Nothing more will come. Readers get what is left and then `ended`.
    package func end() { push(.ended) }

    /// Bytes held now, with ``itemCost`` for each item.
    package var heldBytes: Int { state.withLock { $0.heldBytes } }

    /// A new reader, which starts with the current group of pictures.
    ///
    /// - Parameters:
    ///   - keeps: its place is kept up to the ring's bound; without, it jumps to the newest key frame as soon as the
    ///     group it reads is no longer the last.
    ///   - waking: how often it wants to be woken.
    ///   - onWake: called on the writer's thread when there is something to read, at most once between two reads that
    ///     found nothing more. Must not block.
    package func makeReader(
        keeps: Bool,
        waking: StreamReader.Waking,
        onWake: @escaping @Sendable () -> Void
    ) -> StreamReader {
        let (identifier, isFirstViewer) = state.withLock { state in
            let hadViewers = state.hasViewers
            let identifier = state.addReader(keeps: keeps, waking: waking, onWake: onWake)
            return (identifier, !hadViewers && state.hasViewers)
        }
        if isFirstViewer { tell(true) }
        return StreamReader(ring: self, identifier: identifier)
    }

    func read(
        _ identifier: Int,
        limit: Int,
        into items: inout [StreamItem],
        _ stored: inout StoredBatch
    ) -> Bool {
        state.withLock { $0.read(identifier, limit: limit, into: &items, &stored) }
    }

    func read(
        _ identifier: Int,
        limit: Int,
        before bound: WallTime,
        into items: inout [StreamItem],
        _ stored: inout StoredBatch
    ) -> StreamReader.ReadEnd {
        state.withLock { state in
            guard state.read(identifier, limit: limit, before: bound, into: &items, &stored) else {
                return .nothingMore
            }
            return state.isAtGroup(from: bound, identifier) ? .bound : .more
        }
    }

    func advance(_ identifier: Int, to place: StreamReader.Place) {
        state.withLock { $0.advance(identifier, to: place) }
    }

    func readMemory(_ identifier: Int, limit: Int, into items: inout [StreamItem]) -> Bool? {
        state.withLock { $0.readMemory(identifier, limit: limit, into: &items) }
    }

    func removeReader(_ identifier: Int) {
        let wasLastViewer = state.withLock { state in
            let hadViewers = state.hasViewers
            state.removeReader(identifier)
            return hadViewers && !state.hasViewers
        }
        if wasLastViewer { tell(false) }
    }

    private func tell(_ hasViewers: Bool) {
        for watch in watches.withLock({ Array($0.values) }) { watch(hasViewers) }
    }

    /// Whether anyone reads who does not want all, but the newest: a viewer.
    package var hasViewers: Bool { state.withLock { $0.hasViewers } }

    /// Those who are told of viewers.
    package enum ViewerWatcher: Hashable, Sendable {
        /// The session with the camera, which hurries while somebody watches.
        case session
        /// Whoever begins and ends sessions.
        case demand
    }

    /// Has `change` called when the first viewer comes (true) and when the last goes (false), on whatever thread that
    /// happens; two calls that come together may come in any order. Another call replaces the watcher, nil ends it.
    package func watchViewers(as watcher: ViewerWatcher = .session, _ change: (@Sendable (Bool) -> Void)?) {
        watches.withLock { $0[watcher] = change }
    }

    /// Gives up the oldest group of pictures that only readers which keep their place still wanted; they are told.
    /// - Returns: whether there was one.
    package func shedOldestGroup() -> Bool { give { $0.shedOldestGroup() } }

    /// Lets go of what has been read by all who keep their place, until `bytes` less are held.
    package func letGoOfRead(_ bytes: Int) { _ = give { $0.letGoOfRead(downTo: $0.heldBytes - bytes) } }

    private func give(_ work: (inout RingState) -> Void) -> Bool {
        let freed = state.withLock { state in
            let before = state.heldBytes
            work(&state)
            return before - state.heldBytes
        }
        budget?.change(by: -freed)
        return freed > 0
    }

    private func push(_ item: StreamItem) {
        let (wakes, change) = state.withLock { state in
            let before = state.heldBytes
            let wakes = state.push(item)
            return (wakes, state.heldBytes - before)
        }
        budget?.change(by: change, in: self)
        for wake in wakes { wake() }
    }

    func store(_ written: [Bytes.Identity: StoredPlace]) { _ = give { $0.store(written) } }

    func goOnWithStart(_ identifier: Int) { state.withLock { $0.goOnWithStart(identifier) } }

    /// Whether it holds anything that the budget could have it give up.
    package var canGive: Bool { state.withLock { $0.canGive } }
}

/// A cursor into a ``StreamRing``. Give it up by letting go of it.
///
/// Thread-safe, but its items are meant for one consumer at a time.
package final class StreamReader: Sendable {
    package enum Waking: Sendable {
        case everyUnit
        /// At a key frame, at anything that is not a unit, and otherwise once in each interval, which begin at the same
        /// moments for all streams: for a consumer that works in batches, beside others who do.
        case atMost(every: Duration)
    }

    let ring: StreamRing
    let identifier: Int

    init(ring: StreamRing, identifier: Int) {
        self.ring = ring
        self.identifier = identifier
    }

    deinit { ring.removeReader(identifier) }

    /// Appends what is there to `items`, `limit` items at most. What is no longer in memory is read from the disk; where it
    /// is not to be had there either, it is skipped, and the reader goes on with a key frame.
    /// - Returns: whether more is there to be read at once. If not, the next thing to come wakes the reader.
    package func read(limit: Int = .max, into items: inout [StreamItem]) async -> Bool {
        var stored = StoredBatch()
        let start = items.count
        let hasMore = ring.read(identifier, limit: limit, into: &items, &stored)
        guard !stored.isEmpty else { return hasMore }
        do throws(StoredMediaError) {
            try await stored.load()
            stored.complete(&items)
        } catch {
            stored.miss(&items, from: start)
            ring.goOnWithStart(identifier)
        }
        return hasMore
    }

    /// The same at once, as far as it is in memory: for those who live on an event loop.
    /// - Returns: nil, and nothing is appended, where the very next has to be read from the disk. Only what a reader begins with
    ///   can be such; what comes while it reads is in memory.
    package func readMemory(limit: Int = .max, into items: inout [StreamItem]) -> Bool? {
        ring.readMemory(identifier, limit: limit, into: &items)
    }

    /// The same on a thread that may wait for the disk.
    package func readBlocking(limit: Int = .max, into items: inout [StreamItem]) -> Bool {
        var stored = StoredBatch()
        let start = items.count
        let hasMore = ring.read(identifier, limit: limit, into: &items, &stored)
        guard !stored.isEmpty else { return hasMore }
        do throws(StoredMediaError) {
            try stored.read()
            stored.complete(&items)
        } catch {
            stored.miss(&items, from: start)
            ring.goOnWithStart(identifier)
        }
        return hasMore
    }

    /// Says that this reader has written what it has read: the ring keeps the units, but not their payloads.
    ///
    /// - Parameters:
    ///   - payloads: of units that were read, in the order in which they lie behind one another in the media.
    ///   - offset: where the first of them begins.
    package func noteStored(_ payloads: [Bytes], at offset: Int64, in media: any StoredMedia) {
        var written: [Bytes.Identity: StoredPlace] = [:]
        written.reserveCapacity(payloads.count)
        var offset = offset
        for payload in payloads {
            written[payload.identity] = StoredPlace(media: media, offset: offset, count: payload.count)
            offset += Int64(payload.count)
        }
        ring.store(written)
    }
}
