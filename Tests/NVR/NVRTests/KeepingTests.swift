import Catalog
import Media
import Retention
import Testing

@testable import NVR

struct KeepingTests {
    private func withKeeping(_ body: (KeepingUnderTest) async throws -> Void) async throws {
        let world = try await KeepingUnderTest()
        do {
            try await body(world)
        } catch {
            await world.end()
            throw error
        }
        await world.end()
    }

    private let chief = Asker.administrator

    @Test func theSettingsAndTheCamerasMakeTheRules() async throws {
        try await withKeeping { world in
            _ = try await world.settings.change(
                as: chief,
                ["storage.retention_days": .integer(10), "storage.event_recording_days": .integer(20)]
            )
            var yard = try #require(try await world.catalog.camera(KeepingUnderTest.camera("yard")))
            yard.keepDays = 0
            yard.quotaBytes = 5000
            try await world.catalog.update(yard)
            let rules = try await world.keeping.rules.rules(for: ["default": .init(total: 1_000_000, free: 0)])
            let gate = rules.rule(of: KeepingUnderTest.camera("gate"))
            #expect(gate.term == .seconds(10 * 86_400) && gate.eventTerm == .seconds(20 * 86_400))
            #expect(gate.quota == nil)
            let other = rules.rule(of: yard.id)
            #expect(other.term == nil && other.quota == 5000)
            #expect(rules.volumes["default"]?.floor == 50_000)
            #expect(rules.isOn && rules.limit == nil)
        }
    }

    @Test func aCleanUpDeletesWhatIsDueAndAnswersWhatThatWas() async throws {
        try await withKeeping { world in
            for (id, days) in [(1, 31), (2, 40), (3, 29)] as [(Int64, Double)] {
                try await world.record(id, endedAgo: days)
            }
            let plan = try await world.keeping.plan(as: chief, within: .zero, limit: 10)
            #expect(plan.items.map(\.recording) == ["1", "2"] || plan.items.map(\.recording) == ["2", "1"])
            #expect(plan.totals["age"] == StorageSum(recordings: 2, bytes: 2000))
            #expect(try await world.ids() == ["1", "2", "3"])
            #expect(try await world.keeping.cleanUp(as: chief) == StorageSum(recordings: 2, bytes: 2000))
            #expect(try await world.ids() == ["3"])
            #expect(world.deletedFiles == ["gate/1", "gate/2"])
            let view = try await world.keeping.view(as: chief)
            #expect(view.deleted["age"] == StorageSum(recordings: 2, bytes: 2000))
            #expect(view.volumes.map(\.recordings) == [1] && view.volumes.map(\.freeBytes) == [500_000])
            #expect(view.cameras.map(\.id) == ["gate", "yard"] && view.cameras.map(\.retentionDays) == [30, 30])
            #expect(await world.world.published().contains("deleted recording gate/2"))
            #expect(try await world.world.audited().contains { $0.hasPrefix("recording.cleanup") })
        }
    }

