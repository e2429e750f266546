import Catalog
import Media
import Stream
import Testing

@testable import NVR

/// Archived groups of cameras that were removed go into a backup, and come back out of it.
struct ArchiveBackupTests {
    private func restore(_ world: BackupWorld, _ content: BackupContent) async throws -> RestoreReport {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        let name = try await world.backups.add(as: administrator(), bytes).name
        return try await world.backups.restore(
            as: .recorder,
            name,
            passphrase: backupPassphrase,
            dryRun: false
        )
    }

    private func kept(_ world: BackupWorld) async throws -> [String: ArchivedCameras.Group] {
        try await ArchivedCameras(from: world.catalog).groups
    }

    private func fill(_ world: BackupWorld) async throws -> BackupContent {
        _ = try await world.addUser("ada")
        for name in ["gate", "yard", "hall"] { try await world.catalog.insert(world.camera(name)) }
        for name in ["yard", "hall"] {
            try await world.catalog.markDeleted(CameraID(name).unsafelyKnown, at: WallTime(nanoseconds: 5))
        }
        var archived = ArchivedCameras()
        archived.groups["yard"] = .init(archivedAt: 6, keepDays: 100)
        try await world.catalog.changeSettings([ArchivedCameras.key: archived.text()])
        return try await world.content()
    }

    @Test func anEmptyRecorderKnowsTheGroupAndItsCamera() async throws {
        let content = try await withResult { world in try await fill(world) }
        #expect(content.cameras.map(\.id) == ["gate"] && content.archive?.map(\.camera.id) == ["yard"])
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            _ = try await restore(world, content)
            #expect(try await kept(world) == ["yard": .init(archivedAt: 6, keepDays: 100)])
            let yard = try await world.catalog.camera(CameraID("yard").unsafelyKnown, includingDeleted: true)
            #expect(yard?.deletedAt == WallTime(nanoseconds: 5) && yard?.name == "Camera yard")
            #expect(yard?.sealedPassword.flatMap { world.masterKey.open($0, for: "camera/yard") } == "p@ss")
            #expect(try await world.catalog.cameras(includingDeleted: false).map(\.id.text) == ["gate"])
            let again = try await restore(world, content)
            #expect(again.isEmpty)
        }
    }

    /// What was archived since stays so: a restore deletes nothing.
    @Test func whatWasArchivedSinceStaysArchived() async throws {
        try await BackupWorld.with { world in
            var content = try await fill(world)
            var archived = ArchivedCameras()
            archived.groups["hall"] = .init(archivedAt: 9)
            try await world.catalog.changeSettings([ArchivedCameras.key: archived.text()])
            let both: [String: ArchivedCameras.Group] = [
                "hall": .init(archivedAt: 9), "yard": .init(archivedAt: 6, keepDays: 100),
            ]
            #expect(try await restore(world, content).settings.changed == ["archive of cameras"])
            #expect(try await kept(world) == both)
            // A backup of an earlier version says nothing of it.
            content.archive = nil
            #expect(try await restore(world, content).isEmpty)
            #expect(try await kept(world) == both)
        }
    }

    @Test func whatNobodyCouldSayIsNotRestored() async throws {
        try await BackupWorld.with { world in
            let content = try await fill(world)
            func fault(_ change: (inout BackupContent) -> Void) async -> String? {
                var wrong = content
                change(&wrong)
                let made = wrong
                return await domainError { _ = try await restore(world, made) }?.sentence
            }
            #expect(await fault { $0.archive?[0].keepDays = -1 } != nil)
            #expect(await fault { $0.archive?[0].camera.id = "../yard" } != nil)
            #expect(await fault { $0.archive?[0].camera.id = "gate" } != nil)
            #expect(await fault { $0.archive = ($0.archive ?? []) + ($0.archive ?? []) } != nil)
            #expect(await fault { _ in } == nil)
        }
    }

    private func withResult<T: Sendable>(_ body: (BackupWorld) async throws -> T) async throws -> T {
        var result: T?
        try await BackupWorld.with { world in result = try await body(world) }
        return try #require(result)
    }
}
