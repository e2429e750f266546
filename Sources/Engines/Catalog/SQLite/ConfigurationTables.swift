import GRDB

/// The configuration, which lies in the tables of the others.
enum ConfigurationTables {
    static func read(_ db: Database) throws -> CatalogConfiguration {
        let settings = try Row.fetchAll(db, sql: #"SELECT "key", value FROM setting"#)
        let cameras = try Row.fetchAll(db, sql: "SELECT \(CameraTable.columns) FROM camera").map(CameraTable.record)
        let volumes = try Row.fetchAll(db, sql: "SELECT \(VolumeTable.columns) FROM volume").map(VolumeTable.record)
        var codes: [Int64: Set<[UInt8]>] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT user, hash FROM recovery_code WHERE used_at IS NULL") {
            codes[row[0], default: []].insert((row[1] as Blob).bytes)
        }
        let accounts = try UserTable.all(db).map { user in
            (user.id, CatalogConfiguration.Account(user: user, recoveryCodes: codes[user.id.number] ?? []))
        }
        let last = try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'user'") ?? 0
        return CatalogConfiguration(
            settings: Dictionary(uniqueKeysWithValues: settings.map { ($0[0], $0[1]) }),
            cameras: Dictionary(uniqueKeysWithValues: cameras.map { ($0.id, $0) }),
            volumes: Dictionary(uniqueKeysWithValues: volumes.map { ($0.id, $0) }),
            areas: try AreaTable.all(db),
            numbers: try NumberTable.configured(db),
            accounts: Dictionary(uniqueKeysWithValues: accounts),
            apiKeys: try Row.fetchAll(db, sql: APIKeyTable.all).map(APIKeyTable.record),
            nextUser: UserID(number: last + 1)
        )
    }

    static func write(_ difference: ConfigurationDifference, _ db: Database) throws {
        for (key, value) in difference.settings { try SettingTable.change(key, to: value, db) }
        // A name that one gives up another may take.
        for volume in difference.changedVolumes { try VolumeTable.update(volume, db) }
        for volume in difference.newVolumes { try VolumeTable.insert(volume, db) }
        for camera in difference.newCameras { try CameraTable.insert(camera, db) }
        for camera in difference.changedCameras { try CameraTable.update(camera, db) }
        for (key, areas) in difference.changedAreas {
            let sql = "SELECT EXISTS (SELECT 1 FROM camera WHERE id = ?)"
            guard try Bool.fetchOne(db, sql: sql, arguments: [key.camera.text]) == true else {
                throw CatalogError.unknownCamera(key.camera, of: "An area")
            }
            try AreaTable.replace(key, with: areas, db)
        }
        try NumberTable.give(difference.changedNumbers, db)
        // Before accounts, some of which may take keys along.
        for key in difference.removedKeys {
            try db.execute(sql: "DELETE FROM api_key WHERE id = ?", arguments: [key.number])
        }
        for account in difference.newAccounts {
            let user = try UserTable.insert(account.user, onlyAsFirst: false, db)
            guard user.id == account.user.id else { throw CatalogError.stale("The number of the next account") }
            try UserTable.setRecoveryCodes(Array(account.recoveryCodes), of: user.id, db)
        }
        for account in difference.changedAccounts {
            let consequences = UserConsequences(sessions: .ended, recoveryCodes: Array(account.recoveryCodes))
            _ = try UserTable.update(account.user, consequences, db)
        }
        for id in difference.removedAccounts { try UserTable.delete(id, version: nil, db) }
        for key in difference.newKeys {
            do {
                _ = try APIKeyTable.insert(key, db)
            } catch let error as DatabaseError where error.isConflict {
                throw CatalogError.exists("the API key \(key.name)")
            }
        }
    }
}

extension SQLiteCatalog {
    package func configuration() async throws(CatalogError) -> CatalogConfiguration {
        try await read(ConfigurationTables.read)
    }

    package func changeConfiguration<Outcome: Sendable>(
        _ change: @escaping @Sendable (inout CatalogConfiguration) -> Outcome
    ) async throws(CatalogError) -> Outcome {
        try await write { db in
            let old = try ConfigurationTables.read(db)
            var new = old
            let outcome = change(&new)
            try ConfigurationTables.write(ConfigurationDifference(from: old, to: new), db)
            return outcome
        }
    }
}
