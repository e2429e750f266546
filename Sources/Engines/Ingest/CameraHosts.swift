import Media
package import Stream
import Synchronization

/// Who may connect when. Of each device only one stream is between connecting and playing at a time, because cheap cameras
/// crash otherwise; of all devices a bounded number, the most important first; and a host that still sends an old stream
/// is left alone for a while.
///
/// A host is one with its port: behind one router's address are many cameras, which must not bar one another.
///
/// Thread-safe; one for all streams of the recorder.
package final class CameraHosts: Sendable {
    private struct Waiter {
        var number: Int
        var host: String
        var priority: Int
        var answer: CheckedContinuation<Bool, Never>
    }

    private struct State {
        /// Hosts that somebody is connecting to.
        var taken: Set<String> = []
        /// The most important first, among equals the one that came first.
        var waiters: [Waiter] = []
        /// Until then no new session with the host is begun.
        var staleUntil: [String: MonotonicTime] = [:]
        /// When data came the last time that nobody had asked for.
        var strayDataAt: [String: MonotonicTime] = [:]
        /// How often the host was left alone in a row.
        var quarantines: [String: Int] = [:]

        /// Takes the first waiter off whose turn it is.
        mutating func next() -> Waiter? {
            guard taken.count < CameraHosts.mostAtOnce,
                let index = waiters.firstIndex(where: { !taken.contains($0.host) })
            else { return nil }
            taken.insert(waiters[index].host)
            return waiters.remove(at: index)
        }
    }

    /// Streams that are between connecting and playing at the same time, of all hosts.
    private static let mostAtOnce = 64
    /// So long live555 before 2017.06.04 keeps a session that nobody reads.
    package static let staleTime: Duration = .seconds(65)
    /// A second time within this long, and it is no accident.
    private static let strayMemory: Duration = .seconds(600)
    /// If waiting did not help so often, it is not what helps: a stream among another's packets is better than none.
    private static let mostQuarantines = 2

    private let time: any TimeSource
    private let state = Mutex(State())
    private let numbers = Atomic(0)

    package init(time: any TimeSource) { self.time = time }

    /// The right to connect to a host, given back by ``end()`` or by letting go of it.
    final class Turn: Sendable {
        private let hosts: CameraHosts
        private let host: String
        private let hasEnded = Atomic(false)

        fileprivate init(_ hosts: CameraHosts, _ host: String) {
            self.hosts = hosts
            self.host = host
        }

        func end() {
            if !hasEnded.exchange(true, ordering: .relaxed) { hosts.release(host) }
        }

        deinit { end() }
    }

    /// Waits until it is this stream's turn; nil if the task is cancelled first.
    func turn(at host: String, priority: Int) async -> Turn? {
        let number = numbers.add(1, ordering: .relaxed).newValue
        let isGranted = await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                let next = state.withLock { state -> Waiter? in
                    let waiter = Waiter(number: number, host: host, priority: priority, answer: answer)
                    let place = state.waiters.firstIndex { $0.priority < priority } ?? state.waiters.endIndex
                    state.waiters.insert(waiter, at: place)
                    if Task.isCancelled { return nil }
                    return state.next()
                }
                next?.answer.resume(returning: true)
                // The handler below may have run before there was anything to take off.
                if Task.isCancelled { giveUp(number) }
            }
        } onCancel: {
            giveUp(number)
        }
        return isGranted ? Turn(self, host) : nil
    }

    private func giveUp(_ number: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.answer.resume(returning: false)
    }

    private func release(_ host: String) {
        let next = state.withLock { state in
            state.taken.remove(host)
            return state.next()
        }
        next?.answer.resume(returning: true)
    }

    /// Streams that wait for their turn.
    var waiting: Int { state.withLock { $0.waiters.count } }

    // MARK: Stale sessions

    /// A session with this host got data of a stream that it never asked for.
    ///
    /// - Parameter isKnownFault: the server says itself that it is one which does that. Any other is believed the second
    ///   time.
    /// - Returns: whether the host is left alone now.
    func noteStrayData(from host: String, isKnownFault: Bool) -> Bool {
        let now = time.monotonic
        return state.withLock { state in
            let last = state.strayDataAt.updateValue(now, forKey: host)
            let isAgain = last.map { now - $0 <= Self.strayMemory } == true
            if !isAgain { state.quarantines[host] = nil }
            guard isKnownFault || isAgain, state.quarantines[host, default: 0] < Self.mostQuarantines else {
                return false
            }
            state.quarantines[host, default: 0] += 1
            state.staleUntil[host] = now + Self.staleTime
            return true
        }
    }

    /// How long the host is still to be left alone; nil if it is not.
    func staleTime(of host: String) -> Duration? {
        let now = time.monotonic
        return state.withLock { state in
            guard let until = state.staleUntil[host] else { return nil }
            if until > now { return until - now }
            state.staleUntil[host] = nil
            return nil
        }
    }
}
