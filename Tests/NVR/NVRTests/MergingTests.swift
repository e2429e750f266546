import Catalog
import Logging
import Media
import Recording
import Storage
import Testing

@testable import NVR

struct MergingTests {
    private let chief = Asker.administrator

    private func withMerging(_ body: (KeepingUnderTest, Merging) async throws -> Void) async throws {
        let world = try await KeepingUnderTest()
        let threads = DiskThreads(count: 1)
        let services = world.world.services
        let merger = Merger(
            Merger.Parts(
                catalog: world.catalog,
                node: "local",
                volumes: { [:] },
                room: { _ in nil },
                threads: threads,
                time: world.time,
                logger: services.logger,
                exclusively: { work in await work() },
                told: { Merging.tell($0, services) },
                counted: { await KeptMergeReport.keep($0, in: services.catalog, services.logger) }
            )
        )
        let merging = Merging(services: services, settings: world.settings, jobs: world.jobs, merger: merger)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(world, merging)) } catch { outcome = .failure(error) }
        await world.end()
        await threads.stop()
        try outcome.get()
    }

    @Test func whatIsSaidOfACameraCountsInsteadOfTheSettings() async throws {
        try await withMerging { world, merging in
            let gate = KeepingUnderTest.camera("gate")
            #expect(try await merging.rules()[gate]?.rule.isOn == false)
            _ = try await world.settings.change(
                as: chief,
                ["merge.enabled": .bool(true), "merge.window_seconds": .integer(600)]
            )
            var own = MergeOverride()
            own.window = 120
            own.leastSegments = 2
            #expect(try await merging.change(as: chief, of: "gate", own) == own)
            #expect(try await merging.override(as: chief, of: "gate") == own)
            let rules = try await merging.rules()
            let rule = try #require(rules[gate]?.rule)
            #expect(rule.isOn && rule.window == .seconds(120) && rule.leastMembers == 2 && rule.batch == 200)
            #expect(rule.leastAge == .seconds(600) && rules[gate]?.interval == .seconds(3600))
            #expect(rules[KeepingUnderTest.camera("yard")]?.rule.window == .seconds(600))
            own = MergeOverride()
            #expect(try await merging.change(as: chief, of: "gate", own).isEmpty)
            #expect(try await merging.rules()[gate]?.rule.window == .seconds(600))
            #expect(try await world.world.audited().contains { $0.hasPrefix("camera.merging camera/gate") })
        }
    }

    @Test func acrossPausesIsAskedForAndNotDoneWhereThereIsEvidence() async throws {
        try await withMerging { world, merging in
            let gate = KeepingUnderTest.camera("gate")
            let yard = KeepingUnderTest.camera("yard")
            #expect(try await merging.rules()[gate]?.rule.joinsAcrossPauses == false)
            _ = try await world.settings.change(as: chief, ["merge.across_pauses": .bool(true)])
            var own = MergeOverride()
            own.joinsAcrossPauses = false
            #expect(!own.isEmpty)
            _ = try await merging.change(as: chief, of: "yard", own)
            var rules = try await merging.rules()
            #expect(rules[gate]?.rule.joinsAcrossPauses == true && rules[yard]?.rule.joinsAcrossPauses == false)
            var choices = EvidenceChoices()
            choices.since = ["gate": 7]
            try await world.catalog.changeSettings([EvidenceChoices.key: choices.text()])
            rules = try await merging.rules()
            #expect(rules[gate]?.rule.joinsAcrossPauses == false)
        }
    }

    @Test func aPauseIsNotPlayed() throws {
        func at(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }
        let id = RecordingID(nanoseconds: 1)
        let record = SegmentRecord(
            id: id,
            camera: KeepingUnderTest.camera("gate"),
            stream: .main,
            start: at(0),
            end: at(100),
            node: "local",
            volume: "default",
            key: "a",
            run: id,
            pauses: [RecordingPause(fragment: 10, start: at(10), end: at(80), run: id, epoch: 0)]
        )
        let view = RecordingView(record)
        #expect(view.parts == [at(0)..<at(10), at(80)..<at(100)] && view.duration == .seconds(30))
        for (time, position) in [(0, 0), (5, 5), (10, 10), (60, 10), (80, 10), (85, 15), (100, 30), (999, 30)]
            as [(Int64, Int64)]
        {
            #expect(view.position(of: at(time)) == .seconds(position))
        }
    }

    @Test func whatMakesNoSenseIsRefusedAndWhoMayNotIsToldNothing() async throws {
        try await withMerging { _, merging in
            var bad = MergeOverride()
            bad.leastSegments = 1
            let one = bad
            #expect(await refusal { _ = try await merging.change(as: chief, of: "gate", one) } == .invalid)
            #expect(await refusal { _ = try await merging.change(as: chief, of: "attic", .init()) } == .notFound)
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            #expect(await refusal { _ = try await merging.override(as: keeper, of: "gate") } == .forbidden)
            #expect(await refusal { _ = try await merging.override(as: keeper, of: "yard") } == .notFound)
            #expect(await refusal { _ = try await merging.start(as: keeper) } == .forbidden)
            let seen = try merging.view(as: keeper)
            #expect(seen.passes == 0)
            #expect(await refusal { _ = try merging.view(as: Asker.viewer(["gate": [.playback]])) } == .forbidden)
        }
    }

    @Test func aPassIsAJobThatCounts() async throws {
        try await withMerging { world, merging in
            _ = try await world.settings.change(as: chief, ["merge.enabled": .bool(true)])
            let job = try await merging.start(as: chief)
            try await eventually("the job has ended") { try world.jobs.job(as: chief, job.id).endedAt != nil }
            let ended = try world.jobs.job(as: chief, job.id)
            #expect(ended.kind == "merge" && ended.state == .succeeded)
            #expect(ended.result == ["files": "0", "segments": "0", "bytes": "0", "errors": "0"])
            let view = try merging.view(as: chief)
            #expect(view.isEnabled && view.passes == 1 && view.lastEndedAt != nil && view.lastFailure == nil)
        }
    }

    @Test func thoseWaitThatHaveNeighbours() async throws {
        try await withMerging { world, merging in
            #expect(try await merging.waiting(as: chief) == [:])
            _ = try await world.settings.change(
                as: chief,
                ["merge.enabled": .bool(true), "merge.window_seconds": .integer(86_400)]
            )
            let hours = 2.0 / 24
            // Three minutes one after the other, one by itself, and one that is too young.
            for (id, seconds) in [(1, 0), (2, 60), (3, 120), (4, 600)] as [(Int64, Double)] {
                try await world.record(id, endedAgo: hours - seconds / 86_400, run: 1)
            }
            try await world.record(5, endedAgo: 0, run: 1)
            #expect(try await merging.waiting(as: chief) == ["gate": 3, "yard": 0])
            let keeper = Asker.user(.operator, .some(["yard": [.playback]]))
            #expect(try await merging.waiting(as: keeper) == ["yard": 0])
            #expect(
                await refusal { _ = try await merging.waiting(as: Asker.viewer(["gate": [.playback]])) } == .forbidden
            )
        }
    }

    @Test func theCountersGoOnAfterAStart() async throws {
        try await withMerging { world, merging in
            #expect(try await KeptMergeReport.read(world.catalog) == MergeReport())
            for passes in 1...2 {
                _ = try await merging.merger.pass([:])
                #expect(try await KeptMergeReport.read(world.catalog).passes == passes)
            }
            var report = merging.merger.report
            report.total.files = 3
            report.total.bytes = 1 << 40
            report.lastFailure = "The disk could not be written."
            let services = world.world.services
            await KeptMergeReport.keep(report, in: world.catalog, services.logger)
            #expect(try await KeptMergeReport.read(world.catalog) == report)
            // Something else there is no reason not to start.
            try await world.catalog.changeSettings([KeptMergeReport.key: "[]"])
            #expect(try await KeptMergeReport.read(world.catalog) == MergeReport())
        }
    }
}
