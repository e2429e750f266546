extension InMemoryCatalog {
    package func configuration() async throws(CatalogError) -> CatalogConfiguration { try read { $0.configuration } }

    package func changeConfiguration<Outcome: Sendable>(
        _ change: @escaping @Sendable (inout CatalogConfiguration) -> Outcome
    ) async throws(CatalogError) -> Outcome {
        try write { (state) throws(CatalogError) in
            let old = state.configuration
            var new = old
            let outcome = change(&new)
            let hadAdministrator = old.accounts.values.contains(where: \.user.isEnabledAdministrator)
            try state.carryOut(ConfigurationDifference(from: old, to: new))
            guard !hadAdministrator || state.users.values.contains(where: \.record.isEnabledAdministrator) else {
                throw .lastAdministrator
            }
            return outcome
        }
    }
}

extension InMemoryCatalog.State {
    fileprivate var configuration: CatalogConfiguration {
        CatalogConfiguration(
            settings: settings,
            cameras: cameras,
            volumes: volumes,
            areas: areas,
            numbers: numbers.filter { NumberedThing.Kind.configured.contains($0.key.kind) },
            accounts: users.mapValues { .init(user: $0.record, recoveryCodes: $0.recoveryCodes) },
            apiKeys: apiKeys.values.sorted { $0.id < $1.id },
            nextUser: UserID(number: lastUser + 1)
        )
    }

    fileprivate mutating func carryOut(_ difference: ConfigurationDifference) throws(CatalogError) {
        for (key, value) in difference.settings { settings[key] = value }
        for volume in difference.changedVolumes + difference.newVolumes { try put(volume) }
        for camera in difference.newCameras + difference.changedCameras { cameras[camera.id] = camera }
        for (key, areas) in difference.changedAreas {
            guard cameras[key.camera] != nil else { throw .unknownCamera(key.camera, of: "An area") }
            try put(areas, key)
        }
        let given = difference.changedNumbers
        let taken = Set(given.values)
        numbers = numbers.filter { !taken.contains($0.value) }.merging(given) { _, new in new }
        lastNumber = max(lastNumber, taken.max() ?? 0)
        for key in difference.removedKeys { apiKeys[key] = nil }
        for account in difference.newAccounts {
            lastUser += 1
            guard account.user.id == UserID(number: lastUser) else {
                throw .stale("The number of the next account")
            }
            try put(account, version: 1, step: nil)
        }
        for account in difference.changedAccounts {
            let old = users[account.user.id]
            let keepsStep = old?.record.sealedSecondFactor == account.user.sealedSecondFactor
            try put(account, version: account.user.version + 1, step: keepsStep ? old?.lastStep : nil)
            sessions = sessions.filter { $0.value.user != account.user.id }
        }
        for id in difference.removedAccounts {
            users[id] = nil
            sessions = sessions.filter { $0.value.user != id }
            apiKeys = apiKeys.filter { $0.value.user != id }
        }
        for var key in difference.newKeys {
            guard users[key.user] != nil else { throw .noUser(key.user) }
            guard !apiKeys.values.contains(where: { $0.secretHash == key.secretHash }) else {
                throw .exists("the API key \(key.name)")
            }
            lastAPIKey += 1
            key.id = APIKeyID(number: lastAPIKey)
            apiKeys[key.id] = key
        }
    }

    private mutating func put(
        _ account: CatalogConfiguration.Account,
        version: Int64,
        step: Int64?
    ) throws(CatalogError) {
        try check(account.user)
        var user = InMemoryUser(record: account.user, lastStep: step, recoveryCodes: account.recoveryCodes)
        user.record.version = version
        user.preferences = users[account.user.id]?.preferences ?? [:]
        users[account.user.id] = user
    }
}
