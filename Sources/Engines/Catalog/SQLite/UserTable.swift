import GRDB
package import Media

/// The accounts, their rights on cameras, and their recovery codes.
enum UserTable {
    static func create(_ db: Database) throws {
        // AUTOINCREMENT: the number of a deleted account, which the audit log still names, is not used again.
        try db.execute(
            sql: """
                CREATE TABLE user (
                    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
                    version INTEGER NOT NULL,
                    username TEXT NOT NULL,
                    name_key TEXT NOT NULL UNIQUE,
                    display_name TEXT NOT NULL,
                    email TEXT,
                    role TEXT NOT NULL CHECK (role IN ('administrator', 'operator', 'viewer')),
                    is_enabled INTEGER NOT NULL,
                    may_unmask INTEGER NOT NULL,
                    all_cameras INTEGER,
                    password_hash TEXT NOT NULL,
                    password_changed_at INTEGER NOT NULL,
                    is_password_locked INTEGER NOT NULL,
                    sealed_stream_password BLOB,
                    sealed_second_factor BLOB,
                    second_factor_is_active INTEGER NOT NULL,
                    second_factor_step INTEGER,
                    token_generation INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    last_login_at INTEGER
                ) STRICT;
                CREATE TABLE user_camera (
                    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                    camera TEXT NOT NULL REFERENCES camera (id),
                    rights INTEGER NOT NULL,
                    PRIMARY KEY (user, camera)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE recovery_code (
                    user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                    hash BLOB NOT NULL,
                    used_at INTEGER,
                    PRIMARY KEY (user, hash)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// All columns that an update writes.
    private static let members = [
        "username", "name_key", "display_name", "email", "role", "is_enabled", "may_unmask", "all_cameras",
        "password_hash", "password_changed_at", "is_password_locked", "sealed_stream_password", "sealed_second_factor",
        "second_factor_is_active", "token_generation", "updated_at",
    ]

    static let columns = "id, version, created_at, last_login_at, " + members.joined(separator: ", ")
    private static let insertion =
        "INSERT INTO user (version, created_at, last_login_at, \(members.joined(separator: ", "))) VALUES (1, ?, ?"
        + String(repeating: ", ?", count: members.count) + ")"
    private static let change =
        "UPDATE user SET second_factor_step = iif(sealed_second_factor IS ?, second_factor_step, NULL), "
        + members.map { "\($0) = ?" }.joined(separator: ", ") + ", version = version + 1 WHERE id = ?"

    private static func arguments(of user: UserRecord) -> StatementArguments {
        var everywhere: Int?
        if case .all(let rights) = user.cameras { everywhere = rights.rawValue }
        return [
            user.username, user.nameKey, user.displayName, user.email, user.role.rawValue, user.isEnabled,
            user.mayUnmask, everywhere, user.passwordHash, user.passwordChangedAt.nanoseconds, user.isPasswordLocked,
            user.sealedStreamPassword.map(Blob.init), user.sealedSecondFactor.map(Blob.init),
            user.secondFactorIsActive, user.tokenGeneration, user.updatedAt.nanoseconds,
        ]
    }

    private static func record(_ row: Row, _ cameras: [CameraID: CameraRights]) throws -> UserRecord {
        guard let role = UserRole(rawValue: row[8]) else {
            throw CatalogError.damaged("it has an account with a role that there is not")
        }
        return UserRecord(
            id: UserID(number: row[0]),
            version: row[1],
            username: row[4],
            displayName: row[6],
            email: row[7],
            role: role,
            isEnabled: row[9],
            mayUnmask: row[10],
            cameras: (row[11] as Int?).map { .all(CameraRights(rawValue: $0)) } ?? .listed(cameras),
            passwordHash: row[12],
            passwordChangedAt: WallTime(nanoseconds: row[13]),
            isPasswordLocked: row[14],
            sealedStreamPassword: (row[15] as Blob?)?.bytes,
            sealedSecondFactor: (row[16] as Blob?)?.bytes,
            secondFactorIsActive: row[17],
            tokenGeneration: row[18],
            createdAt: WallTime(nanoseconds: row[2]),
            updatedAt: WallTime(nanoseconds: row[19]),
            lastLoginAt: (row[3] as Int64?).map(WallTime.init)
        )
    }

    static func all(_ db: Database) throws -> [UserRecord] {
        var cameras: [Int64: [CameraID: CameraRights]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT user, camera, rights FROM user_camera") {
            cameras[row[0], default: [:]][try CameraTable.id(row[1])] = CameraRights(rawValue: row[2])
        }
        return try Row.fetchAll(db, sql: "SELECT \(columns) FROM user ORDER BY id").map { row in
            try record(row, cameras[row[0]] ?? [:])
        }
    }

    static func one(_ id: UserID, _ db: Database) throws -> UserRecord? {
        let sql = "SELECT \(columns) FROM user WHERE id = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [id.number]) else { return nil }
        var cameras: [CameraID: CameraRights] = [:]
        let rights = "SELECT camera, rights FROM user_camera WHERE user = ?"
        for row in try Row.fetchAll(db, sql: rights, arguments: [id.number]) {
            cameras[try CameraTable.id(row[0])] = CameraRights(rawValue: row[1])
        }
        return try record(row, cameras)
    }

    static func insert(_ user: UserRecord, onlyAsFirst: Bool, _ db: Database) throws -> UserRecord {
        if onlyAsFirst, try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM user)") == true {
            throw CatalogError.notTheFirstUser
        }
        do {
            try db.execute(
                sql: insertion,
                arguments: [user.createdAt.nanoseconds, user.lastLoginAt?.nanoseconds] + arguments(of: user)
            )
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.usernameTaken(user.username)
        }
        var user = user
        user.id = UserID(number: db.lastInsertedRowID)
        user.version = 1
        try setCameras(of: user, db)
        return user
    }

    static func update(_ user: UserRecord, _ consequences: UserConsequences, _ db: Database) throws -> UserUpdate {
        guard let old = try one(user.id, db) else { throw CatalogError.noUser(user.id) }
        guard old.version == user.version else { throw CatalogError.stale("The account \(old.username)") }
        do {
            try db.execute(
                sql: change,
                arguments: [user.sealedSecondFactor.map(Blob.init)] + arguments(of: user) + [user.id.number]
            )
        } catch let error as DatabaseError where error.isConflict {
            throw CatalogError.usernameTaken(user.username)
        }
        if old.cameras != user.cameras { try setCameras(of: user, db) }
        if old.isEnabledAdministrator, !user.isEnabledAdministrator { try requireAdministrator(db) }
        let ended = try carryOut(consequences.sessions, of: user.id, db)
        if let codes = consequences.recoveryCodes { try setRecoveryCodes(codes, of: user.id, db) }
        var user = user
        user.version += 1
        user.createdAt = old.createdAt
        user.lastLoginAt = old.lastLoginAt
        return UserUpdate(user: user, ended: ended)
    }

    private static func setCameras(of user: UserRecord, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM user_camera WHERE user = ?", arguments: [user.id.number])
        guard case .listed(let cameras) = user.cameras else { return }
        for (camera, rights) in cameras {
            do {
                try db.cachedStatement(sql: "INSERT INTO user_camera (user, camera, rights) VALUES (?, ?, ?)")
                    .execute(arguments: [user.id.number, camera.text, rights.rawValue])
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
                throw CatalogError.unknownCamera(camera, of: "A right of the account \(user.username)")
            }
        }
    }

    private static func requireAdministrator(_ db: Database) throws {
        let sql = "SELECT EXISTS (SELECT 1 FROM user WHERE role = 'administrator' AND is_enabled)"
        guard try Bool.fetchOne(db, sql: sql) == true else { throw CatalogError.lastAdministrator }
    }

    /// - Returns: the sessions that ended.
    private static func carryOut(
        _ consequence: UserConsequences.Sessions,
        of id: UserID,
        _ db: Database
    ) throws -> [SessionID] {
        switch consequence {
        case .kept: return []
        case .ended: return try SessionTable.deleteAll(of: id, except: nil, db)
        case .endedBut(let kept, let tokenHash):
            let ended = try SessionTable.deleteAll(of: id, except: kept, db)
            try db.execute(
                sql: "UPDATE session SET token_hash = ? WHERE id = ? AND user = ?",
                arguments: [Blob(tokenHash), kept.number, id.number]
            )
            return ended
        }
    }

    static func setRecoveryCodes(_ codes: [[UInt8]], of id: UserID, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM recovery_code WHERE user = ?", arguments: [id.number])
        for code in codes {
            try db.execute(
                sql: "INSERT INTO recovery_code (user, hash) VALUES (?, ?)",
                arguments: [id.number, Blob(code)]
            )
        }
    }

    /// - Returns: the sessions that ended with it.
    @discardableResult
    static func delete(_ id: UserID, version: Int64?, _ db: Database) throws -> [SessionID] {
        guard let user = try one(id, db) else { throw CatalogError.noUser(id) }
        guard version == nil || version == user.version else {
            throw CatalogError.stale("The account \(user.username)")
        }
        let ended = try SessionTable.deleteAll(of: id, except: nil, db)
        try db.execute(sql: "DELETE FROM user WHERE id = ?", arguments: [id.number])
        if user.isEnabledAdministrator { try requireAdministrator(db) }
        return ended
    }

    static let stepUse = """
        UPDATE user SET second_factor_step = ?1 WHERE id = ?2 AND coalesce(second_factor_step < ?1, 1)
        """
    static let codeUse = "UPDATE recovery_code SET used_at = ? WHERE user = ? AND hash = ? AND used_at IS NULL"
}

extension SQLiteCatalog {
    package func users() async throws(CatalogError) -> [UserRecord] { try await read(UserTable.all) }

    package func user(_ id: UserID) async throws(CatalogError) -> UserRecord? {
        try await read { db in try UserTable.one(id, db) }
    }

    package func insertUser(_ user: UserRecord, onlyAsFirst: Bool) async throws(CatalogError) -> UserRecord {
        try await write { db in try UserTable.insert(user, onlyAsFirst: onlyAsFirst, db) }
    }

    package func updateUser(
        _ user: UserRecord,
        _ consequences: UserConsequences
    ) async throws(CatalogError) -> UserUpdate {
        try await write { db in try UserTable.update(user, consequences, db) }
    }

    @discardableResult
    package func deleteUser(_ id: UserID, version: Int64?) async throws(CatalogError) -> [SessionID] {
        try await write { db in try UserTable.delete(id, version: version, db) }
    }

    package func noteLogin(of id: UserID, at time: WallTime) async throws(CatalogError) {
        try await write { db in
            let sql = "UPDATE user SET last_login_at = max(coalesce(last_login_at, ?1), ?1) WHERE id = ?2"
            try db.execute(sql: sql, arguments: [time.nanoseconds, id.number])
        }
    }

    package func useSecondFactorStep(_ step: Int64, of id: UserID) async throws(CatalogError) -> Bool {
        try await write { db in
            try db.execute(sql: UserTable.stepUse, arguments: [step, id.number])
            return db.changesCount > 0
        }
    }

    package func useRecoveryCode(_ hash: [UInt8], of id: UserID, at time: WallTime) async throws(CatalogError) -> Bool {
        try await write { db in
            try db.execute(sql: UserTable.codeUse, arguments: [time.nanoseconds, id.number, Blob(hash)])
            return db.changesCount > 0
        }
    }

    package func recoveryCodesLeft(of id: UserID) async throws(CatalogError) -> Int {
        try await read { db in
            let sql = "SELECT count(*) FROM recovery_code WHERE user = ? AND used_at IS NULL"
            return try Int.fetchOne(db, sql: sql, arguments: [id.number]) ?? 0
        }
    }
}
