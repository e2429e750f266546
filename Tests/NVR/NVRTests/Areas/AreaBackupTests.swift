import Catalog
import Media
import Stream
import Testing

@testable import NVR

/// Detection zones and motion masks go into a backup with their camera, and come back out of it.
struct AreaBackupTests {
    private static let corner: [PicturePoint] = [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0, y: 0.5)]
    private let zone = PictureArea(
        id: "drive",
        name: "Drive",
        isEnabled: true,
        polygon: Self.corner,
        labels: ["person"],
        minScore: 0.6,
        color: "#ff0000"
    )
    private let mask = PictureArea(id: "tree", name: "", isEnabled: false, polygon: Self.corner)

    private func restore(_ world: BackupWorld, _ content: BackupContent) async throws -> RestoreReport {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        let name = try await world.backups.add(as: administrator(), bytes).name
        return try await world.backups.restore(as: .recorder, name, passphrase: backupPassphrase, dryRun: false)
    }

    @Test func theyComeBackAndWhatABackupDoesNotKnowStays() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            let camera = world.camera("yard")
            try await world.catalog.insert(camera)
            let zones = CameraAreaKey(camera.id, .zone)
            let masks = CameraAreaKey(camera.id, .motionMask)
            let kept = (zone.record, mask.record)
            try await world.catalog.changeAreas(zones) { $0 = [kept.0] }
            try await world.catalog.changeAreas(masks) { $0 = [kept.1] }
            var content = try await world.content()
            #expect(content.cameras.map(\.zones) == [[zone]])
            #expect(content.cameras.map(\.motionMasks) == [[mask]])
            for key in [zones, masks] { try await world.catalog.changeAreas(key) { $0 = [] } }
            #expect(try await restore(world, content).cameras.changed == ["yard"])
            #expect(try await world.catalog.areas(zones) == [zone.record])
            #expect(try await world.catalog.areas(masks) == [mask.record])
            #expect(try await restore(world, content).cameras.changed.isEmpty)
            // A backup of an earlier version knows none, one with none takes them away.
            content.cameras[0].zones = nil
            content.cameras[0].motionMasks = []
            #expect(try await restore(world, content).cameras.changed == ["yard"])
            #expect(try await world.catalog.areas(zones) == [zone.record])
            #expect(try await world.catalog.areas(masks) == [])
            // What nobody could set is not restored.
            content.cameras[0].zones = [PictureArea(id: "a", name: "", isEnabled: true, polygon: [])]
            let wrong = content
            #expect(await refusal { _ = try await restore(world, wrong) } == .invalid)
            #expect(try await world.catalog.areas(zones) == [zone.record])
        }
    }
}
