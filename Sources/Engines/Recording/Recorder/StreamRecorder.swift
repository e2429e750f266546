import Catalog
import Logging
import Media
import Storage
import Stream
import Synchronization

/// Records one stream of one camera. The ring wakes it; everything else happens on threads of its disk, one thing at a
/// time, so that neither the camera nor another stream waits for this one.
final class StreamRecorder: Sendable {
    /// How often the ring wakes it at most, key frames apart: hardly more often than a fragment is written, since each
    /// wake-up costs as much as a dozen pictures.
    static let wakeInterval: Duration = .milliseconds(640)
    /// What waits longer than this is written, though its fragment could be longer: by the next wake-up it would be too
    /// old for the promise that one second at most is lost (a second, less the interval, less time to read and to write).
    private static let oldestAtWake: Duration = .milliseconds(150)
    /// From then on a stream counts as silent. What it has sent is then written whole, since only the tick looks after it.
    private static let silence: Duration = .milliseconds(300)
    private static let oldestWhenSilent: Duration = .milliseconds(500)
    /// Items that are read before they are worked on: bounds memory, not speed.
    private static let batch = 512

    struct State {
        var reader: StreamReader?
        var cutter: SegmentCutter
        var writer: SegmentWriter
        var retryAt: MonotonicTime?
        var lastArrival: MonotonicTime?
        var gate = RecordingGate()
        /// What came until then lies on the disk already, from a recorder before this one.
        let writtenUntil: MonotonicTime?
        var items: [StreamItem] = []
        var actions: [CutterAction] = []
    }

    private struct Wishes {
        var segmentLength: Duration
        var pictureInterval: Duration
        var volume: String
        var order: RecordingOrder
    }

    private struct Turn {
        var isTaken = false
        var isWanted = false
    }

    /// Tells recorders apart, also those of one stream that follow one another.
    let number: Int
    let camera: CameraID
    let stream: StreamKind
    let tally = RecordingTallier()
    private let volumes: VolumeRegistry
    /// The threads that work for it.
    private let ownLane: Mutex<DiskLane>
    let time: any TimeSource
    let logger: Logger
    /// Held while a disk thread works for this stream.
    let state: Mutex<State>
    private let turn = Mutex(Turn())
    let use = Mutex(VolumeUse())
    private let wishes: Mutex<Wishes>
    /// Whether the gate is open: for those who must not wait for the disk.
    let writes = Atomic(false)
    let failure = LoggedTrouble<StorageError>(began: "recording is interrupted", ended: "recording goes on")
    let shortage = LoggedTrouble<StorageError>(
        began: "the disk has no room for a whole file more",
        at: .warning
    )
    let detour = LoggedTrouble<String>(
        began: "recordings go to the default volume instead of their own",
        ended: "recordings go to their own volume again"
    )

    /// - Parameter volume: to which it is recorded, as long as that can be used.
    init(
        number: Int,
        place: SegmentWriter.Place,
        volume: String,
        segmentLength: Duration,
        pictureInterval: Duration = .zero,
        order: RecordingOrder = .everything,
        writtenUntil: MonotonicTime? = nil,
        time: any TimeSource,
        logger: Logger
    ) {
        self.number = number
        camera = place.camera
        stream = place.stream
        volumes = place.volumes
        ownLane = Mutex(place.volumes.lane(of: volume))
        self.time = time
        self.logger = logger
        wishes = Mutex(
            Wishes(segmentLength: segmentLength, pictureInterval: pictureInterval, volume: volume, order: order)
        )
        let cutter = SegmentCutter(segmentLength: segmentLength)
        let writer = SegmentWriter(place: place, volume: volume)
        state = Mutex(State(cutter: cutter, writer: writer, writtenUntil: writtenUntil))
    }

    /// Counts from the next turn on; waits for no disk.
    func setSegmentLength(_ length: Duration) { wishes.withLock { $0.segmentLength = length } }

    /// Counts from the next time line on; waits for no disk.
    func setPictureInterval(_ interval: Duration) { wishes.withLock { $0.pictureInterval = interval } }

    /// Counts from the next key frame on; waits for no disk. The threads change with the next round of commits.
    func setVolume(_ name: String) { wishes.withLock { $0.volume = name } }

    /// The volume that it is to be recorded to.
    var volume: String { wishes.withLock { $0.volume } }

    var lane: DiskLane { ownLane.withLock { $0 } }

