import Catalog
import Cryptography
import Media
import Testing

@testable import Accounts

/// One test for each sentence of the design's chapter on security that speaks of accounts. The details are tested where
/// the thing is; this is the list.
struct DesignTests {
    @Test("Roles: administrator, operator, viewer, each viewer with a list of cameras and of rights; unmasked apart.")
    func roles() async throws {
        try await House.with { house in
            try await house.catalog.insert(
                CameraRecord(id: "gate", name: "", mainURL: "", owner: "", leaseEpoch: 1, createdAt: house.clock.wall)
            )
            for role in UserRole.allCases {
                let access = CameraAccess.listed(["gate": [.live, .playback]])
                let draft = UserDraft(username: role.rawValue, role: role, mayUnmask: true, cameras: access)
                let user = try await house.accounts.createUser(draft, password: goodPassword)
                #expect(user.role == role && user.mayUnmask && user.cameras == access)
            }
        }
    }

    @Test("Passwords: Argon2id.")
    func passwordsAreArgon2id() async throws {
        let hasher = Argon2Hasher(cost: .init(memory: 64, passes: 1, lanes: 1))
        let kept = try hasher.hash(goodPassword)
        #expect(kept.hasPrefix("$argon2id$"))
        #expect(try hasher.verify(goodPassword, against: kept))
        #expect(try !hasher.verify(otherPassword, against: kept))
        #expect(!hasher.needsRehash(kept))
        #expect(Argon2Hasher().needsRehash(kept))
        #expect(throws: (any Error).self) { try hasher.verify(goodPassword, against: "") }
    }

    @Test("On a pool of its own of at most two with a bounded queue (full: 503).")
    func passwordsHaveABoundedPool() async throws {
        let pool = PasswordPool(threads: 9, waiting: 3)
        let gate = Gate()
        let tasks = (0..<5).map { _ in Task { try await pool.run { gate.pass() } } }
        try await eventually { pool.load == 5 && gate.inside == 2 }
        await #expect(throws: PasswordPool.Refusal.full) { try await pool.run { gate.pass() } }
        gate.open()
        for task in tasks { try await task.value }
        #expect(gate.most == 2)
        await pool.stop()
        await #expect(throws: PasswordPool.Refusal.stopped) { try await pool.run { gate.pass() } }
    }

    @Test("A verified Basic pair is remembered for five minutes as a hash under a random key of the process.")
    func basicIsRemembered() async throws {
        try await House.with { house in
            try await house.user("ada")
            _ = try await house.basic("ada")
            house.clock.advance(.seconds(299))
            _ = try await house.basic("ada")
            #expect(house.hasher.comparisons == 1)
            house.clock.advance(.seconds(2))
            _ = try await house.basic("ada")
            #expect(house.hasher.comparisons == 2)
            #expect(PairKey().hash("ada", goodPassword) != PairKey().hash("ada", goodPassword))
        }
    }

