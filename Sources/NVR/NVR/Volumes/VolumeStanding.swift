import Changes
import Logging
import Media
import Storage
import Synchronization

/// How the volumes stand, for people: tells of each change, and counts.
final class VolumeStanding: Sendable {
    typealias Mend = @Sendable (_ volume: String, any MediaStore, _ since: WallTime?) async -> Bool

    private struct State {
        var names: [String: String] = [:]
        var removed: Set<String> = []
        /// How often each was lost, since the start of the program.
        var losses: [String: Int] = [:]
        var mend: Mend?
    }

    private let services: DomainServices
    private let state = Mutex(State())

    init(_ services: DomainServices) { self.services = services }

    /// What brings a volume that is back in line; until it is known, none comes back.
    func setMend(_ mend: @escaping Mend) { state.withLock { $0.mend = mend } }

    func mend(_ volume: String, _ store: any MediaStore, since: WallTime?) async -> Bool {
        guard let mend = state.withLock({ $0.mend }) else { return false }
        return await mend(volume, store, since)
    }

    /// What people call a volume.
    func name(_ id: String, _ name: String, isRemoved: Bool) {
        state.withLock { state in
            state.names[id] = name
            if isRemoved { state.removed.insert(id) } else { state.removed.remove(id) }
        }
    }

    func name(of id: String) -> String { state.withLock { $0.names[id] } ?? id }

    var losses: [String: Int] { state.withLock { $0.losses } }

    /// A volume stands otherwise than before.
    func note(_ news: VolumeRegistry.News) {
        let isLost = news.before == .ready
        if isLost { state.withLock { $0.losses[news.volume, default: 0] += 1 } }
        services.published(.state, EventObject.volume, id: news.volume)
        let metadata: Logger.Metadata = [
            "volume": "\(news.volume)", "state": "\(news.status.state.rawValue)",
            "reason": "\(news.status.reason ?? "")",
        ]
        switch news.status.state {
        case .ready: services.logger.notice("a volume can be used", metadata: ["volume": "\(news.volume)"])
        case .returning: services.logger.notice("a volume is back, and is looked through", metadata: metadata)
        default:
            services.logger.error(
                "a volume cannot be used: what should go there goes to the default volume",
                metadata: metadata
            )
        }
    }

    /// What is wrong, in sentences.
    func problems(_ registry: VolumeRegistry) -> [String] {
        let (names, removed) = state.withLock { ($0.names, $0.removed) }
        return registry.names.compactMap { id in
            guard let status = registry.status(of: id) else { return nil }
            let name = names[id] ?? id
            guard removed.contains(id) else { return VolumeWords.sentence(name, status.state) }
            return registry.store(of: id) == nil ? VolumeWords.sentenceOfRemoved(name) : nil
        }
    }
}
