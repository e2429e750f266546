import Accounts
import Catalog
import Changes
import Testing

@testable import NVR

/// What counts of a restore without a restart.
struct BackupRestoreAtOnceTests {
    private func restore(
        _ world: BackupWorld,
        _ name: String,
        _ principal: Principal,
        dryRun: Bool = false
    ) async throws -> RestoreReport {
        try await world.backups.restore(as: principal, name, passphrase: backupPassphrase, dryRun: dryRun)
    }

    @Test func whoIsNotInTheBackupIsLetInNoMore() async throws {
        try await BackupWorld.with { world in
            let ada = try await world.addUser("ada")
            try await world.catalog.insert(world.camera("gate"))
            let name = try await world.backups.create(as: administrator(), passphrase: backupPassphrase).name
            try await world.catalog.insert(world.camera("yard"))
            let people = try await People.open(world.services, try await Settings.open(world.services))
            let door = Door(face: "native", listener: "native", address: nil)
            let draft = PersonDraft(username: "bob", password: goodPassword, role: .viewer)
            let bob = try await people.create(as: .recorder, draft)
            guard case .opened(let session) = try await people.logIn("bob", password: goodPassword, at: door),
                case .admitted(let visitor) = try await people.admit(.session(session.token), at: door)
            else {
                Issue.record("bob does not come in")
                return
            }
            let key = try await people.makeKey(visitor, for: nil, name: "k", scope: .init(), expiresAt: nil).key
            guard case .admitted = try await people.admit(.apiKey(key), at: door) else {
                Issue.record("bob's key does not come in")
                return
            }
            _ = try await restore(world, name, .recorder, dryRun: true)
            #expect(try people.list(as: .recorder).count == 2)
            _ = try await restore(world, name, administrator(ada.id))
            #expect(try people.list(as: .recorder).map(\.username) == ["ada"])
            for shown in [ShownCredential.session(session.token), .apiKey(key)] {
                guard case .refused = try await people.admit(shown, at: door) else {
                    Issue.record("\(shown) still counts")
                    continue
                }
            }
            await people.close()
            world.services.changes.finish()
            var told: [String] = []
            for await case .change(let change) in world.services.changes.subscribe(after: 0) {
                told.append("\(change.kind) \(change.object) \(change.id)")
            }
            #expect(told.suffix(3) == ["deleted camera yard", "deleted user \(bob.id)", "changed api-key "])
        }
    }
}
