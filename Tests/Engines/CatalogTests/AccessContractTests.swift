import Media
import Testing

@testable import Catalog

/// Sessions, keys and revoked tokens.
struct AccessContractTests {
    @Test(arguments: Implementation.allCases)
    func aSessionComesBackAsItWas(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            var wanted = session(of: ada.id, 1)
            let start = try await catalog.insertSession(wanted, generation: 1, keeping: 9)
            wanted.id = start.session.id
            #expect(start == SessionStart(session: wanted, ended: []))
            #expect(try await catalog.session(tokenHash: [1]) == wanted)
            #expect(try await catalog.session(tokenHash: [2]) == nil)
            try await catalog.touchSession(wanted.id, at: at(1200))
            try await catalog.touchSession(wanted.id, at: at(1100))
            try await catalog.touchSession(SessionID(number: 99), at: at(1100))
            wanted.lastSeenAt = at(1200)
            #expect(try await catalog.sessions(of: ada.id) == [wanted])
            #expect(try await catalog.deleteSession(wanted.id))
            #expect(try await !catalog.deleteSession(wanted.id))
            #expect(try await catalog.sessions(of: ada.id).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aSessionBeginsOnlyWithWhatTheAccountStillIs(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            _ = try await catalog.insertUser(user("root"), onlyAsFirst: false)
            var ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let id = ada.id
            ada.tokenGeneration = 2
            ada = try await catalog.updateUser(ada, .none).user
            let old = await errorCode {
                _ = try await catalog.insertSession(session(of: id, 1), generation: 1, keeping: 9)
            }
            ada.isEnabled = false
            _ = try await catalog.updateUser(ada, .none)
            let disabled = await errorCode {
                _ = try await catalog.insertSession(session(of: id, 1), generation: 2, keeping: 9)
            }
            let nobody = await errorCode {
                _ = try await catalog.insertSession(session(of: UserID(number: 99), 1), generation: 1, keeping: 9)
            }
            #expect(old == .stale && disabled == .stale && nobody == .stale)
            #expect(try await catalog.sessions(of: id).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theSessionsLeftAloneLongestEndForANewOne(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false)
            _ = try await catalog.insertSession(session(of: bob.id, 9, seen: 1), generation: 1, keeping: 3)
            var ids: [SessionID] = []
            for (number, seen) in [1300, 1100, 1200].enumerated() {
                let record = session(of: ada.id, UInt8(number), seen: Int64(seen))
                ids.append(try await catalog.insertSession(record, generation: 1, keeping: 3).session.id)
            }
            let newest = session(of: ada.id, 4, seen: 1000)
            let start = try await catalog.insertSession(newest, generation: 1, keeping: 3)
            #expect(start.ended == [ids[1]])
            #expect(try await catalog.sessions(of: ada.id).map(\.id) == [ids[0], ids[2], start.session.id])
            #expect(try await catalog.sessions(of: bob.id).count == 1)
        }
    }

    @Test(arguments: Implementation.allCases)
    func allSessionsButOneAreEnded(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            var ids: [SessionID] = []
            for number in 0..<3 {
                let record = session(of: ada.id, UInt8(number))
                ids.append(try await catalog.insertSession(record, generation: 1, keeping: 9).session.id)
            }
            #expect(try await catalog.deleteSessions(of: ada.id, except: ids[1]) == [ids[0], ids[2]])
            #expect(try await catalog.sessions(of: ada.id).map(\.id) == [ids[1]])
            #expect(try await catalog.deleteSessions(of: ada.id, except: nil) == [ids[1]])
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatHasExpiredIsDeleted(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            var ids: [SessionID] = []
            for (number, seen) in [1000, 1400, 8900].enumerated() {
                let record = session(of: ada.id, UInt8(number), seen: Int64(seen))
                ids.append(try await catalog.insertSession(record, generation: 1, keeping: 9).session.id)
            }
            try await catalog.revokeToken("a", until: at(1600))
            try await catalog.revokeToken("b", until: at(1601))
            try await catalog.revokeToken("b", until: at(1602))
            #expect(try await catalog.deleteExpiredAccess(at: at(1600)) == [ids[0]])
            #expect(try await catalog.sessions(of: ada.id).map(\.lastSeenAt) == [at(1400), at(8900)])
            #expect(try await catalog.revokedTokens() == ["b": at(1602)])
            #expect(try await catalog.deleteExpiredAccess(at: at(9000)) == [ids[1], ids[2]])
            #expect(try await catalog.sessions(of: ada.id).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aKeyComesBackAsItWas(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false)
            let scopes = [
                APIKeyScope.full, APIKeyScope(isReadOnly: true, cameras: []), APIKeyScope(cameras: ["gate", "yard"]),
            ]
            var kept: [APIKeyRecord] = []
            for (number, scope) in scopes.enumerated() {
                var wanted = key(of: ada.id, UInt8(number), scope, expiresAt: number == 1 ? at(5000) : nil)
                let stored = try await catalog.insertAPIKey(wanted)
                wanted.id = stored.id
                #expect(stored == wanted)
                kept.append(stored)
            }
            let other = try await catalog.insertAPIKey(key(of: bob.id, 9, .full))
            try await catalog.touchAPIKey(kept[0].id, at: at(1200))
            try await catalog.touchAPIKey(kept[0].id, at: at(1100))
            try await catalog.touchAPIKey(APIKeyID(number: 99), at: at(1100))
            kept[0].lastUsedAt = at(1200)
            #expect(try await catalog.apiKeys(of: ada.id) == kept)
            #expect(try await catalog.apiKeys(of: nil) == kept + [other])
            #expect(try await catalog.apiKey(secretHash: [2]) == kept[2])
            #expect(try await catalog.apiKey(secretHash: [3]) == nil)
            #expect(try await catalog.deleteAPIKey(kept[2].id))
            #expect(try await !catalog.deleteAPIKey(kept[2].id))
            #expect(try await catalog.apiKey(secretHash: [2]) == nil)
            let nobody = await errorCode { _ = try await catalog.insertAPIKey(key(of: UserID(number: 99), 8, .full)) }
            #expect(nobody == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aDeletedAccountTakesItsAccessAlong(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            _ = try await catalog.insertUser(user("root"), onlyAsFirst: false)
            var wanted = user("ada", .viewer)
            wanted.cameras = .listed(["gate": .live])
            let ada = try await catalog.insertUser(wanted, onlyAsFirst: false)
            _ = try await catalog.updateUser(ada, UserConsequences(recoveryCodes: [[1]]))
            _ = try await catalog.insertSession(session(of: ada.id, 1), generation: 1, keeping: 9)
            _ = try await catalog.insertAPIKey(key(of: ada.id, 1, .full))
            try await catalog.deleteUser(ada.id, version: nil)
            #expect(try await catalog.session(tokenHash: [1]) == nil)
            #expect(try await catalog.apiKey(secretHash: [1]) == nil)
            #expect(try await catalog.recoveryCodesLeft(of: ada.id) == 0)
            #expect(try await !catalog.useRecoveryCode([1], of: ada.id, at: at(1)))
        }
    }

    private func key(
        of user: UserID,
        _ number: UInt8,
        _ scope: APIKeyScope,
        expiresAt: WallTime? = nil
    ) -> APIKeyRecord {
        APIKeyRecord(
            user: user,
            name: "Key \(number)",
            prefix: "nj_\(number)",
            secretHash: [number],
            scope: scope,
            createdBy: UserID(number: 1),
            createdAt: at(1000),
            expiresAt: expiresAt
        )
    }
}