    /// Has the threads of the volume that is wanted now work for it. Only where nobody syncs it.
    /// - Returns: whether they are others than before.
    func changeLane() -> Bool {
        let wanted = volumes.lane(of: volume)
        return ownLane.withLock { lane in
            defer { lane = wanted }
            return lane.name != wanted.name
        }
    }

    /// Counts from the next turn on, which comes soon; waits for no disk.
    func setOrder(_ order: RecordingOrder) {
        let isNew = wishes.withLock { wishes in
            defer { wishes.order = order }
            return wishes.order != order
        }
        if isNew { wake() }
    }

    /// Begins to read the ring.
    func start(_ ring: StreamRing) {
        let reader = ring.makeReader(keeps: true, waking: .atMost(every: Self.wakeInterval)) { [weak self] in
            self?.wake()
        }
        let (order, now) = (wishes.withLock { $0.order }, time.wall)
        state.withLock { state in
            state.reader = reader
            follow(order, &state)
            if !state.gate.isOpen { rest(order, from: now, &state) }
        }
        wake()
    }

    /// Has the ring read on a disk thread. May be called from anywhere, as often as one likes.
    func wake() {
        let isFirst = turn.withLock { turn in
            turn.isWanted = true
            defer { turn.isTaken = true }
            return !turn.isTaken
        }
        if isFirst { lane.writers.submit { self.work() } }
    }

    private func work() {
        turn.withLock { $0.isWanted = false }
        drain()
        let goesOn = turn.withLock { turn in
            turn.isTaken = turn.isWanted
            return turn.isTaken
        }
        // Another stream's turn first.
        if goesOn { lane.writers.submit { self.work() } }
    }

    // MARK: On disk threads

    /// Reads the ring and writes what is due.
    func drain() {
        state.withLock { state in
            let wishes = wishes.withLock { $0 }
            state.cutter.segmentLength = wishes.segmentLength
            state.cutter.pictureInterval = wishes.pictureInterval
            state.writer.volume = wishes.volume
            if state.writer.isElsewhere { state.cutter.endAtNextKey() }
            resumeIfDue(&state)
            follow(wishes.order, &state)
            while let reader = state.reader, state.gate.isOpen {
                state.items.removeAll(keepingCapacity: true)
                let end = read(reader, &state)
                take(&state)
                if end == .bound { close(wishes.order, &state) }
                if end == .nothingMore { break }
            }
            state.items.removeAll(keepingCapacity: true)
            let silence = state.lastArrival.map { time.monotonic - $0 }
            if state.gate.isOverdue(at: time.wall, silence: silence) { close(wishes.order, &state) }
            flushIfDue(&state)
        }
    }

    private func read(_ reader: StreamReader, _ state: inout State) -> StreamReader.ReadEnd {
        if let until = state.gate.until {
            return reader.readBlocking(limit: Self.batch, before: until, into: &state.items)
        }
        return reader.readBlocking(limit: Self.batch, into: &state.items) ? .more : .nothingMore
    }

    private func take(_ state: inout State) {
        for item in state.items {
            if case .unit(let unit) = item {
                if let written = state.writtenUntil, unit.arrival <= written { continue }
                state.lastArrival = unit.arrival
            }
            state.cutter.take(item, into: &state.actions)
            if !state.actions.isEmpty { perform(&state) }
        }
    }

    private func flushIfDue(_ state: inout State) {
        let now = time.monotonic
        let isSilent = state.lastArrival.map { now - $0 >= Self.silence } ?? false
        let oldest = isSilent ? state.cutter.oldestHeldArrival : state.cutter.oldestArrival
        guard let oldest, now - oldest >= (isSilent ? Self.oldestWhenSilent : Self.oldestAtWake) else { return }
        state.cutter.flush(includingHeld: isSilent, into: &state.actions)
        perform(&state)
    }

    private func resumeIfDue(_ state: inout State) {
        guard let retryAt = state.retryAt, time.monotonic >= retryAt else { return }
        state.retryAt = nil
        state.cutter.isSuspended = false
    }

    /// Ends recording with what is in the ring.
    ///
    /// - Parameter reason: why, where somebody switched the stream off; nil where the program ends.
    func finish(because reason: String?) {
        drain()
        let now = time.wall
        state.withLock { state in
            state.reader = nil
            _ = state.cutter.close(.stopped, into: &state.actions)
            perform(&state)
            if let reason { state.writer.stop(at: now, .disabled, detail: reason) } else { state.writer.end(at: now) }
        }
    }

    /// Takes up what was there before this recorder. To be called once.
    func resolve(_ past: StreamPast) { state.withLock { $0.writer.resolve(past) } }
}
