import NIOCore
import Synchronization

/// The open connections of one listener: counted, bounded, and closed together.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var closing = false
        var drained: EventLoopPromise<Void>?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Registers a new connection until it closes; false when it is one too many, or the listener is stopping.
    func add(_ channel: any Channel) -> Bool {
        let added = state.withLock { state in
            guard !state.closing, state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        if added { channel.closeFuture.whenComplete { _ in self.remove(channel) } }
        return added
    }

    /// Idle connections close now, busy ones after the answer they are giving.
    func quiesce() {
        let channels = state.withLock { state in
            state.closing = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    func closeAll() {
        let channels = state.withLock { state in
            state.closing = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }

    /// Succeeds once no connection is open. To be asked once, after `quiesce` or `closeAll`.
    func drained(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        let empty = state.withLock { state in
            guard !state.channels.isEmpty else { return true }
            state.drained = promise
            return false
        }
        if empty { promise.succeed() }
        return promise.futureResult
    }

    private func remove(_ channel: any Channel) {
        let drained = state.withLock { state -> EventLoopPromise<Void>? in
            state.channels[ObjectIdentifier(channel)] = nil
            guard state.channels.isEmpty else { return nil }
            defer { state.drained = nil }
            return state.drained
        }
        drained?.succeed()
    }
}
