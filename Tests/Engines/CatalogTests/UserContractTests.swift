import Media
import Testing

@testable import Catalog

struct UserContractTests {
    @Test(arguments: Implementation.allCases)
    func anAccountComesBackAsItWas(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            let plain = try await catalog.insertUser(user("Ada"), onlyAsFirst: false)
            var wanted = user("Bob 🐦 \"'; --", .viewer)
            wanted.displayName = "Bob"
            wanted.email = "bob@example.net"
            wanted.isEnabled = false
            wanted.mayUnmask = true
            wanted.cameras = .listed(["gate": [.live, .export], "yard": []])
            wanted.isPasswordLocked = true
            wanted.sealedStreamPassword = [0, 255]
            wanted.sealedSecondFactor = []
            wanted.secondFactorIsActive = true
            wanted.tokenGeneration = .max
            wanted.lastLoginAt = at(7)
            let full = try await catalog.insertUser(wanted, onlyAsFirst: false)
            wanted.id = full.id
            wanted.version = 1
            #expect(full == wanted)
            #expect(plain.id < full.id)
            #expect(try await catalog.users() == [plain, full])
            #expect(try await catalog.user(full.id) == full)
            #expect(try await catalog.user(UserID(number: 99)) == nil)
        }
    }

    @Test(arguments: Implementation.allCases)
    func usernamesAreUniqueWhateverTheirCase(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("Ada"), onlyAsFirst: false)
            var bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false)
            let taken = await errorCode { _ = try await catalog.insertUser(user("aDA"), onlyAsFirst: false) }
            bob.username = "ADA"
            let renamed = await errorCode { [bob] in _ = try await catalog.updateUser(bob, .none) }
            #expect(taken == .conflict && renamed == .conflict)
            var other = ada
            other.username = "ADA"
            let renamedAda = try await catalog.updateUser(other, .none).user
            #expect(renamedAda.username == "ADA")
        }
    }

    @Test(arguments: Implementation.allCases)
    func theFirstAccountIsMadeOnce(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let codes = await withTaskGroup(of: CatalogError.Code?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        await errorCode { _ = try await catalog.insertUser(user("u\(number)"), onlyAsFirst: true) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == .conflict } == 7)
            let users = try await catalog.users()
            #expect(users.count == 1)
        }
    }

    @Test(arguments: Implementation.allCases)
    func anUpdateCountsUpTheVersionAndAStaleOneIsRefused(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let first = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            var changed = first
            changed.displayName = "Ada L."
            changed.cameras = .listed(["gate": .live])
            changed.createdAt = at(1)
            changed.lastLoginAt = at(2)
            changed.updatedAt = at(2000)
            let second = try await catalog.updateUser(changed, .none).user
            changed.version = 2
            changed.createdAt = first.createdAt
            changed.lastLoginAt = nil
            #expect(second == changed)
            #expect(try await catalog.user(first.id) == second)
            let stale = await errorCode { _ = try await catalog.updateUser(first, .none) }
            let staleDeletion = await errorCode { try await catalog.deleteUser(first.id, version: 1) }
            #expect(stale == .stale && staleDeletion == .stale)
            #expect(try await catalog.user(first.id) == second)
            var nobody = first
            nobody.id = UserID(number: 99)
            let missing = await errorCode { [nobody] in _ = try await catalog.updateUser(nobody, .none) }
            #expect(missing == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aRightOnACameraThatIsNotThereIsRefusedWhole(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var wanted = user("ada", .viewer)
            wanted.cameras = .listed(["nowhere": .live])
            let code = await errorCode { [wanted] in _ = try await catalog.insertUser(wanted, onlyAsFirst: false) }
            #expect(code == .unknownCamera)
            #expect(try await catalog.users().isEmpty)
            var ada = try await catalog.insertUser(user("ada", .viewer), onlyAsFirst: false)
            ada.displayName = "changed"
            ada.cameras = .listed(["nowhere": .live])
            let update = await errorCode { [ada] in _ = try await catalog.updateUser(ada, .none) }
            #expect(update == .unknownCamera)
            #expect(try await catalog.user(ada.id)?.displayName == "")
        }
    }

    @Test(arguments: Implementation.allCases)
    func theLastEnabledAdministratorStays(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let root = try await catalog.insertUser(user("root"), onlyAsFirst: false)
            var second = try await catalog.insertUser(user("second"), onlyAsFirst: false)
            second.isEnabled = false
            second = try await catalog.updateUser(second, .none).user
            _ = try await catalog.insertUser(user("op", .operator), onlyAsFirst: false)

            var demoted = root
            demoted.role = .viewer
            var disabled = root
            disabled.isEnabled = false
            for change in [demoted, disabled] {
                let code = await errorCode { _ = try await catalog.updateUser(change, .none) }
                #expect(code == .lastAdministrator)
            }
            let deletion = await errorCode { try await catalog.deleteUser(root.id, version: nil) }
            #expect(deletion == .lastAdministrator)
            #expect(try await catalog.user(root.id) == root)

            second.isEnabled = true
            _ = try await catalog.updateUser(second, .none)
            try await catalog.deleteUser(root.id, version: 1)
            #expect(try await catalog.users().map(\.username) == ["second", "op"])
        }
    }

    @Test(arguments: Implementation.allCases)
    func theNumberOfADeletedAccountIsNotUsedAgain(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            _ = try await catalog.insertUser(user("root"), onlyAsFirst: false)
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            try await catalog.deleteUser(ada.id, version: nil)
            let again = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            #expect(again.id > ada.id)
            let missing = await errorCode { try await catalog.deleteUser(ada.id, version: nil) }
            #expect(missing == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aLoginIsNotedWithoutANewVersion(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            try await catalog.noteLogin(of: ada.id, at: at(50))
            try await catalog.noteLogin(of: ada.id, at: at(40))
            try await catalog.noteLogin(of: UserID(number: 99), at: at(40))
            ada.lastLoginAt = at(50)
            #expect(try await catalog.user(ada.id) == ada)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aStepOfTheSecondFactorIsUsedOnceAndInOrder(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var ada = user("ada")
            ada.sealedSecondFactor = [1]
            ada = try await catalog.insertUser(ada, onlyAsFirst: false)
            let id = ada.id
            #expect(try await catalog.useSecondFactorStep(7, of: id))
            #expect(try await !catalog.useSecondFactorStep(7, of: id))
            #expect(try await !catalog.useSecondFactorStep(6, of: id))
            #expect(try await catalog.useSecondFactorStep(8, of: id))
            #expect(try await !catalog.useSecondFactorStep(9, of: UserID(number: 99)))

            ada.displayName = "The same secret"
            ada = try await catalog.updateUser(ada, .none).user
            #expect(try await !catalog.useSecondFactorStep(8, of: id))
            ada.sealedSecondFactor = [2]
            _ = try await catalog.updateUser(ada, .none)
            #expect(try await catalog.useSecondFactorStep(8, of: id))
        }
    }

    @Test(arguments: Implementation.allCases)
    func aRecoveryCodeIsUsedOnce(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false)
            let codes = UserConsequences(recoveryCodes: [[1], [2], [3]])
            let second = try await catalog.updateUser(ada, codes).user
            #expect(try await catalog.recoveryCodesLeft(of: ada.id) == 3)
            let uses = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await catalog.useRecoveryCode([2], of: ada.id, at: at(5)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(uses.count { $0 } == 1)
            #expect(try await !catalog.useRecoveryCode([4], of: ada.id, at: at(5)))
            #expect(try await !catalog.useRecoveryCode([1], of: bob.id, at: at(5)))
            #expect(try await catalog.recoveryCodesLeft(of: ada.id) == 2)
            _ = try await catalog.updateUser(second, UserConsequences(recoveryCodes: [[4]]))
            #expect(try await catalog.recoveryCodesLeft(of: ada.id) == 1)
            #expect(try await !catalog.useRecoveryCode([1], of: ada.id, at: at(5)))
        }
    }

    @Test(arguments: Implementation.allCases)
    func anUpdateEndsTheSessionsItIsToldTo(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var ada = try await catalog.insertUser(user("ada"), onlyAsFirst: false)
            let bob = try await catalog.insertUser(user("bob"), onlyAsFirst: false)
            var kept: [SessionRecord] = []
            for (number, owner) in [ada, ada, bob].enumerated() {
                let session = session(of: owner.id, UInt8(number))
                kept.append(try await catalog.insertSession(session, generation: 1, keeping: 9).session)
            }
            let first = try await catalog.updateUser(
                ada,
                UserConsequences(sessions: .endedBut(kept[0].id, tokenHash: [77]))
            )
            #expect(first.ended == [kept[1].id])
            ada = first.user
            kept[0].tokenHash = [77]
            #expect(try await catalog.sessions(of: ada.id) == [kept[0]])
            #expect(try await catalog.session(tokenHash: [77]) == kept[0])
            #expect(try await catalog.session(tokenHash: [0]) == nil)
            // The session of another account cannot be renewed for this one.
            let second = try await catalog.updateUser(
                ada,
                UserConsequences(sessions: .endedBut(kept[2].id, tokenHash: [78]))
            )
            #expect(second.ended == [kept[0].id])
            #expect(try await catalog.sessions(of: ada.id).isEmpty)
            #expect(try await catalog.sessions(of: bob.id) == [kept[2]])
            let third = try await catalog.updateUser(bob, UserConsequences(sessions: .ended))
            #expect(third.ended == [kept[2].id])
            #expect(try await catalog.sessions(of: bob.id).isEmpty)
            let last = session(of: ada.id, 9)
            let started = try await catalog.insertSession(last, generation: 1, keeping: 9).session
            #expect(try await catalog.updateUser(second.user, .none).ended == [])
            #expect(try await catalog.deleteUser(ada.id, version: nil) == [started.id])
        }
    }
}

func user(_ name: String, _ role: UserRole = .administrator) -> UserRecord {
    UserRecord(
        username: name,
        displayName: "",
        role: role,
        cameras: .all([.live, .playback]),
        passwordHash: "hash",
        passwordChangedAt: at(900),
        createdAt: at(1000),
        updatedAt: at(1000)
    )
}

func session(of user: UserID, _ number: UInt8, seen: Int64 = 1000) -> SessionRecord {
    SessionRecord(
        user: user,
        tokenHash: [number],
        face: "native",
        createdAt: at(1000),
        lastSeenAt: at(seen),
        idleLimit: .seconds(600),
        expiresAt: at(9000),
        address: "192.0.2.7",
        userAgent: "A browser \(number)"
    )
}
