import HLS
import Media
import Stream
import Synchronization

/// A stream in one container, made once for all who watch it, for as long as ``run()`` runs.
///
/// Thread-safe. One lock, held for the time of taking up a part or of looking one up.
final class LiveHLSStream: Sendable {
    private struct State {
        var window: LiveHLSWindow
        var waiters = LiveHLSWaiters()
        var nextWaiter = 0
        /// Items that were read from the ring.
        var taken = 0
        /// Rises with every change of the window.
        var version = 0
        let begun: MonotonicTime
        var lastAsked: MonotonicTime
        var frameRate: Int
        var rhythm: LiveHLSRhythm?
        var isOver = false
        /// By whether it skips what the client knows; of this version.
        var texts: [Bool: String] = [:]
    }

    let ring: StreamRing
    private let flavour: LiveHLSFlavour
    private let isQuick: Bool
    private let limits: LiveHLSLimits
    private let time: any TimeSource
    private let state: Mutex<State>
    private let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - base: the number of the first segment.
    ///   - rhythm: where it is known from before.
    init(
        _ ring: StreamRing,
        _ flavour: LiveHLSFlavour,
        isQuick: Bool,
        _ limits: LiveHLSLimits,
        base: Int,
        rhythm: LiveHLSRhythm?,
        time: any TimeSource
    ) {
        self.ring = ring
        self.flavour = flavour
        self.isQuick = isQuick
        self.limits = limits
        self.time = time
        let window = LiveHLSWindow(flavour, limits, base: base)
        state = Mutex(
            State(window: window, begun: time.monotonic, lastAsked: time.monotonic, frameRate: 0, rhythm: rhythm)
        )
        (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Being made

    /// Makes segments until ``stop()``, until the stream has ended, or until the task is cancelled.
    func run() async {
        var reader = LiveHLSReader(ring, wakes, continuation)
        var maker = LiveHLSMaker(flavour, isQuick: isQuick, limits, rhythm: rhythm)
        var actions: [LiveHLSAction] = []
        while !isOver, let items = await reader.next() {
            maker.setFrameRate(state.withLock { $0.frameRate })
            for item in items { maker.take(item, into: &actions) }
            take(actions, of: items.count, maker.rhythm)
            actions.removeAll(keepingCapacity: true)
        }
        stop()
    }

    private func take(_ actions: [LiveHLSAction], of items: Int, _ rhythm: LiveHLSRhythm?) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.taken += items
            guard !actions.isEmpty else { return [] }
            for action in actions {
                state.window.apply(action)
                if case .end = action { state.isOver = true }
            }
            if state.window.isBroken { state.isOver = true }
            if let rhythm { state.rhythm = rhythm }
            state.version += 1
            state.texts = [:]
            return state.waiters.takeAll()
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Ends the making; whoever waits is told.
    func stop() {
        let waiting = state.withLock { state in
            state.isOver = true
            return state.waiters.takeAll()
        }
        for waiter in waiting { waiter.resume() }
        continuation.finish()
    }

    // MARK: How it is

    var isOver: Bool { state.withLock { $0.isOver } }
    var rhythm: LiveHLSRhythm? { state.withLock { $0.rhythm } }
    /// The number that a segment gets next, or more.
    var nextNumber: Int { state.withLock { ($0.window.playlist?.lastSequence ?? 0) + 2 } }

    /// Since when nobody has asked; nil where somebody waits for an answer.
    func idle(at now: MonotonicTime) -> Duration? {
        state.withLock { $0.waiters.count > 0 ? nil : now - $0.lastAsked }
    }

    /// So long it may be idle: players ask for the playlist once a target duration.
    var patience: Duration {
        let target = state.withLock { $0.window.playlist?.targetDuration ?? 0 }
        return max(limits.idle, .seconds(3 * target))
    }

    var figures: (taken: Int, segments: Int, bytes: Int, waiting: Int) {
        state.withLock { ($0.taken, $0.window.segments, $0.window.bytes, $0.waiters.count) }
    }

    /// Lets those go whose time is over.
    func expire(at now: MonotonicTime) {
        let overdue = state.withLock { $0.waiters.takeOverdue(at: now) }
        for waiter in overdue { waiter.resume() }
    }

    // MARK: Being asked

    /// - Parameter limit: pictures a second; 0 for all.
    func setFrameRate(_ limit: Int) { state.withLock { $0.frameRate = limit } }

    /// What was found, and whether it was waited for: long enough for a right to be taken away.
    typealias Waited<Answer> = (found: Answer, hasWaited: Bool)

    private enum Step<Answer: Sendable>: Sendable {
        case answer(Answer)
        case fail(LiveHLSError)
        /// Until then, or until the window changes.
        case wait(until: MonotonicTime)
    }

    /// When somebody has asked, and how late it is.
    private struct Asking {
        var begun: MonotonicTime
        var now: MonotonicTime

        func wait<Answer>(for patience: Duration, _ state: borrowing State) -> Step<Answer> {
            if state.isOver { return .fail(.ended) }
            return now < begun + patience ? .wait(until: begun + patience) : .fail(.late)
        }
    }

    /// The playlist, as soon as it has what is asked for.
    func playlist(_ request: ReloadRequest) async throws(LiveHLSError) -> Waited<String> {
        try await answer { state, asking in
            guard let playlist = state.window.playlist, state.window.told > 0 else {
                return asking.wait(for: limits.firstPlaylist, state)
            }
            let published = state.begun + limits.firstPatience
            if state.window.told < limits.firstSegments, asking.now < published, !playlist.hasEnded {
                return .wait(until: published)
            }
            switch playlist.answer(to: request) {
            case .now: return .answer(Self.text(of: playlist, skippingOlder: request.skipsOlder, &state))
            case .tooFarAhead: return .fail(.tooFarAhead)
            case .later: return asking.wait(for: .seconds(3 * playlist.targetDuration), state)
            }
        }
    }

    private static func text(of playlist: MediaPlaylist, skippingOlder: Bool, _ state: inout State) -> String {
        if let text = state.texts[skippingOlder] { return text }
        let text = playlist.text(skippingOlder: skippingOlder)
        state.texts[skippingOlder] = text
        return text
    }

    /// The bytes of a file, in order; of the part that is about to come, as soon as it is there.
    func file(_ name: LiveHLSName) async throws(LiveHLSError) -> Waited<[Bytes]> {
        try await answer { state, asking in
            switch state.window.find(name) {
            case .bytes(let bytes): return .answer(bytes)
            case .missing: return .fail(.noSuchFile)
            case .awaited:
                return asking.wait(for: .seconds(3 * (state.window.playlist?.targetDuration ?? 1)), state)
            }
        }
    }

    private func answer<Answer: Sendable>(
        _ look: (inout State, Asking) -> Step<Answer>
    ) async throws(LiveHLSError) -> Waited<Answer> {
        let begun = time.monotonic
        var hasWaited = false
        while true {
            let now = time.monotonic
            let (step, version) = state.withLock { state in
                state.lastAsked = now
                return (look(&state, Asking(begun: begun, now: now)), state.version)
            }
            switch step {
            case .answer(let answer): return (answer, hasWaited)
            case .fail(let error): throw error
            case .wait(let deadline):
                hasWaited = true
                try await wait(until: deadline, after: version)
            }
        }
    }

    /// Until the window has changed, or it is so late.
    private func wait(until deadline: MonotonicTime, after version: Int) async throws(LiveHLSError) {
        let number = try place()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    guard state.version == version, !state.isOver, !Task.isCancelled else { return true }
                    state.waiters.add(number, until: deadline, continuation)
                    return false
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.take(number) }?.resume()
        }
        // Whoever asked is gone.
        if Task.isCancelled { throw .late }
    }

    private func place() throws(LiveHLSError) -> Int {
        let number = state.withLock { state -> Int? in
            guard state.waiters.count < limits.waiters else { return nil }
            state.nextWaiter += 1
            return state.nextWaiter
        }
        guard let number else { throw .tooManyWait }
        return number
    }
}
