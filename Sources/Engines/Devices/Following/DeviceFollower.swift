import Media
package import ONVIF
package import Stream
import Synchronization

/// Follows what a device tells of what happens before it, through its restarts and its clock's steps, for as long as it runs.
package struct DeviceFollower: Sendable {
    package enum State: Hashable, Sendable {
        case following
        /// It cannot be followed now, and is tried again.
        case waiting(String)
        /// This device tells nothing by pulling.
        case impossible(String)
    }

    package enum News: Hashable, Sendable {
        case edge(EventEdges.Edge)
        case state(State)
    }

    private let client: DeviceClient
    private let time: any TimeSource

    /// A device may hold back its answer for 20 s; what takes much longer is lost.
    private static let pullPatience = Duration.seconds(32)
    /// So long what goes on is taken to go on although nothing is heard of it.
    private static let benefit = Duration.seconds(30)
    /// Between two wrong passwords: devices lock out those who try.
    private static let passwordPause = Duration.seconds(300)
    /// After it said that it cannot; a new firmware may.
    private static let hopelessPause = Duration.seconds(1800)
    private static let goodbye = Duration.seconds(2)
    private static let mostNews = 4096

    package init(_ client: DeviceClient, time: any TimeSource) {
        self.client = client
        self.time = time
    }

    /// What goes on, between the two who look after it.
    private final class Keeper: Sendable {
        private let edges = Mutex(EventEdges())
        let told: AsyncStream<News>.Continuation

        init(_ told: AsyncStream<News>.Continuation) { self.told = told }

        func update(_ change: (inout EventEdges) -> [EventEdges.Edge]) {
            // Within the lock, so that a beginning is never told after its end.
            edges.withLock { edges in for edge in change(&edges) { told.yield(.edge(edge)) } }
        }
    }

    /// Until the task is cancelled; then all that goes on has ended, and the device has been told goodbye.
    ///
    /// - Parameter tell: called with one thing after the other.
    package func run(_ tell: @escaping @Sendable (News) async -> Void) async {
        let (news, told) = AsyncStream.makeStream(of: News.self, bufferingPolicy: .bufferingOldest(Self.mostNews))
        let keeper = Keeper(told)
        // A task of its own, so that the last ends are told although this one is cancelled.
        let telling = Task { for await item in news { await tell(item) } }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follow(keeper) }
            group.addTask {
                // The beat itself: what nobody ends is ended by the clock.
                while (try? await Task.sleep(for: .seconds(1))) != nil {
                    let now = time.monotonic
                    keeper.update { $0.expire(at: now) }
                }
            }
            await group.waitForAll()
        }
        let now = time.monotonic
        keeper.update { $0.lost(at: now) }
        told.finish()
        await telling.value
    }

    private func follow(_ keeper: Keeper) async {
        var point = PullPoint()
        var lostAt: MonotonicTime?
        while !Task.isCancelled {
            do throws(DeviceError) {
                let hasAnswered = try await act(&point, keeper)
                if hasAnswered { lostAt = nil }
            } catch {
                guard !Task.isCancelled else { break }
                let now = time.monotonic
                if case .answered(let reason) = error {
                    point.failed(reason, at: now)
                } else {
                    point.unreachable(at: now)
                }
                lostAt = lostAt ?? now
                keeper.told.yield(.state(.waiting(error.description)))
                if error.isAboutPassword { await pause(Self.passwordPause) }
            }
            let now = time.monotonic
            if let since = lostAt, now - since >= Self.benefit { keeper.update { $0.lost(at: now) } }
        }
        guard let reference = point.reference else { return }
        // Devices have few subscriptions to give; this one goes also when nobody waits for its going.
        let client = client
        await Task { _ = try? await client.ask(EventService.Unsubscribe(), at: reference, within: Self.goodbye) }.value
    }

    /// Does what is next. Returns whether the device has answered.
    private func act(_ point: inout PullPoint, _ keeper: Keeper) async throws(DeviceError) -> Bool {
        let asked = time.monotonic
        switch point.next(at: asked) {
        case .create(let question):
            let answer = try await client.ask(question)
            point.created(answer, askedAt: asked)
            guard point.reference != nil else { return false }
            let now = time.monotonic
            keeper.update { edges in
                edges.subscribed(at: now)
                return []
            }
            keeper.told.yield(.state(.following))
        case .pull(let question, let reference):
            let answer = try await client.ask(question, at: reference, within: Self.pullPatience)
            let now = time.monotonic
            for notification in point.pulled(answer, askedAt: asked, now: now) {
                keeper.update { $0.take(notification, at: now) }
            }
        case .renew(let question, let reference):
            let answer = try await client.ask(question, at: reference)
            point.renewed(answer, askedAt: asked)
        case .wait(let until):
            // A look in between, so that what has been lost for long is ended.
            await pause(min(until - asked, .seconds(5)))
            return false
        case .giveUp(let error):
            keeper.told.yield(.state(.impossible(error.description)))
            await pause(Self.hopelessPause)
            point = PullPoint()
            return false
        }
        return true
    }

    /// Cut short by being cancelled alone, which whoever waits looks at.
    private func pause(_ duration: Duration) async { try? await Task.sleep(for: max(duration, .zero)) }
}
