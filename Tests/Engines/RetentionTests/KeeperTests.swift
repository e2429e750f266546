import Catalog
import Media
import Storage
import Stream
import Testing

@testable import Retention

struct KeeperTests {
    private let month = RetentionRules(usual: CameraRule(term: day * 30, eventTerm: day * 90))

    private func withWorld(
        _ rules: RetentionRules,
        total: Int64 = 1_000_000,
        deletionTakes: Duration = .zero,
        _ body: (KeeperWorld) async throws -> Void
    ) async throws {
        let world = KeeperWorld(rules, total: total, deletionTakes: deletionTakes)
        try await world.addCamera("gate")
        do {
            try await body(world)
        } catch {
            await world.end()
            throw error
        }
        await world.end()
    }

    @Test func rowsAndFilesGoTogetherAndItIsCounted() async throws {
        try await withWorld(month) { world in
            for id in 1...40 { try await world.record(Int64(id), endedAgo: 31, bytes: 10) }
            try await world.record(41, endedAgo: 29)
            try await world.record(42, endedAgo: 300, isProtected: true)
            let pass = try await world.keeper.pass()
            #expect(pass.deleted == [.age: DeletionTally(recordings: 40, bytes: 400)])
            #expect(try await world.ids() == [41, 42])
            #expect(world.disk.keys.count == 2)
            #expect(try await world.catalog.pendingRemovals().isEmpty)
            #expect(world.keeper.report.deleted[.age]?.recordings == 40)
            #expect(world.keeper.report.lookedAtAgeAt == world.time.wall)
            #expect(try await world.keeper.pass().deleted.isEmpty)
        }
    }

    @Test func aRunThatWasKilledIsTakenUpWhereItWas() async throws {
        try await withWorld(month) { world in
            for id in 1...3 { try await world.record(Int64(id), endedAgo: 1) }
            _ = try await world.catalog.deleteSegments([RecordingID(nanoseconds: 2)], includingProtected: false)
            #expect(world.disk.keys.count == 3)
            try await world.keeper.pass(looksAtAge: false)
            #expect(world.disk.keys.count == 2)
            #expect(try await world.catalog.pendingRemovals().isEmpty)
        }
    }

    @Test func whereFilesCannotBeDeletedNoMoreIsGivenUp() async throws {
        var rules = month
        rules.limit = 0
        try await withWorld(rules) { world in
            for id in 1...100 { try await world.record(Int64(id), endedAgo: 1) }
            world.disk.fail(.notWritable("gate"))
            try await world.keeper.pass()
            let left = try await world.ids().count
            #expect(left >= 100 - 32, "one step at most")
            #expect(world.disk.keys.count == 100)
            #expect(world.keeper.report.stuck.keys.sorted() == ["default"])
            try await world.keeper.pass()
            #expect(try await world.ids().count == left)
            world.disk.fail(nil)
            try await world.keeper.pass()
            #expect(world.disk.keys.isEmpty)
            #expect(try await world.ids().isEmpty)
            #expect(world.keeper.report.stuck.isEmpty)
        }
    }

    @Test func aVolumeThatIsNotThereIsLeftAlone() async throws {
        try await withWorld(month) { world in
            try await world.record(1, endedAgo: 31)
            world.unmount()
            try await world.keeper.pass()
            #expect(try await world.ids() == [1])
            world.unmount(false)
            try await world.keeper.pass()
            #expect(world.disk.keys.isEmpty)
        }
    }

    @Test func snapshotsOnAVolumeCountForItsLimit() async throws {
        var rules = month
        rules.volumes["default"] = VolumeRule(limit: 10_000)
        try await withWorld(rules) { world in
            for id in 1...10 { try await world.record(Int64(id), endedAgo: 20 - Double(id)) }
            for (id, volume) in [(1, "default"), (2, "snapshots")] as [(Int64, String)] {
                try await world.catalog.insert(
                    SnapshotRecord(
                        id: SnapshotID(nanoseconds: id),
                        camera: camera("gate"),
                        takenAt: ago(1),
                        bytes: 2500,
                        width: 16,
                        height: 16,
                        checksum: 0,
                        cause: .manual,
                        node: "local",
                        volume: volume,
                        key: "gate/\(id).jpg"
                    )
                )
            }
            let pass = try await world.keeper.pass()
            #expect(pass.deleted == [.volumeLimit: DeletionTally(recordings: 3, bytes: 3000)])
            #expect(try await world.ids() == Array(4...10))
        }
    }

    @Test func otherRulesCountAtOnce() async throws {
        try await withWorld(month) { world in
            try await world.record(1, endedAgo: 20)
            try await world.keeper.pass()
            world.change { $0.usual.term = day * 10 }
            try await world.keeper.pass(looksAtAge: false)
            #expect(try await world.ids().isEmpty)
        }
    }

    @Test func deletingTakesItsRests() async throws {
        try await withWorld(month, deletionTakes: .milliseconds(10)) { world in
            for id in 1...16 { try await world.record(Int64(id), endedAgo: 31) }
            try await world.keeper.pass()
            // Eight files at a time, and four times as long nothing.
            #expect(world.pauses == [.milliseconds(320), .milliseconds(320)])
        }
    }

    @Test func aDiskWithoutRoomIsClearedWithoutRests() async throws {
        try await withWorld(month, total: 100_000_000, deletionTakes: .milliseconds(10)) { world in
            for id in 1...20 { try await world.record(Int64(id), endedAgo: 0.0001 * Double(30 - id), bytes: 4_000_000) }
            try await world.keeper.pass()
            #expect(try await world.ids().count == 20)
            world.beShort()
            let pass = try await world.keeper.pass()
            // 16 MiB more than is free, and what comes; the oldest first, though none of them is an hour old.
            let count = try #require(pass.deleted[.freeSpace]?.recordings)
            #expect((5...12).contains(count))
            #expect(try await world.ids() == Array(Int64(count + 1)...20))
            #expect(world.pauses.isEmpty)
        }
    }

