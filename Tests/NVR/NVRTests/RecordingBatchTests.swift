import Catalog
import Media
import Stream
import Testing

@testable import NVR

struct RecordingBatchTests {
    private let chief = Asker.administrator

    private func withKeeping(_ body: (KeepingUnderTest) async throws -> Void) async throws {
        let world = try await KeepingUnderTest()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(world)) } catch { outcome = .failure(error) }
        await world.end()
        try outcome.get()
    }

    /// The job as it ended.
    private func outcome(_ batch: RecordingBatch, as principal: Principal, in world: KeepingUnderTest) async throws
        -> JobView
    {
        let job = try await world.keeping.batch(as: principal, batch)
        #expect(job.kind == "batch")
        var last = job
        try await eventually("the batch has ended") {
            last = try world.jobs.job(as: chief, job.id)
            return last.endedAt != nil
        }
        return last
    }

    @Test func thoseThatAreNamedAreDeletedAsFarAsThatIsAllowed() async throws {
        try await withKeeping { world in
            for id in 1...5 {
                try await world.record(Int64(id), of: id == 5 ? "yard" : "gate", endedAgo: 1, isOpen: id == 2)
            }
            _ = try await world.keeping.protect(as: chief, ["3"], true)
            let ids = ["1", "2", "3", "4", "77", "x"]
            let job = try await outcome(RecordingBatch(.delete, .named(ids)), as: chief, in: world)
            #expect(job.state == .succeeded && job.progress == 1)
            #expect(job.result == ["done": "2", "bytes": "2000", "refused": "2", "unknown": "1"])
            #expect(try await world.ids() == ["2", "3", "5"])
            _ = try await world.keeping.cleanUp(as: chief)
            #expect(world.deletedFiles == ["gate/1", "gate/4"])
            #expect(await world.world.published().contains("deleted recording gate/4"))
            let notes = try await world.world.audited()
            #expect(notes.contains { $0.hasPrefix("recording.batch") && $0.contains("delete") })
        }
    }

    @Test func aChoiceIsProtectedCameraByCameraAsTheAskerMay() async throws {
        try await withKeeping { world in
            for id in 1...430 { try await world.record(Int64(id), endedAgo: Double(500 - id) / 10) }
            for id in 1001...1003 { try await world.record(Int64(id), of: "yard", endedAgo: 20) }
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            var filter = RecordingBatch.Filter()
            filter.to = world.time.wall + .seconds(-10 * 86_400)
            // Those that had ended by then: 1 to 400.
            let job = try await outcome(RecordingBatch(.protect, .filter(filter)), as: keeper, in: world)
            #expect(job.result["done"] == "400" && job.result["refused"] == "0")
            let rows = try await world.catalog.segments(SegmentQuery(isProtected: true, limit: 1000))
            #expect(rows.count == 400 && rows.allSatisfy { $0.camera == KeepingUnderTest.camera("gate") })
            filter.kind = "event"
            let none = try await outcome(RecordingBatch(.unprotect, .filter(filter)), as: keeper, in: world)
            #expect(none.result["done"] == "0")
            filter.kind = nil
            let all = try await outcome(RecordingBatch(.unprotect, .filter(filter)), as: keeper, in: world)
            #expect(all.result["done"] == "400")
        }
    }

    @Test func nobodyDoesMoreThanHeMay() async throws {
        try await withKeeping { world in
            for id in 1...3 { try await world.record(Int64(id), of: id == 3 ? "yard" : "gate", endedAgo: 1) }
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            let named = RecordingBatch(.protect, .named(["1", "3"]))
            #expect(try await outcome(named, as: keeper, in: world).result["unknown"] == "1")
            let deletion = RecordingBatch(.delete, .named(["1", "2", "3"]))
            #expect(try await outcome(deletion, as: keeper, in: world).result["done"] == "0")
            #expect(try await world.ids() == ["1", "2", "3"])
            var filter = RecordingBatch.Filter()
            filter.camera = "yard"
            let yard = filter
            let hidden = await refusal {
                _ = try await world.keeping.batch(as: keeper, RecordingBatch(.protect, .filter(yard)))
            }
            #expect(hidden == .notFound)
            let refused = await refusal {
                _ = try await world.keeping.batch(as: chief, RecordingBatch(.protect, .named([])))
            }
            #expect(refused == .invalid)
            #expect(await refusal { _ = try await world.keeping.batch(as: .nobody, named) } == .unproven)
        }
    }
}
