import Catalog
import Live
import Media
import Stream
import Testing

@testable import NVR

/// How the RTSP server is set up goes into a backup, and comes back out of it.
struct RTSPServerBackupTests {
    private let settings = RestreamSettings(
        isEnabled: true,
        address: "127.0.0.1:8599",
        isSecure: true,
        sendsDatagrams: false,
        endpoints: [.init(address: "127.0.0.1:8600", path: "/stream", camera: "gate", stream: "sub")]
    )

    private func brought(_ world: BackupWorld, _ content: BackupContent) async throws -> String {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        return try await world.backups.add(as: administrator(), bytes).name
    }

    private func restore(_ world: BackupWorld, _ content: BackupContent) async throws -> RestoreReport {
        let name = try await brought(world, content)
        return try await world.backups.restore(
            as: .recorder,
            name,
            passphrase: backupPassphrase,
            dryRun: false
        )
    }

    private func kept(_ world: BackupWorld) async throws -> RestreamKept? {
        try await world.catalog.setting(RestreamKept.key).flatMap { RestreamKept($0) }
    }

    @Test func itComesBackAndWhatTheFileSaidStaysKnown() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            var before = RestreamKept()
            before.settings = settings
            try await world.catalog.changeSettings([RestreamKept.key: before.text()])
            let content = try await world.content()
            #expect(content.rtspServer?.settings == settings)

            var other = RestreamKept()
            other.settings.address = "127.0.0.1:1"
            other.fromFile = RestreamSettings(isEnabled: true)
            try await world.catalog.changeSettings([RestreamKept.key: other.text()])
            let report = try await restore(world, content)
            #expect(report.settings.changed == ["rtsp_server"])
            #expect(try await kept(world)?.settings == settings)
            #expect(try await kept(world)?.fromFile == other.fromFile)
            #expect(try await restore(world, content).settings.changed.isEmpty)
            #expect(try await restore(world, content).settings.removed.isEmpty)
        }
    }

    @Test func outletsComeBackWithTheirPasswords() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            let rules = OutletRules(masterKey: world.masterKey)
            var change = RestreamOutletChange()
            change.address = "127.0.0.1:8601"
            change.camera = "gate"
            change.access = .password
            change.username = "viewer"
            change.password = "hush-hush-77"
            change.realm = "IP Camera"
            change.mostClients = 10
            change.mostClientsPerAddress = 4
            var before = KeptOutlets()
            before.all["porch"] = try rules.applied(change, to: nil, named: "porch")
            try await world.catalog.changeSettings([KeptOutlets.key: before.text()])
            let content = try await world.content()
            #expect(content.rtspServer?.outlets?.map(\.password) == ["hush-hush-77"])
            // Nothing is another: the seal stays as it is.
            #expect(try await restore(world, content).settings.changed.isEmpty)
            #expect(try await outlets(world) == before)
            // Another one goes, and this one comes back.
            var other = KeptOutlets()
            other.all["yard"] = try rules.applied(change, to: nil, named: "yard")
            try await world.catalog.changeSettings([KeptOutlets.key: other.text()])
            #expect(try await restore(world, content).settings.changed == ["rtsp_outlets"])
            let restored = try await outlets(world)
            #expect(restored.all.keys.sorted() == ["porch"])
            #expect(restored.all["porch"]?.realm == "IP Camera" && restored.all["porch"]?.mostClients == 10)
            #expect(restored.all["porch"]?.mostClientsPerAddress == 4)
            let sealed = try #require(restored.all["porch"]?.sealedPassword)
            #expect(world.masterKey.open(sealed, for: RestreamOutlet.owner("porch")) == "hush-hush-77")
            // A backup of a program that knew none leaves them; one that nobody could set is refused.
            var old = content
            old.rtspServer?.outlets = nil
            #expect(try await restore(world, old).settings.changed.isEmpty)
            var wrong = content
            wrong.rtspServer?.outlets?[0].path = "/a b"
            let made = wrong
            let error = await domainError { _ = try await restore(world, made) }
            #expect(error?.kind == .invalid && error?.sentence.contains("path") == true)
        }
    }

    private func outlets(_ world: BackupWorld) async throws -> KeptOutlets {
        try await world.catalog.setting(KeptOutlets.key).flatMap { KeptOutlets($0) } ?? KeptOutlets()
    }

    @Test func aBackupThatDoesNotSayLeavesItAsItIs() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            var before = RestreamKept()
            before.settings = settings
            try await world.catalog.changeSettings([RestreamKept.key: before.text()])
            var content = try await world.content()
            content.rtspServer = nil
            #expect(try await restore(world, content).settings.changed.isEmpty)
            #expect(try await kept(world) == before)
        }
    }

    @Test func whatNobodyCouldSetIsNotRestored() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            var content = try await world.content()
            var wrong = settings
            wrong.endpoints[0].path = "/../etc"
            wrong.endpoints[0].camera = nil
            content.rtspServer = BackupContent.RTSPServer(wrong)
            let made = content
            let error = await domainError { _ = try await restore(world, made) }
            #expect(error?.kind == .invalid && error?.sentence.contains("path") == true)
            #expect(try await kept(world) == nil)
        }
    }

    /// A server that runs takes it up, and does not write over it with its next change.
    @Test func theServerTakesItUpAtOnce() async throws {
        let world = try await PeopleWorld()
        try await CamerasUnderTest().withCameras { cameras in
            let restreams = Restreams(
                services: world.services,
                people: world.people,
                cameras: cameras,
                hub: LiveHub(linger: .zero),
                configuration: nil
            )
            try await restreams.open()
            var restored = RestreamKept()
            restored.settings = settings
            try await world.services.catalog.changeSettings([RestreamKept.key: restored.text()])
            await world.services.restores.restored()
            #expect(await restreams.status().settings == settings)
            var change = RestreamChange()
            change.isEnabled = false
            let status = try await restreams.change(as: Asker.administrator, change)
            #expect(status.settings.address == settings.address && !status.settings.isEnabled)
        }
    }
}