    @Test("And dropped at any change of the account.")
    func basicIsDropped() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            _ = try await house.basic("ada")
            _ = try await house.accounts.setPassword(of: ada.id, to: otherPassword)
            #expect(try await house.basic("ada").refusal == .wrongCredentials)
        }
    }

    @Test("An account with a second factor is never let in by password alone, on any face.")
    func aSecondFactorIsAlwaysAsked() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            #expect(try await house.basic("ada").authentication != nil)
            _ = try await house.secondFactor(of: ada)
            for face in ["native", "vibenvr", "mibee", "lightnvr", "ipcamera", "nem"] {
                let client = house.client(face: face)
                #expect(try await house.login("ada", goodPassword, client).admission == nil)
                #expect(try await house.basic("ada", goodPassword, client).refusal == .keyNeeded)
            }
        }
    }

    @Test("Its Basic takes an API key as the password.")
    func basicTakesAKey() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            _ = try await house.secondFactor(of: ada)
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            #expect(try await house.basic("ada", key.secret.text).authentication?.user.id == ada.id)
        }
    }

    @Test("RTSP Digest never uses the login password: a user can have a stream password, made by the server, sealed.")
    func streamPasswordIsAnother() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            #expect(house.accounts.streamCredential(forUsername: "ada") == nil)
            let password = try await house.accounts.makeStreamPassword(of: ada.id)
            #expect(password.text != goodPassword)
            #expect(house.accounts.streamCredential(forUsername: "ada")?.password == password)
        }
    }

    @Test("Valid for RTSP alone, revocable.")
    func streamPasswordCountsNowhereElse() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let password = try await house.accounts.makeStreamPassword(of: ada.id).text
            #expect(try await house.login("ada", password).refusal == .wrongCredentials)
            #expect(try await house.basic("ada", password).refusal == .wrongCredentials)
            try await house.accounts.removeStreamPassword(of: ada.id)
            #expect(house.accounts.streamCredential(forUsername: "ada") == nil)
        }
    }

    @Test("Sessions: random, stored hashed, expiring, bound to the face that made them.")
    func sessions() async throws {
        try await House.with { house in
            try await house.user("ada")
            let session = try await house.session("ada")
            #expect(try await house.catalog.session(tokenHash: AccessSecret.hash(session.token.text)) != nil)
            #expect(try await house.authenticate(session, face: "other").refusal == .otherFace)
            house.clock.advance(SessionLifetime().absolute)
            #expect(try await house.authenticate(session).refusal == .expired)
        }
    }

    @Test("The native face also asks for its CSRF token.")
    func csrf() async throws {
        try await House.with { house in
            try await house.user("ada")
            let session = try await house.session("ada")
            let found = try #require(try await house.authenticate(session).authentication)
            #expect(found.accepts(csrfToken: session.csrfToken) && !found.accepts(csrfToken: nil))
        }
    }

    @Test("API keys: shown once, stored hashed.")
    func keys() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            let kept = try await house.catalog.apiKeys(of: nil)
            #expect(!"\(kept)".contains(key.secret.text) && kept[0].secretHash == AccessSecret.hash(key.secret.text))
        }
    }

    @Test("TOTP with recovery codes.")
    func secondFactor() async throws {
        try await House.with { house in
            let app = try await house.secondFactor(of: house.user("ada"))
            let half = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(half, app.code()).admission != nil)
            let next = try #require(try await house.login("ada").halfLogin)
            #expect(try await house.complete(next, app.recoveryCodes[0]).admission != nil)
        }
    }

    @Test("Lockout by account and address, without lockout of the honest.")
    func lockout() async throws {
        try await House.with { house in
            try await house.user("ada")
            let session = try await house.session("ada")
            for number in 0..<200 {
                _ = try await house.login("ada", otherPassword, house.client("198.51.100.\(number % 40)"))
                _ = try await house.login("nobody\(number)", otherPassword, house.client())
            }
            let stranger = house.client("203.0.113.1")
            #expect(house.accounts.lockoutRemaining("ada", client: stranger) != nil)
            #expect(try await house.login("ada", goodPassword, stranger).refusal != nil)
            #expect(try await house.authenticate(session).authentication != nil)
            #expect(try await house.login("ada").admission != nil)
            #expect(try await house.basic("ada").authentication != nil)
            // Also after another start: the session says where she was.
            let next = try await house.restarted()
            for number in 0..<40 {
                _ = try await next.login("ada", otherPassword, next.client("198.51.100.\(number)"))
                _ = try await next.login("nobody\(number)", otherPassword, next.client())
            }
            #expect(try await next.login("ada").admission != nil)
            await next.accounts.close()
        }
    }

    @Test("An append-only audit log, hash-chained.")
    func audit() async throws {
        let catalog = InMemoryCatalog()
        let log = AuditLog(catalog: catalog)
        let actor = AuditActor(kind: .system, name: "Nightjar")
        for _ in 0..<3 { try await log.append(AuditEntry(at: WallTime(nanoseconds: 1), actor: actor, action: "a")) }
        let rows = try await catalog.audit(after: 0, limit: 9)
        #expect(rows[2].hash == AuditChain.hash(after: rows[1].link, rows[2].entry))
        #expect(try await log.verify() == .intact(rows: 3))
    }
}
