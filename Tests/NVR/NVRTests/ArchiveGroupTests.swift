import Catalog
import Media
import Retention
import Stream
import Testing

@testable import NVR

struct ArchiveGroupTests {
    private let chief = Asker.administrator

    private func withArchive(_ body: (KeepingUnderTest, Cameras, ArchiveGroups) async throws -> Void) async throws {
        let world = try await KeepingUnderTest()
        let outcome: Result<Void, any Error>
        do {
            try await world.world.withCameras { cameras in
                let groups = ArchiveGroups(
                    services: world.world.services,
                    settings: world.settings,
                    keeping: world.keeping,
                    cameras: cameras
                )
                try await body(world, cameras, groups)
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await world.end()
        try outcome.get()
    }

    @Test func anArchiveStaysUntilSomebodyDeletesIt() async throws {
        try await withArchive { world, _, groups in
            for (id, days) in [(1, 400), (2, 40), (3, 1)] as [(Int64, Double)] {
                try await world.record(id, endedAgo: days)
            }
            try await world.record(9, of: "yard", endedAgo: 400)
            #expect(try await groups.remove(as: chief, "gate", recordings: .archive) == nil)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.ids() == ["1", "2", "3"])
            let group = try #require(try await groups.list(as: chief).first)
            #expect(group.camera == "gate" && group.recordings == 3 && group.bytes == 3000 && group.retentionDays == 0)
            #expect(group.archivedAt == world.time.wall && group.oldest != nil)
            // Nor does it go where there is no room.
            let rules = try await world.keeping.rules.rules(for: ["default": .init(total: 1_000_000, free: 0)])
            #expect(rules.rule(of: KeepingUnderTest.camera("gate")).staysForGood)
            // For a time of its own; and then by the camera's rule again.
            let own = try await groups.change(as: chief, "gate", isArchived: nil, retentionDays: 365)
            #expect(own.retentionDays == 365)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            let none = try await groups.change(as: chief, "gate", isArchived: false, retentionDays: nil)
            #expect(none.archivedAt == nil && none.retentionDays == 30)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.ids() == ["3"])
        }
    }

    @Test func whatIsErasedGoesButForWhatIsProtected() async throws {
        try await withArchive { world, _, groups in
            for id in 1...3 { try await world.record(Int64(id), endedAgo: 1) }
            _ = try await world.keeping.protect(as: chief, ["2"], true)
            let job = try #require(try await groups.remove(as: chief, "gate", recordings: .erase))
            try await eventually("they are deleted") { try world.jobs.job(as: chief, job.id).endedAt != nil }
            #expect(try await world.ids() == ["2"])
            #expect(try await groups.list(as: chief).first?.protected.recordings == 1)
        }
    }

    @Test func aRemovedCameraComesBackAsItWas() async throws {
        try await withArchive { world, cameras, groups in
            try await world.record(1, endedAgo: 400)
            let before = try await cameras.camera(as: chief, "gate")
            #expect(await refusal { _ = try await groups.restore(as: chief, "gate") } == .conflict)
            #expect(await refusal { _ = try await groups.erase(as: chief, "gate") } == .conflict)
            _ = try await groups.remove(as: chief, "gate", recordings: .archive)
            #expect(await refusal { _ = try await cameras.camera(as: chief, "gate") } == .notFound)
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            #expect(await refusal { _ = try await groups.restore(as: keeper, "gate") } == .forbidden)
            #expect(try await groups.list(as: keeper).map(\.camera) == ["gate"])
            #expect(try await groups.list(as: Asker.viewer(["yard": [.playback]])).isEmpty)
            let back = try await groups.restore(as: chief, "gate")
            #expect(back.name == before.name && back.version == before.version)
            #expect(try await cameras.list(as: chief).map(\.id) == ["gate", "yard"])
            #expect(try await groups.list(as: chief).isEmpty)
            // From now on it is kept as long as its rule says.
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.world.audited().contains { $0.hasPrefix("camera.restore camera/gate") })
        }
    }
}
