import Synchronization
import WorkerChannel

/// The privacy masks of all cameras as they are at this moment, in memory: every way out asks here what somebody sees of a
/// camera, and goes on asking while he watches.
///
/// Thread-safe.
package final class MaskBook: Sendable {
    private struct State {
        var masks: [String: [PrivacyMask]] = [:]
        /// Of those masks that are enabled, as workers want them; no camera without any.
        var shapes: [String: [MaskPolygon]] = [:]
        var watchers: [String: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var nextWatcher: UInt64 = 0
        var followers: [@Sendable (String) async -> Void] = []
    }

    private let state = Mutex(State())
    /// One change after the other.
    let changing = OneAtATime()

    package init() {}

    // MARK: Asking

    /// By the camera's id; also of one that was removed, whose recordings and snapshots are still there.
    func masks(of camera: String) -> [PrivacyMask] { state.withLock { $0.masks[camera] ?? [] } }

    /// What of a camera is hidden from those who may not see it; empty where nothing is.
    func shapes(of camera: String) -> [MaskPolygon] { state.withLock { $0.shapes[camera] ?? [] } }

    /// What somebody sees of a camera now.
    ///
    /// - Parameter asMasked: whether he wants to see it as those do who may not see what masks hide.
    func sight(of camera: String, for principal: Principal, asMasked: Bool = false) -> Sight {
        guard let shapes = state.withLock({ $0.shapes[camera] }) else { return .original }
        let isOriginal = !asMasked && Policy.may(principal, .seeUnmasked, .camera(camera))
        return isOriginal ? .original : .masked(shapes)
    }

    func viewing(of camera: String, for principal: Principal, asMasked: Bool = false) -> Viewing {
        let sight = sight(of: camera, for: principal, asMasked: asMasked)
        return Viewing(camera: camera, principal: principal, isAsMasked: asMasked, sight: sight, book: self)
    }

    /// Passes where somebody sees the camera as it is: for what cannot be masked.
    ///
    /// - Parameter what: what it is that he wants, in the plural.
    /// - Throws: `forbidden`.
    func requireOriginal(of camera: String, for principal: Principal, _ what: String) throws(DomainError) -> Viewing {
        let viewing = viewing(of: camera, for: principal)
        guard viewing.sight.isMasked else { return viewing }
        var error = DomainError(
            .forbidden,
            "The camera \"\(camera)\" has privacy masks, and its \(what) show what they hide. They can be given only to those "
                + "who may see that. Masked, you can watch the camera live, and play what was recorded as H.264 (video=h264); "
                + "or ask an administrator for the right \"unmasked\"."
        )
        error.denial = DomainError.Denial(.seeUnmasked, .camera(camera))
        throw error
    }

    /// Tells of each change of a camera's masks, until it is no more iterated.
    func changes(of camera: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextWatcher += 1
            state.watchers[camera, default: [:]][state.nextWatcher] = continuation
            return state.nextWatcher
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                state.watchers[camera]?[number] = nil
                if state.watchers[camera]?.isEmpty == true { state.watchers[camera] = nil }
            }
        }
        return stream
    }

    // MARK: Changing

    /// - Parameter follower: ends what shows a camera as it is shown no more; returns when it has.
    func follow(_ follower: @escaping @Sendable (String) async -> Void) {
        state.withLock { $0.followers.append(follower) }
    }

    /// Counts from now on: when it returns, nothing more is given to anyone that he may not see any more.
    func set(_ masks: [PrivacyMask], of camera: String) async {
        let (isOther, watchers, followers) = state.withLock { state in
            let shapes = masks.filter(\.isEnabled).map(\.shape)
            let isOther = state.shapes[camera] ?? [] != shapes
            state.masks[camera] = masks.isEmpty ? nil : masks
            state.shapes[camera] = shapes.isEmpty ? nil : shapes
            return (isOther, Array((state.watchers[camera] ?? [:]).values), state.followers)
        }
        guard isOther else { return }
        for watcher in watchers { watcher.yield() }
        for follower in followers { await follower(camera) }
    }

    /// Takes up all masks that are kept, in the place of those that it knows.
    func load(_ kept: [String: [PrivacyMask]]) async {
        let known = state.withLock { Set($0.masks.keys) }
        for camera in known.union(kept.keys).sorted() { await set(kept[camera] ?? [], of: camera) }
    }
}
