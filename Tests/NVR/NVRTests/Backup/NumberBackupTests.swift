import Catalog
import Stream
import Testing

@testable import NVR

/// Programs that know cameras by small numbers find the same ones on another machine.
struct NumberBackupTests {
    private static let (door, yard) = (NumberedThing(.camera, "door"), NumberedThing(.camera, "yard"))

    private func restore(_ world: BackupWorld, _ content: BackupContent) async throws -> RestoreReport {
        let header = BackupHeader(content, program: "9", at: world.time.wall, note: nil)
        let bytes = try BackupSeal(cost: BackupWorld.cost).seal(content, header, backupPassphrase)
        let name = try await world.backups.add(as: administrator(), bytes).name
        return try await world.backups.restore(as: .recorder, name, passphrase: backupPassphrase, dryRun: false)
    }

    @Test func camerasKeepTheirNumbersOnANewMachine() async throws {
        try await BackupWorld.with { old in
            _ = try await old.addUser("ada")
            for name in ["door", "yard"] { try await old.catalog.insert(old.camera(name)) }
            // In another order than a list would give them.
            #expect(try await old.catalog.numbers(of: [Self.yard]) == [Self.yard: 1])
            #expect(try await old.catalog.numbers(of: [Self.door]) == [Self.door: 2])
            let content = try await old.content()
            #expect(content.numbers?.map(\.id) == ["yard", "door"])
            try await BackupWorld.with { (new: BackupWorld) async throws in
                let film = NumberedThing(.recording, "5")
                #expect(try await new.catalog.numbers(of: [film]) == [film: 1])
                #expect(try await restore(new, content).settings.changed.contains("numbers of cameras and volumes"))
                #expect(try await new.catalog.numbers(of: [Self.door, Self.yard]) == [Self.door: 2, Self.yard: 1])
                #expect(try await new.catalog.thing(numbered: 1) == Self.yard)
                // What had the number gets one that nothing has had.
                #expect(try await new.catalog.numbers(of: [film]) == [film: 3])
                #expect(try await restore(new, content).settings.changed.isEmpty)
            }
        }
    }

    @Test func whatIsNoNumberIsNotRestored() async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            try await world.catalog.insert(world.camera("door"))
            _ = try await world.catalog.numbers(of: [Self.door])
            let content = try await world.content()
            typealias Number = BackupContent.Number
            let wrong: [[Number]] = [
                [Number(kind: "camera", id: "door", number: 0)], [Number(kind: "camera", id: "door", number: .max)],
                [Number(kind: "camera", id: "../x", number: 4)],
                [Number(kind: "camera", id: "door", number: 4), Number(kind: "camera", id: "door", number: 5)],
                [Number(kind: "camera", id: "door", number: 4), Number(kind: "volume", id: "disk", number: 4)],
            ]
            for numbers in wrong {
                var hostile = content
                hostile.numbers = numbers
                let sent = hostile
                #expect(await refusal { _ = try await restore(world, sent) } == .invalid, "\(numbers)")
            }
            // Of another version: what it does not know stays.
            var other = content
            other.numbers = [Number(kind: "spaceship", id: "door", number: 9)]
            _ = try await restore(world, other)
            other.numbers = nil
            _ = try await restore(world, other)
            #expect(try await world.catalog.numbers(of: [Self.door]) == [Self.door: 1])
        }
    }
}
