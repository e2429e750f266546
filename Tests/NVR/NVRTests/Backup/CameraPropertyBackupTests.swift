import Catalog
import Stream
import Testing

@testable import NVR

/// What is said of a camera goes into a backup with it, and comes back out of it.
struct CameraPropertyBackupTests {
    private func restore(_ world: BackupWorld, _ content: BackupContent) async throws -> RestoreReport {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        let name = try await world.backups.add(as: administrator(), bytes).name
        return try await world.backups.restore(as: .recorder, name, passphrase: backupPassphrase, dryRun: false)
    }

    @Test func itComesBackAndWhatABackupDoesNotKnowStays() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            let camera = world.camera("yard")
            try await world.catalog.insert(camera)
            let row = CameraProperties.row(camera.id)
            let said: [String: SettingValue] = ["people.location": .text("Shed"), "objects.threshold": .number(0.75)]
            let text = try CameraProperties().applying(said).text()
            try await world.catalog.changeSettings([row: text])
            var content = try await world.content()
            #expect(content.cameras.map(\.properties) == [said])
            try await world.catalog.changeSettings([row: nil])
            #expect(try await restore(world, content).cameras.changed == ["yard"])
            #expect(CameraProperties(text: try await world.catalog.setting(row)).said == said)
            #expect(try await restore(world, content).cameras.changed.isEmpty)
            // A backup of an earlier version knows nothing of it; one with nothing takes it away.
            content.cameras[0].properties = nil
            #expect(try await restore(world, content).cameras.changed.isEmpty)
            #expect(CameraProperties(text: try await world.catalog.setting(row)).said == said)
            content.cameras[0].properties = [:]
            #expect(try await restore(world, content).cameras.changed == ["yard"])
            #expect(try await world.catalog.setting(row) == nil)
            // What nobody could say is not restored.
            content.cameras[0].properties = ["live.mode": .text("fax")]
            let wrong = content
            #expect(await refusal { _ = try await restore(world, wrong) } == .invalid)
        }
    }
}
