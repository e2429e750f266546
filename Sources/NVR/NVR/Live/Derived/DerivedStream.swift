import Logging
import Media
import Stream
import Synchronization
import Workers

/// One derived stream: reads a camera's ring, and fills one of its own with what a worker makes of it, for as long as it is held.
/// Where the worker is lost, the stream is interrupted and another worker is tried.
final class DerivedStream: Sendable {
    typealias Opening = @Sendable ([SessionTrack], @escaping @Sendable () -> Void) -> any DerivedSession

    private enum Stage {
        case starting
        case running
        case failed(WorkerError)
        case ended
    }

    private struct State {
        var stage = Stage.starting
        var waiting: [AsyncStream<Never>.Continuation] = []
        var figures = DerivedFigures()
    }

    let key: DerivedKey
    /// What the camera sends.
    let source: StreamRing
    /// What is made of it.
    let ring: StreamRing
    private let state: Shared
    private let task: Task<Void, Never>

    /// Of the current group of pictures, in bytes.
    private static let ringBytes = 16 << 20
    /// Gives way before any camera's own ring.
    private static let priority = -1
    /// So many items are read at a time.
    private static let batch = 8
    /// Before another worker is tried: nothing after the first was lost; then 0.5, 1, 2, … 30 s.
    private static func delay(afterFailures failures: Int) -> Duration {
        failures > 1 ? min(.milliseconds(500) * (1 << min(failures - 2, 10)), .seconds(30)) : .zero
    }

    init(
        _ key: DerivedKey,
        of source: StreamRing,
        _ options: DerivedOptions,
        for purpose: DerivedPurpose = .watching,
        time: any TimeSource,
        logger: Logger,
        opening open: @escaping Opening
    ) {
        self.key = key
        self.source = source
        let ring =
            switch purpose {
            case .watching:
                StreamRing(limits: .init(bytes: Self.ringBytes), sharing: source, priority: Self.priority)
            case .recording(_, let priority): StreamRing(sharing: source, priority: priority)
            }
        self.ring = ring
        let state = Shared()
        self.state = state
        task = Task {
            let engine = Engine(
                key: key,
                source: source,
                ring: ring,
                options: options,
                purpose: purpose,
                time: time,
                open: open
            )
            await Self.run(engine, state, logger)
        }
    }

    deinit { task.cancel() }

    /// Makes nothing more, whoever holds it; those who read it are told that it has ended.
    func end() { task.cancel() }

    // MARK: Asking

    var figures: DerivedFigures { state.mutex.withLock(\.figures) }

    /// It brings nothing more: the camera was switched off.
    var isOver: Bool { state.mutex.withLock { if case .ended = $0.stage { true } else { false } } }

    /// The last worker was lost, or none could be had, and nothing has come of another yet.
    var isFailing: Bool { state.mutex.withLock { if case .failed = $0.stage { true } else { false } } }

    /// Returns once there is something to read, or it is known why not.
    func ready() async throws(WorkerError) {
        while true {
            if Task.isCancelled { throw .cancelled }
            let (stage, change) = state.mutex.withLock { state -> (Stage, AsyncStream<Never>?) in
                guard case .starting = state.stage else { return (state.stage, nil) }
                let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
                state.waiting.append(continuation)
                return (state.stage, stream)
            }
            switch stage {
            case .running: return
            case .failed(let error): throw error
            case .ended: throw .cancelled
            case .starting: if let change { for await _ in change {} }
            }
        }
    }

    /// What its task and those who ask know of it.
    private final class Shared: Sendable {
        let mutex = Mutex(State())

        func enter(_ stage: Stage) {
            let waiting = mutex.withLock { state in
                state.stage = stage
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.finish() }
        }
    }

    // MARK: Working

    private struct Engine: Sendable {
        let key: DerivedKey
        let source: StreamRing
        let ring: StreamRing
        let options: DerivedOptions
        var purpose: DerivedPurpose
        let time: any TimeSource
        let open: Opening

        func interruption(_ error: WorkerError) -> Interruption {
            guard purpose.isRecording else {
                return Interruption(code: "worker-lost", sentence: error.description, at: time.wall)
            }
            return .notMasked("The privacy masks could not be laid over the pictures. \(error)", at: time.wall)
        }

        /// What has been made is not made again.
        mutating func goOn(after made: MonotonicTime?) {
            if let made, case .recording(_, let priority) = purpose {
                purpose = .recording(after: made, priority: priority)
            }
        }
    }

    private static func run(_ engine: Engine, _ state: Shared, _ logger: Logger) async {
        var (engine, failures) = (engine, 0)
        while !Task.isCancelled {
            let (end, hasBegun, made) = await once(engine, state)
            engine.goOn(after: made)
            guard case .failed(let error) = end else { break }
            failures = hasBegun ? 1 : failures + 1
            logger.warning(
                "a stream could not be decoded any more; another worker is tried",
                metadata: ["camera": "\(engine.key.camera)", "stream": "\(engine.key.name)", "reason": "\(error)"]
            )
            state.mutex.withLock { $0.figures.lost += 1 }
            state.enter(.failed(error))
            engine.ring.interrupt(engine.interruption(error))
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: delay(afterFailures: failures))
        }
        state.enter(.ended)
        engine.ring.end()
    }

    /// From one worker to the next.
    /// - Returns: nil where the task was cancelled; whether anything was made, and when the last came of which that was.
    private static func once(
        _ engine: Engine,
        _ state: Shared
    ) async -> (end: DerivedWork.End?, hasBegun: Bool, made: MonotonicTime?) {
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reader = engine.source.makeReader(keeps: engine.purpose.isRecording, waking: .everyUnit) {
            continuation.yield()
        }
        var work = DerivedWork(engine.key, engine.options, for: engine.purpose, into: engine.ring) { tracks in
            engine.open(tracks) { continuation.yield() }
        }
        let before = state.mutex.withLock(\.figures)
        var waits = wakes.makeAsyncIterator()
        var (items, hasMore, hasBegun) = ([StreamItem](), true, false)
        repeat {
            if let end = work.settle(at: engine.time.monotonic) { return (end, hasBegun, work.madeUntil) }
            while work.takesItems, !Task.isCancelled {
                if items.isEmpty {
                    hasMore = await reader.read(limit: batch, into: &items)
                    guard !items.isEmpty else { break }
                }
                let item = items.removeFirst()
                let isNewest = items.isEmpty && !hasMore
                if let end = work.take(item, isNewest: isNewest, at: engine.time.monotonic) {
                    return (end, hasBegun, work.madeUntil)
                }
            }
            state.mutex.withLock { $0.figures = before.adding(work.figures) }
            if work.hasBegun, !hasBegun {
                hasBegun = true
                state.enter(.running)
            }
        } while await waits.next() != nil
        return (nil, hasBegun, work.madeUntil)
    }
}

extension DerivedFigures {
    fileprivate func adding(_ other: DerivedFigures) -> DerivedFigures {
        DerivedFigures(
            pictures: pictures + other.pictures,
            leftOut: leftOut + other.leftOut,
            undecoded: undecoded + other.undecoded,
            lost: lost
        )
    }
}