    @Test func roomThatIsNotFreeYetIsNotMadeTwice() async throws {
        var rules = month
        rules.volumes["default"] = VolumeRule(floor: 500_000)
        try await withWorld(rules) { world in
            for id in 1...600 { try await world.record(Int64(id), endedAgo: 10 - Double(id) / 1000) }
            world.disk.beLazy()
            #expect(try await world.keeper.pass().deleted[.freeSpace]?.recordings == 100)
            world.time.advance(by: .seconds(10))
            #expect(try await world.keeper.pass().deleted.isEmpty)
            world.disk.settle()
            world.time.advance(by: .seconds(120))
            #expect(try await world.keeper.pass().deleted.isEmpty)
            #expect(try await world.ids().count == 500)
        }
    }

    /// All lose the same part of their time: a camera that is kept until the room is needed costs the others' days.
    @Test func whatIsKeptUntilTheRoomIsNeededCountsAgainstWhatIsPromised() {
        func forecast(_ promised: Duration, room: Int64) -> VolumeForecast {
            VolumeForecast(
                volume: "default",
                rates: [
                    (rule: CameraRule(term: promised), bytesPerSecond: 1), (rule: CameraRule(), bytesPerSecond: 9),
                ],
                deletable: 0,
                headroom: room,
                now: WallTime(nanoseconds: 0)
            )
        }
        // One byte a second for a day, and nine for ten years.
        let needed: Int64 = 86_400 + 9 * 3650 * 86_400
        #expect(forecast(.seconds(86_400), room: needed - 1).isTooSmall)
        #expect(!forecast(.seconds(86_400), room: needed).isTooSmall)
        #expect(forecast(.seconds(86_400), room: 1).neededBytes == nil)
    }

    @Test func itIsWarnedBeforeSomethingGoesBeforeItsTime() async throws {
        try await withWorld(month) { world in
            for id in 1...100 { try await world.record(Int64(id), endedAgo: Double(100 - id) / 1440, bytes: 9000) }
            world.change { $0.limit = 800_000 }
            try await world.keeper.pass()
            let news = world.takeNews()
            guard case .warned(volume: "default", isWarned: true)? = news.first else {
                Issue.record("\(news)")
                return
            }
            #expect(world.keeper.report.warned == ["default"])
            let forecast = try #require(world.keeper.report.forecasts["default"])
            #expect(forecast.isTooSmall && forecast.fullAt == world.time.wall)
            // 100 minutes at 9000 bytes, and room for 800,000.
            #expect(forecast.bytesPerDay > 12_000_000 && forecast.bytesPerDay < 13_200_000)
            let days = try #require(forecast.days)
            #expect(days > 0.06 && days < 0.07)
            world.change { $0.limit = nil }
            world.change { $0.usual = CameraRule() }
            try await world.keeper.pass()
            #expect(world.keeper.report.warned.isEmpty)
        }
    }

    @Test func gapsGoWithWhatWasRecordedThen() async throws {
        try await withWorld(month) { world in
            func gap(_ id: Int64, endedAgo days: Double?) async throws {
                try await world.catalog.openGap(
                    GapRecord(
                        id: GapID(nanoseconds: id),
                        camera: camera("gate"),
                        stream: .main,
                        start: ago(100),
                        end: days.map(ago),
                        reason: .cameraUnreachable
                    )
                )
            }
            try await gap(1, endedAgo: 31)
            try await gap(2, endedAgo: 29)
            try await gap(3, endedAgo: nil)
            try await world.record(1, endedAgo: 5, bytes: 1000)
            try await world.record(2, endedAgo: 4, bytes: 1000)
            #expect(try await world.keeper.pass().gaps == 1)
            try await gap(4, endedAgo: 6)
            try await gap(5, endedAgo: 4.5)
            // The older of the two goes for want of room, and what lay before it says nothing any more.
            world.change { $0.limit = 1000 }
            #expect(try await world.keeper.pass().gaps == 2)
            let left = try await world.catalog.gaps(GapQuery(limit: 9)).map(\.id.nanoseconds).sorted()
            #expect(left == [3, 5])
        }
    }

    @Test func aPlanDeletesNothing() async throws {
        try await withWorld(month) { world in
            for id in 1...50 { try await world.record(Int64(id), endedAgo: 30.5 - Double(id) / 10) }
            let plan = try await world.keeper.plan(within: day, limit: 3)
            #expect(plan.deletions.map(\.segment.id.nanoseconds) == [1, 2, 3])
            #expect(plan.totals[.age]?.recordings == 15)
            #expect(plan.isComplete && plan.isOn)
            #expect(plan.deletions.map(\.due) == plan.deletions.map(\.due).sorted())
            #expect(try await world.ids().count == 50 && world.disk.keys.count == 50)
        }
    }

    @Test func aPlanSaysWhatWouldGoIfDeletingWereOn() async throws {
        try await withWorld(month) { world in
            for id in 1...50 { try await world.record(Int64(id), endedAgo: 30.5 - Double(id) / 10) }
            world.change { $0.isOn = false }
            let plan = try await world.keeper.plan(within: day, limit: 3)
            #expect(plan.totals[.age]?.recordings == 15 && !plan.isOn)
            #expect(try await world.keeper.pass().total.recordings == 0)
        }
    }
}
