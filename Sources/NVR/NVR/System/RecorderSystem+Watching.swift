import Changes
import Media
import Synchronization

/// How a camera stands, as far as a change of it is worth telling.
struct CameraStand: Hashable, Sendable {
    var state: CameraStatus.State
    var reason: String
    /// What came, but for numbers that always change.
    var streams: [String: CameraStatus.State]

    init(_ status: CameraStatus) {
        state = status.state
        reason = status.reason
        streams = [:]
        streams["main"] = status.main?.state
        streams["sub"] = status.sub?.state
    }
}

extension RecorderSystem {
    /// How often the cameras are looked at. Their own event loops are not asked to tell anyone.
    private static let interval: Duration = .seconds(1)

    /// Tells those who follow when a camera stands differently, until the task is cancelled.
    func watch() async {
        await look()
        // Fails when it is cancelled, which ends the loop.
        while (try? await Task.sleep(for: Self.interval)) != nil { await look() }
    }

    /// One look: what has changed since the one before is told.
    func look() async {
        let stands = await parts.figures().cameras.mapValues { CameraStand($0.status) }
        let earlier = state.withLock { state in
            defer { state.stands = stands }
            return state.stands
        }
        for id in Set(stands.keys).union(earlier.keys).sorted() where stands[id] != earlier[id] {
            services.published(.state, EventObject.camera, id: id)
        }
    }
}
