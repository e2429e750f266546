package import HTTPServing
import NIOCore
package import NVR

/// Looks after somebody who watches: whether he still may, and whether he still takes anything.
package struct LiveWatch: Sendable {
    package enum End: Sendable {
        /// The right, or what he came in with, was taken from him.
        case revoked
        /// He has taken nothing for a while.
        case stalled
    }

    /// Whether the viewer may still watch what he is given.
    private let mayWatch: @Sendable () async -> Bool
    /// When that must be looked up at once.
    private let changes: AsyncStream<Void>
    private let isStalled: @Sendable () -> Bool

    /// How soon somebody sees nothing more from whom the right was taken.
    private static let interval: Duration = .seconds(5)

    package init(
        mayWatch: @escaping @Sendable () async -> Bool,
        changes: AsyncStream<Void>,
        isStalled: @escaping @Sendable () -> Bool
    ) {
        self.mayWatch = mayWatch
        self.changes = changes
        self.isStalled = isStalled
    }

    /// Returns when there is a reason to end. A right is looked up anew; nothing tells of its end. Of masks that are changed
    /// it is told.
    package func untilEnd() async throws -> End {
        try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                while await mayWatch() {
                    if isStalled() { return .stalled }
                    try await Task.sleep(for: Self.interval)
                }
                return .revoked
            }
            group.addTask {
                for await _ in changes {
                    if await !mayWatch() { return .revoked }
                }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let end = try await group.next() else { throw CancellationError() }
            return end
        }
    }

    /// Runs `play` until it returns, or until there is a reason to end, which the peer is told.
    package func guarding(
        _ connection: WebSocketConnection,
        play: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await play()
                    connection.close(.goingAway, reason: "The stream has ended.")
                } catch is WebSocketClosed {
                    // The viewer left.
                }
            }
            group.addTask {
                switch try await untilEnd() {
                case .revoked: connection.close(.policyViolation, reason: "You may not watch this any more.")
                case .stalled: connection.close(.tryAgainLater, reason: "You have taken nothing for a while.")
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension LiveWatch {
    package init(
        _ call: Call,
        _ recorder: Recorder,
        _ viewing: Viewing,
        isStalled: @escaping @Sendable () -> Bool
    ) {
        self.init(
            mayWatch: {
                guard let principal = await recorder.people.renewed(call.visitor, showing: call.shown) else {
                    return false
                }
                return viewing.mayGoOn(principal)
            },
            changes: viewing.changes,
            isStalled: isStalled
        )
    }
}
