import Accounts
import Catalog
import Foundation
import Media
import Stream
import Testing

@testable import NVR

/// What bringing back a backup does to what is there.
struct BackupRestoreTests {
    private func made(_ world: BackupWorld) async throws -> String {
        try await world.backups.create(as: administrator(), passphrase: backupPassphrase).name
    }

    private func restore(
        _ world: BackupWorld,
        _ name: String,
        as principal: Principal = .recorder,
        dryRun: Bool = false
    ) async throws -> RestoreReport {
        try await world.backups.restore(as: principal, name, passphrase: backupPassphrase, dryRun: dryRun)
    }

    /// A backup of a content that nobody has set up.
    private func brought(_ world: BackupWorld, _ content: BackupContent) async throws -> String {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        return try await world.backups.add(as: administrator(), bytes).name
    }

    /// For programs that know no passphrase.
    @Test func oneUnderTheRecordersOwnKeyIsRestoredWithoutAPassphrase() async throws {
        try await BackupWorld.with { world in
            try await world.catalog.insert(world.camera("gate"))
            _ = try await world.addUser("ada")
            let name = try await world.backups.create(as: administrator()).name
            let wrong = await refusal { _ = try await restore(world, name, dryRun: true) }
            #expect(wrong == .invalid)
            _ = try await world.backups.restore(as: .recorder, name, passphrase: "", dryRun: true)
            let viewer = Principal(identity: .user(id: 7, name: "anna"), credential: .session, role: .viewer)
            #expect(await refusal { _ = try await world.backups.create(as: viewer) } == .forbidden)
        }
    }

    @Test func theBackupTakesThePlaceOfWhatIsThere() async throws {
        try await BackupWorld.with { world in
            let catalog = world.catalog
            for id in ["gate", "hall", "yard"] { try await catalog.insert(world.camera(id)) }
            try await catalog.changeSettings(["settings.a": "1", "settings.b": "1"])
            let ada = try await world.addUser("ada")
            let bob = try await world.addUser("bob", .viewer)
            let name = try await made(world)
            let content = try await world.content()

            try await catalog.markDeleted(CameraID("gate").unsafelyKnown, at: world.time.wall)
            var hall = world.camera("hall")
            hall.name = "Another"
            try await catalog.update(hall)
            try await catalog.insert(world.camera("porch"))
            var demo = world.camera("demo")
            demo.isDemo = true
            try await catalog.insert(demo)
            try await catalog.changeSettings(["settings.a": "2", "settings.b": nil, "settings.c": "3", "volume.x": "y"])
            let accounts = try await world.accounts()
            try await accounts.deleteUser(bob.id)
            let cyd = try await accounts.createUser(
                UserDraft(username: "cyd", role: .administrator, cameras: .all(.all)),
                password: goodPassword
            )
            _ = try await accounts.createAPIKey(for: ada.id, name: "later", by: ada.id)
            await accounts.close()

            let before = try await catalog.configuration()
            let planned = try await restore(world, name, dryRun: true)
            #expect(planned.isDryRun && !planned.needsRestart)
            #expect(try await catalog.configuration() == before)
            var done = try await restore(world, name)
            #expect(done.needsRestart)
            (done.needsRestart, done.isDryRun) = (false, true)
            #expect(done == planned)

            #expect(done.cameras.added == ["gate"])
            #expect(done.cameras.changed == ["hall"])
            #expect(done.cameras.removed == ["porch"])
            #expect(done.cameras.left == 1)
            #expect(done.settings.added == ["b"] && done.settings.changed == ["a"] && done.settings.removed == ["c"])
            #expect(done.users.added == ["bob"] && done.users.removed == ["cyd"] && done.users.left == 1)
            #expect(done.apiKeys.removed == ["later (ada)"])
            #expect(done.notes.contains { $0.contains("gate") && $0.contains("comes back") })
            #expect(try await world.content() == content)
            let after = try await catalog.configuration()
            #expect(after.cameras[demo.id] == demo)
            #expect(after.cameras[CameraID("porch").unsafelyKnown]?.deletedAt == world.time.wall)
            #expect(after.settings["volume.x"] == "y")
            // Bob is another account than before, and nobody is cyd.
            #expect(after.accounts.keys.sorted() == [ada.id, UserID(number: cyd.id.number + 1)])
            // What the catalogue says is seen by accounts that are opened anew.
            let anew = try await world.accounts()
            #expect(anew.users().map(\.username) == ["ada", "bob"])
            await anew.close()
        }
    }

