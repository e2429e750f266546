import Catalog
import Changes
import Logging
import Synchronization

/// What can be set of the recorder in the app: kept in the catalogue, all of it checked, secrets sealed.
///
/// Reading is cheap and waits for nothing. Changes come one after the other. Thread-safe.
package final class Settings: Sendable {
    struct State {
        var snapshot: SettingSnapshot
        var followers: [@Sendable (_ changed: Set<String>) -> Void] = []
        var watchers: [UInt64: Watcher] = [:]
        var nextWatcher: UInt64 = 0
    }

    struct Watcher {
        var group: String
        var continuation: AsyncStream<Void>.Continuation
    }

    let services: DomainServices
    let store: SettingStore
    let changing = OneAtATime()
    let state: Mutex<State>

    private init(_ services: DomainServices, _ store: SettingStore, _ snapshot: SettingSnapshot) {
        self.services = services
        self.store = store
        state = Mutex(State(snapshot: snapshot))
    }

    /// Reads what is set from the catalogue. What it cannot use is logged and counts for nothing.
    static func open(_ services: DomainServices) async throws(CatalogError) -> Settings {
        let store = SettingStore(catalog: services.catalog, masterKey: services.masterKey)
        return Settings(services, store, try await store.load(services.logger))
    }

    var snapshot: SettingSnapshot { state.withLock { $0.snapshot } }

    // MARK: For the recorder itself

    /// What counts now: `settings.value(\.recording.segmentSeconds)`.
    package func value<Value>(_ path: KeyPath<KnownSettings, Setting<Value>>) -> Value {
        let setting = KnownSettings.all[keyPath: path]
        return Self.value(setting, snapshot)
    }

    /// Whether somebody has set it, so that the usual value does not count.
    func isSet<Value>(_ path: KeyPath<KnownSettings, Setting<Value>>) -> Bool {
        snapshot.values[KnownSettings.all[keyPath: path].definition.key] != nil
    }

    /// A secret in the clear, for the engine that uses it; nil where there is none.
    package func secret(_ path: KeyPath<KnownSettings, SecretSetting>) -> String? {
        let key = KnownSettings.all[keyPath: path].definition.key
        return snapshot.secrets[key].flatMap { store.open($0, of: key) }
    }

    /// Shows a value that was decided elsewhere; it is not kept.
    func show<Value>(_ path: KeyPath<KnownSettings, Setting<Value>>, _ value: SettingValue) {
        let key = KnownSettings.all[keyPath: path].definition.key
        state.withLock { $0.snapshot.values[key] = value }
    }

    /// Shows what the start decided.
    func show(_ configuration: RecorderConfiguration) {
        show(\.server.version, .text(configuration.version))
        show(\.server.dataDirectory, .text(configuration.dataDirectory))
        show(\.server.allowsLoopbackCameras, .bool(configuration.allowsLoopbackCameras))
    }

    /// Shows the addresses on which the server listens, as they are known when it does: `127.0.0.1:8080`.
    package func show(listeners: [String]) { show(\.server.listeners, .texts(listeners)) }

    private static func value<Value>(_ setting: Setting<Value>, _ snapshot: SettingSnapshot) -> Value {
        setting.read(snapshot.value(of: setting.definition)) ?? setting.usual
    }

    // MARK: Being told

    /// Calls with what counts now, and again each time when it is another, for as long as there are settings. Calls come
    /// one after the other and in the order of the changes; they must not wait for anything.
    func follow<Value>(
        _ path: KeyPath<KnownSettings, Setting<Value>>,
        _ work: @escaping @Sendable (Value) -> Void
    ) async {
        let setting = KnownSettings.all[keyPath: path]
        // Between two changes, so that none is missed and none is overtaken.
        await changing.run {
            work(Self.value(setting, self.snapshot))
            self.state.withLock { state in
                state.followers.append { [weak self] changed in
                    guard let self, changed.contains(setting.definition.key) else { return }
                    work(Self.value(setting, self.snapshot))
                }
            }
        }
    }

    /// Yields after each change of a setting of the group; several that come quickly may be one. For one task.
    package func changes(of group: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = Watcher(group: group, continuation: continuation)
            return state.nextWatcher
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
        }
        return stream
    }

    /// Tells those who follow; called between changes.
    func tell(_ changed: Set<String>) {
        let (followers, watchers) = state.withLock { ($0.followers, Array($0.watchers.values)) }
        for follower in followers { follower(changed) }
        let groups = Set(changed.compactMap { KnownSettings.byKey[$0]?.group })
        for watcher in watchers where groups.contains(watcher.group) { watcher.continuation.yield() }
        services.published(.changed, "settings")
    }

    // MARK: Seeing

    /// The settings of a group, or all that the asker may see: administrators everything, all others who are signed in
    /// the group `general`.
    ///
    /// - Throws: `notFound` where there is no such group, `forbidden` where the asker may not see it, `unproven`.
    package func view(as principal: Principal, group: String? = nil) throws(DomainError) -> SettingsView {
        let definitions = KnownSettings.definitions.filter { group == nil || $0.group == group }
        // Whoever is signed in may follow changes, and nobody else.
        try Policy.require(principal, .followChanges)
        if let group {
            if group != KnownSettings.openGroup { try Policy.require(principal, .manageSystem) }
            guard !definitions.isEmpty else {
                throw DomainError(.notFound, "There is no such group of settings.", member: "group")
            }
            return Self.view(of: definitions, in: snapshot)
        }
        let seesAll = Policy.may(principal, .manageSystem)
        let visible = definitions.filter { seesAll || $0.group == KnownSettings.openGroup }
        return Self.view(of: visible, in: snapshot)
    }

    static func view(of definitions: [SettingDefinition], in snapshot: SettingSnapshot) -> SettingsView {
        SettingsView(version: snapshot.version(of: definitions), settings: definitions.map(snapshot.view))
    }
}
