import Catalog
import Media
import Stream
import Testing

@testable import NVR

/// Privacy masks go into a backup with their camera, and come back out of it.
struct MaskBackupTests {
    private static let corner: [PrivacyMask.Point] = [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0, y: 0.5)]
    private let mask = PrivacyMask(id: "a", name: "Window", isEnabled: true, polygon: Self.corner)

    private func restore(_ world: BackupWorld, _ content: BackupContent) async throws -> RestoreReport {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        let name = try await world.backups.add(as: administrator(), bytes).name
        return try await world.backups.restore(as: .recorder, name, passphrase: backupPassphrase, dryRun: false)
    }

    private func withYard(_ body: (BackupWorld) async throws -> Void) async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            try await world.catalog.insert(world.camera("yard"))
            try await world.catalog.changeSettings([KeptMasks.key("yard"): KeptMasks.text([mask])])
            try await body(world)
        }
    }

    @Test func theyComeBackAndCountAtOnce() async throws {
        try await withYard { world in
            let content = try await world.content()
            #expect(content.cameras.map(\.privacyMasks) == [[mask]])
            try await world.catalog.changeSettings([KeptMasks.key("yard"): nil])
            let privacy = PrivacyMasks(services: world.services)
            world.services.restores.add { try? await privacy.load() }
            let report = try await restore(world, content)
            #expect(report.cameras.changed == ["yard"])
            #expect(try await world.catalog.setting(KeptMasks.key("yard")) == KeptMasks.text([mask]))
            #expect(world.services.masks.masks(of: "yard") == [mask])
            #expect(try await restore(world, content).cameras.changed.isEmpty)
        }
    }

    @Test func aBackupWithoutMasksTakesThemAwayAndOneThatKnowsNoneLeavesThem() async throws {
        try await withYard { world in
            var content = try await world.content()
            content.cameras[0].privacyMasks = nil
            #expect(try await restore(world, content).cameras.changed.isEmpty)
            #expect(try await world.catalog.setting(KeptMasks.key("yard")) != nil)
            content.cameras[0].privacyMasks = []
            #expect(try await restore(world, content).cameras.changed == ["yard"])
            #expect(try await world.catalog.setting(KeptMasks.key("yard")) == nil)
        }
    }

    @Test func whatNobodyCouldSetIsNotRestored() async throws {
        try await withYard { world in
            var content = try await world.content()
            content.cameras[0].privacyMasks = [PrivacyMask(id: "a", name: "", isEnabled: true, polygon: [])]
            let wrong = content
            #expect(await refusal { _ = try await restore(world, wrong) } == .invalid)
            #expect(try await world.catalog.setting(KeptMasks.key("yard")) == KeptMasks.text([mask]))
        }
    }
}
