import HTTPServing
import NIOCore
import NVR
import Reception

/// Looks after somebody who watches: whether he still may, and whether he still takes anything.
struct LiveWatch: Sendable {
    enum End: Sendable {
        /// The right, or what he came in with, was taken from him.
        case revoked
        /// He has taken nothing for a while.
        case stalled
    }

    /// Whether the viewer may still watch.
    let mayWatch: @Sendable () async -> Bool
    let isStalled: @Sendable () -> Bool

    /// How soon somebody sees nothing more from whom the right was taken.
    private static let interval: Duration = .seconds(5)

    /// Returns when there is a reason to end. A right is looked up anew; nothing tells of its end.
    func untilEnd() async throws -> End {
        while await mayWatch() {
            if isStalled() { return .stalled }
            try await Task.sleep(for: Self.interval)
        }
        return .revoked
    }

    /// Runs `play` until it returns, or until there is a reason to end, which the peer is told.
    func guarding(
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
                case .revoked: connection.close(.policyViolation, reason: "You may not watch this camera any more.")
                case .stalled: connection.close(.tryAgainLater, reason: "You have taken nothing for a while.")
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension LiveWatch {
    init(_ call: Call, _ recorder: Recorder, camera: String, isStalled: @escaping @Sendable () -> Bool) {
        self.init(
            mayWatch: {
                guard let principal = await recorder.people.renewed(call.visitor, showing: call.shown) else {
                    return false
                }
                return Policy.may(principal, .watchLive, .camera(camera))
            },
            isStalled: isStalled
        )
    }
}
