import Catalog
import Media
import Stream
import Testing

@testable import Retention

/// Before something goes for want of room that was promised a longer time, people are told, whatever it is for which there is
/// no room.
struct KeeperWarningTests {
    /// Of the recordings of the last hour: about 13 MB come in a day.
    private static let minute: Int64 = 9000

    private func withWorld(_ rules: RetentionRules, _ body: (KeeperWorld) async throws -> Void) async throws {
        // A disk on which all that is promised has room.
        let world = KeeperWorld(rules, total: 1_000_000_000_000)
        try await world.addCamera("gate")
        do {
            for id in 1...60 {
                try await world.record(Int64(id), endedAgo: Double(60 - id) / 1440, bytes: Self.minute)
            }
            try await body(world)
        } catch {
            await world.end()
            throw error
        }
        await world.end()
    }

    /// Room for a day of what comes, and for a little more.
    private var oneDay: RetentionRules {
        RetentionRules(
            usual: CameraRule(term: day, eventTerm: day * 90),
            volumes: ["default": VolumeRule(limit: 14_000_000)]
        )
    }

    @Test func aQuotaThatIsTooSmallIsWarnedOf() async throws {
        let rule = CameraRule(term: day * 30, eventTerm: day * 30)
        try await withWorld(RetentionRules(usual: rule)) { world in
            try await world.keeper.pass()
            #expect(world.takeNews().isEmpty)
            world.change { rules in
                rules.cameras[camera("gate")] = rule
                rules.cameras[camera("gate")]?.quota = 1_000_000
            }
            // Nothing goes yet: the first would in less than an hour.
            #expect(try await world.keeper.pass().deleted.isEmpty)
            guard case .warnedOfQuota(camera: let one, isWarned: true)? = world.takeNews().first else {
                Issue.record("nobody was told")
                return
            }
            #expect(one == camera("gate"))
            #expect(world.keeper.report.warnedCameras == [camera("gate")])
            #expect(world.keeper.report.warned.isEmpty)
            world.change { $0.cameras = [:] }
            try await world.keeper.pass()
            #expect(world.keeper.report.warnedCameras.isEmpty)
            guard case .warnedOfQuota(camera: _, isWarned: false)? = world.takeNews().first else {
                Issue.record("nobody was told that it is over")
                return
            }
        }
    }

    @Test func eventsThatLoseTheirLongerTimeAreWarnedOf() async throws {
        try await withWorld(oneDay) { world in
            try await world.keeper.pass()
            #expect(world.keeper.report.warned.isEmpty)
            for id in 101...120 { try await world.record(Int64(id), endedAgo: 5, bytes: 500_000, isEvent: true) }
            #expect(try await world.keeper.pass().deleted.isEmpty)
            #expect(world.keeper.report.forecasts["default"]?.isTooSmall == false)
            #expect(world.keeper.report.warned == ["default"])
        }
    }

    @Test func recordingsThatLoseATimeOfTheirOwnAreWarnedOf() async throws {
        try await withWorld(oneDay) { world in
            for id in 101...120 {
                try await world.record(Int64(id), endedAgo: 5, bytes: 500_000, keepUntil: now + day * 50)
            }
            #expect(try await world.keeper.pass().deleted.isEmpty)
            #expect(world.keeper.report.warned == ["default"])
        }
    }

    /// They were promised no time: on a disk that is full some go every day, as it was wished.
    @Test func whatIsKeptUntilTheRoomIsNeededGoesWithoutAWarning() async throws {
        try await withWorld(oneDay) { world in
            let forGood = WallTime(nanoseconds: .max)
            for id in 101...120 { try await world.record(Int64(id), endedAgo: 5, bytes: 500_000, keepUntil: forGood) }
            try await world.keeper.pass()
            #expect(world.keeper.report.warned.isEmpty)
            world.change { $0.usual = CameraRule(quota: 1_000_000) }
            #expect(try await world.keeper.pass().deleted[.cameraQuota] != nil)
            #expect(world.keeper.report.warned.isEmpty && world.keeper.report.warnedCameras.isEmpty)
        }
    }

    /// There was no time to warn of it a day before: it is warned of before it goes.
    @Test func whatCouldNotBeForeseenIsWarnedOfAsItGoes() async throws {
        try await withWorld(oneDay) { world in
            try await world.keeper.pass()
            #expect(world.keeper.report.warned.isEmpty)
            for id in 101...140 { try await world.record(Int64(id), endedAgo: 5, bytes: 500_000, isEvent: true) }
            #expect(try await world.keeper.pass(looksAtAge: false).deleted[.volumeLimit] != nil)
            guard case .warned(volume: "default", isWarned: true)? = world.takeNews().first else {
                Issue.record("nobody was told before")
                return
            }
        }
    }

    /// It reads what goes in a day: not at each look, but again after a while.
    @Test func itIsLookedAheadAgainAfterAWhile() async throws {
        try await withWorld(oneDay) { world in
            try await world.keeper.pass()
            for id in 101...120 { try await world.record(Int64(id), endedAgo: 5, bytes: 500_000, isEvent: true) }
            try await world.keeper.pass(looksAtAge: false)
            #expect(world.keeper.report.warned.isEmpty)
            world.time.advance(by: .seconds(900))
            try await world.keeper.pass(looksAtAge: false)
            #expect(world.keeper.report.warned == ["default"])
        }
    }
}