    @Test func nothingIsDeletedWhereThatIsSwitchedOff() async throws {
        try await withKeeping { world in
            try await world.record(1, endedAgo: 400)
            _ = try await world.settings.change(as: chief, ["storage.cleanup_enabled": .bool(false)])
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 0)
            #expect(world.keeping.problems.isEmpty)
        }
    }

    @Test func aRecordingIsKeptAsItIsSaid() async throws {
        try await withKeeping { world in
            try await world.record(1, endedAgo: 31)
            try await world.record(2, endedAgo: 31)
            try await world.record(3, endedAgo: 1)
            let kept = try await world.keeping.change(
                as: chief,
                "1",
                RecordingChange(isProtected: true, isEvent: true)
            )
            #expect(kept.isProtected && kept.isEvent && kept.retentionDays == nil)
            let own = try await world.keeping.change(as: chief, "2", RecordingChange(retentionDays: 90))
            #expect(own.retentionDays == 90)
            let endless = try await world.keeping.change(as: chief, "3", RecordingChange(retentionDays: 0))
            #expect(endless.retentionDays == 0)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 0)
            _ = try await world.keeping.change(as: chief, "2", RecordingChange(retentionDays: .some(nil)))
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.ids() == ["1", "3"])
            let refused = await refusal {
                _ = try await world.keeping.change(as: chief, "3", RecordingChange(retentionDays: -1))
            }
            #expect(refused == .invalid)
        }
    }

    @Test func severalAreProtectedAsFarAsTheyAreOnesOwn() async throws {
        try await withKeeping { world in
            for id in 1...3 { try await world.record(Int64(id), of: id == 3 ? "yard" : "gate", endedAgo: 1) }
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            #expect(try await world.keeping.protect(as: keeper, ["1", "3", "9", "x"], true) == ["1"])
            #expect(try await world.catalog.segment(RecordingID(nanoseconds: 1))?.isProtected == true)
            #expect(try await world.catalog.segment(RecordingID(nanoseconds: 3))?.isProtected == false)
            #expect(try await world.keeping.protect(as: keeper, ["1"], false) == ["1"])
            #expect(await refusal { _ = try await world.keeping.protect(as: .nobody, ["1"], true) } == .unproven)
            #expect(await refusal { _ = try await world.keeping.protect(as: chief, [], true) } == .invalid)
            let viewer = Asker.viewer(["gate": [.playback]])
            #expect(try await world.keeping.protect(as: viewer, ["1"], true).isEmpty)
            let one = await refusal { _ = try await world.keeping.change(as: viewer, "1", .init(isProtected: true)) }
            #expect(one == .forbidden)
            let other = await refusal { _ = try await world.keeping.change(as: viewer, "3", .init(isProtected: true)) }
            #expect(other == .notFound)
        }
    }

    @Test func oneIsDeletedUnlessItIsProtectedOrBeingWritten() async throws {
        try await withKeeping { world in
            for id in 1...3 { try await world.record(Int64(id), endedAgo: 1, isOpen: id == 2) }
            _ = try await world.keeping.change(as: chief, "3", RecordingChange(isProtected: true))
            try await world.keeping.delete(as: chief, "1")
            #expect(await refusal { try await world.keeping.delete(as: chief, "1") } == .notFound)
            #expect(await refusal { try await world.keeping.delete(as: chief, "2", force: true) } == .conflict)
            #expect(await refusal { try await world.keeping.delete(as: chief, "3") } == .conflict)
            try await world.keeping.delete(as: chief, "3", force: true)
            #expect(try await world.ids() == ["2"])
            let keeper = Asker.user(.operator, .all([.playback, .export]))
            #expect(await refusal { try await world.keeping.delete(as: keeper, "2") } == .forbidden)
            _ = try await world.keeping.cleanUp(as: chief)
            #expect(world.deletedFiles == ["gate/1", "gate/3"])
        }
    }

    @Test func aPurgeTakesWhatWasChosenAndSparesWhatIsProtected() async throws {
        try await withKeeping { world in
            for id in 1...450 { try await world.record(Int64(id), endedAgo: Double(500 - id) / 10) }
            try await world.record(1001, .sub, endedAgo: 20)
            try await world.record(1002, endedAgo: 20, isEvent: true)
            try await world.record(1003, of: "yard", endedAgo: 20)
            try await world.record(1004, endedAgo: 20, isOpen: true)
            _ = try await world.keeping.protect(as: chief, ["7"], true)
            var request = PurgeRequest()
            request.camera = "gate"
            request.stream = "main"
            request.kind = "continuous"
            request.olderThanDays = 10
            request.isDryRun = true
            // Those that ended 10 days ago or earlier: 1 to 400.
            #expect(try await world.keeping.purge(as: chief, request).recordings == 399)
            #expect(try await world.ids().count == 454)
            request.isDryRun = false
            #expect(try await world.keeping.purge(as: chief, request) == StorageSum(recordings: 399, bytes: 399_000))
            let left = try await world.ids()
            #expect(left.count == 55 && left.contains("7") && left.contains("401") && left.contains("1002"))
            var all = PurgeRequest()
            all.camera = "nowhere"
            let unknown = all
            #expect(await refusal { _ = try await world.keeping.purge(as: chief, unknown) } == .notFound)
            let viewer = Asker.viewer(["gate": [.playback]])
            let mine = request
            #expect(await refusal { _ = try await world.keeping.purge(as: viewer, mine) } == .forbidden)
            #expect(try await world.keeping.purge(as: viewer, PurgeRequest()).recordings == 0)
        }
    }

    @Test func whoMayNotSeeTheSystemIsToldNothing() async throws {
        try await withKeeping { world in
            let viewer = Asker.viewer(["gate": [.playback]])
            #expect(await refusal { _ = try await world.keeping.view(as: viewer) } == .forbidden)
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            let seen = try await world.keeping.view(as: keeper)
            #expect(seen.cameras.map(\.id) == ["gate"])
            #expect(
                await refusal { _ = try await world.keeping.plan(as: keeper, within: .zero, limit: 1) } == .forbidden
            )
            #expect(await refusal { _ = try await world.keeping.cleanUp(as: keeper) } == .forbidden)
        }
    }
}
