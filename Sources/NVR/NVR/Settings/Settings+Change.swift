import Catalog
import Synchronization

extension Settings {
    /// No request needs more members: there are fewer settings.
    private static let mostChanges = 500

    /// Changes what is named, by keys as `mqtt.port`, and nothing else; `null` takes away what was set. All or nothing.
    ///
    /// - Parameter version: of the whole that the asker has seen, as an administrator is shown it; nil where he does not
    ///   care.
    /// - Returns: all settings as they are now.
    /// - Throws: `invalid` with all that is wrong, by keys; `stale` where somebody else was quicker.
    package func change(
        as principal: Principal,
        _ changes: [String: SettingValue],
        ifMatch version: String? = nil
    ) async throws -> SettingsView {
        try Policy.require(principal, .manageSystem)
        guard changes.count <= Self.mostChanges else {
            throw DomainError(.invalid, "At most \(Self.mostChanges) settings can be changed at once.")
        }
        return try await changing.run {
            let old = self.snapshot
            if let version, version != old.version(of: KnownSettings.definitions) {
                throw DomainError(
                    .stale,
                    "The settings have been changed by somebody else meanwhile: load them again, and decide anew."
                )
            }
            let new = try self.applied(changes, to: old)
            return try await self.take(new, over: old, as: principal)
        }
    }

    /// Keeps what is new, and tells everybody.
    private func take(
        _ new: SettingSnapshot,
        over old: SettingSnapshot,
        as principal: Principal
    ) async throws -> SettingsView {
        let changed = new.keysOtherThan(in: old)
        guard !changed.isEmpty else { return Self.view(of: KnownSettings.definitions, in: old) }
        try await store.write(new, over: old)
        state.withLock { state in
            // What is only shown may have come meanwhile.
            for key in changed {
                state.snapshot.values[key] = new.values[key]
                state.snapshot.secrets[key] = new.secrets[key]
            }
        }
        tell(changed)
        await services.audit.note(
            "settings.change",
            "settings",
            by: principal,
            .done,
            ["settings": changed.sorted().joined(separator: ", ")]
        )
        return Self.view(of: KnownSettings.definitions, in: snapshot)
    }

    // MARK: Checking

    private func applied(_ changes: [String: SettingValue], to old: SettingSnapshot) throws -> SettingSnapshot {
        var new = old
        var faults: [DomainError.Fault] = []
        var good: Set<String> = []
        for (key, value) in changes.sorted(by: { $0.key < $1.key }) {
            if let fault = try store.apply(value, to: key, in: &new) { faults.append(fault) } else { good.insert(key) }
        }
        let rules = SettingRules(
            values: { key in KnownSettings.byKey[key].map(new.value) ?? .null },
            hasSecret: { new.secrets[$0] != nil }
        )
        faults += rules.faults(concerning: good)
        if let error = DomainError(invalid: faults) { throw error }
        return new
    }
}