    @Test func anAccountThatIsChangedMustLogInAgain() async throws {
        try await BackupWorld.with { world in
            let ada = try await world.addUser("ada")
            let bob = try await world.addUser("bob")
            let name = try await made(world)
            let accounts = try await world.accounts()
            _ = try await accounts.makeStreamPassword(of: bob.id)
            _ = try await accounts.setPassword(of: bob.id, to: "other plain words of his")
            var sessions: [String: String] = [:]
            for (user, password) in [("ada", goodPassword), ("bob", "other plain words of his")] {
                let client = Client(face: "native", address: nil, userAgent: nil)
                guard case .admitted(let admission) = try await accounts.login(user, password: password, client: client)
                else { continue }
                sessions[user] = try await accounts.startSession(admission).token.text
            }
            #expect(sessions.count == 2)
            let report = try await restore(world, name, as: administrator(ada.id))
            #expect(report.users.changed == ["bob"] && report.users.left == 1)
            // What somebody changes before the program is started anew is changed of what was brought back.
            try await accounts.removeStreamPassword(of: bob.id)
            await accounts.close()
            let anew = try await world.accounts()
            for (user, isIn) in [("ada", true), ("bob", false)] {
                let outcome = try await anew.authenticate(session: sessions[user] ?? "", face: "native")
                if case .authenticated = outcome { #expect(isIn) } else { #expect(!isIn) }
            }
            let client = Client(face: "native", address: nil, userAgent: nil)
            guard case .admitted = try await anew.login("bob", password: goodPassword, client: client) else {
                Issue.record("bob's old password does not count")
                return
            }
            await anew.close()
        }
    }

    @Test func whoRestoresDoesNotLockHimselfOut() async throws {
        try await BackupWorld.with { world in
            let ada = try await world.addUser("ada")
            var content = try await world.content()
            content.users[0].username = "zoe"
            let without = try await brought(world, content)
            content.users[0].username = "Ada"
            content.users[0].role = "viewer"
            content.users[0].isEnabled = false
            let demoted = try await brought(world, content)
            let accounts = try await world.accounts()
            let key = try await accounts.createAPIKey(for: ada.id, name: "mine", by: ada.id)
            await accounts.close()

            var report = try await restore(world, without, as: administrator(ada.id))
            #expect(report.users.added == ["zoe"] && report.users.removed.isEmpty && report.users.left == 1)
            #expect(report.apiKeys.removed.isEmpty)
            #expect(report.notes.contains { $0.contains("ada") && $0.contains("It stays") })
            #expect(try await world.catalog.apiKeys(of: ada.id).map(\.id) == [key.key.id])

            report = try await restore(world, demoted, as: administrator(ada.id))
            let kept = try #require(try await world.catalog.user(ada.id))
            #expect(kept.isEnabledAdministrator)
            #expect(report.users.removed == ["zoe"])
            #expect(report.notes.contains { $0.contains("lock yourself out") })

            // Nobody asks who could be spared.
            let before = try await world.catalog.configuration()
            let error = await domainError { _ = try await restore(world, demoted) }
            #expect(error?.kind == .conflict)
            #expect(error?.sentence.contains("administrator") == true)
            #expect(try await world.catalog.configuration() == before)
        }
    }

    @Test func recoveryCodesThatWereUsedStayUsed() async throws {
        try await BackupWorld.with { world in
            let ada = try await world.addUser("ada")
            let sealed = world.masterKey.seal("JBSWY3DPEHPK3PXP", for: "user/\(ada.id)/second-factor")
            var record = try #require(try await world.catalog.user(ada.id))
            record.sealedSecondFactor = sealed
            record.secondFactorIsActive = true
            record = try await world.catalog.updateUser(record, UserConsequences(recoveryCodes: [[1], [2]])).user
            let name = try await made(world)
            #expect(try await world.catalog.useRecoveryCode([1], of: ada.id, at: world.time.wall))
            #expect(try await restore(world, name).users.left == 1)
            #expect(try await world.catalog.recoveryCodesLeft(of: ada.id) == 1)
            // Another second factor since: all of the day of the backup comes back.
            record.sealedSecondFactor = world.masterKey.seal("OTHER", for: "user/\(ada.id)/second-factor")
            _ = try await world.catalog.updateUser(record, UserConsequences(recoveryCodes: [[3]]))
            #expect(try await restore(world, name).users.changed == ["ada"])
            #expect(try await world.catalog.recoveryCodesLeft(of: ada.id) == 2)
        }
    }

    @Test func allThatIsWrongIsSaidAndNothingIsDone() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            try await world.catalog.insert(world.camera("gate"))
            let good = try await world.content()
            let before = try await world.catalog.configuration()
            var content = good
            content.settings.append(.init(key: "settings.new", value: "1"))
            content.cameras[0].url = "rtsp://127.0.0.1/x"
            content.cameras.append(content.cameras[0])
            content.cameras[1].id = "../../etc"
            content.cameras[1].url = "rtsp://192.0.2.1/"
            content.cameras.append(content.cameras[1])
            content.cameras[2].id = "a"
            content.cameras[2].priority = 99
            content.users.append(content.users[0])
            content.users.append(content.users[0])
            content.users[1].username = "a:b"
            content.users[2].username = "bob"
            content.users[2].role = "king"
            let key = BackupContent.APIKey(
                user: "nobody",
                name: "k",
                prefix: "nj",
                secretHash: String(repeating: "00", count: 32),
                isReadOnly: false,
                cameras: nil,
                createdBy: nil,
                createdAt: 0,
                expiresAt: nil
            )
            content.apiKeys = [key]
            let name = try await brought(world, content)
            let error = await domainError { _ = try await restore(world, name) }
            #expect(error?.kind == .invalid)
            #expect(
                error?.faults.map(\.member) == [
                    "Camera gate.url", "Camera ../../etc.id", "Camera a.priority", "User a:b.username", "User bob.role",
                    "API key k.user",
                ]
            )
            #expect(try await world.catalog.configuration() == before)
            let dry = await domainError { _ = try await restore(world, name, dryRun: true) }
            #expect(dry == error)
        }
    }

    @Test(
        arguments: [
            { $0.cameras.append($0.cameras[0]) }, { $0.users.append($0.users[0]) },
            { $0.users[0].passwordHash = "plain" }, { $0.users[0].recoveryCodes = ["xyz"] },
            { $0.users[0].displayName = String(repeating: "a", count: 1000) }, { $0.cameras[0].name = "" },
            { $0.cameras[0].transport = "smoke" }, { $0.users[0].username = "" },
        ] as [@Sendable (inout BackupContent) -> Void]
    )
    func whatBreaksARuleIsRefused(change: @Sendable (inout BackupContent) -> Void) async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            try await world.catalog.insert(world.camera("gate"))
            var content = try await world.content()
            change(&content)
            let before = try await world.catalog.configuration()
            let name = try await brought(world, content)
            #expect(await domainError { _ = try await restore(world, name) }?.kind == .invalid)
            #expect(try await world.catalog.configuration() == before)
        }
    }

    @Test func whatIsNotKnownIsPassedOver() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            try await world.catalog.insert(world.camera("gate"))
            try await world.catalog.changeSettings(["volume.default": "mine"])
            var content = try await world.content()
            content.settings = [
                .init(key: "volume.default", value: "theirs"), .init(key: "accounts.token_key", value: "x"),
            ]
            content.users.append(content.users[0])
            content.users[1].username = "bob"
            content.users[1].allCameras = nil
            content.users[1].cameras = ["gate": ["live", "fly"], "gone": ["live"]]
            let report = try await restore(world, try await brought(world, content))
            #expect(report.notes.count == 3)
            #expect(try await world.catalog.setting("volume.default") == "mine")
            #expect(try await world.catalog.setting("accounts.token_key") != "x")
            let bob = try #require(try await world.catalog.users().first { $0.username == "bob" })
            #expect(bob.cameras == .listed([CameraID("gate").unsafelyKnown: .live]))
        }
    }

    @Test func onlyAdministratorsMay() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            var viewer = administrator()
            viewer.role = .operator
            for principal in [Principal.nobody, viewer] {
                let calls: [() async throws -> Void] = [
                    { _ = try await backups.list(as: principal) },
                    { _ = try await backups.file(as: principal, "x") },
                    { _ = try await backups.create(as: principal, passphrase: backupPassphrase) },
                    { _ = try await backups.add(as: principal, []) },
                    { try await backups.delete(as: principal, "x") },
                    { _ = try await backups.restore(as: principal, "x", passphrase: "", dryRun: true) },
                ]
                for call in calls {
                    let kind = await domainError(call)?.kind
                    #expect(kind == (principal.role == nil ? .unproven : .forbidden))
                }
            }
            #expect(try await world.audit().isEmpty)
        }
    }
}
