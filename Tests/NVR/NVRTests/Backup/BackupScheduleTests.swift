import Foundation
import Media
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

struct BackupScheduleTests {
    private func time(_ text: String) throws -> WallTime {
        let date = try Date(text, strategy: .iso8601)
        return WallTime(nanoseconds: Int64(date.timeIntervalSince1970) * 1_000_000_000)
    }

    private func text(_ time: WallTime) -> String {
        Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000)).formatted(.iso8601)
    }

    // MARK: When

    @Test(arguments: [
        // Before and after that time of the day; at it, the next day.
        ("UTC", 4, 0, "2026-11-21T03:59:59Z", "2026-11-21T04:00:00Z"),
        ("UTC", 4, 0, "2026-11-21T04:00:00Z", "2026-11-22T04:00:00Z"),
        ("UTC", 0, 0, "2026-11-21T04:00:00Z", "2026-11-22T00:00:00Z"),
        ("UTC", 23, 59, "2026-12-31T23:59:30Z", "2027-01-01T23:59:00Z"),
        ("Europe/Berlin", 4, 0, "2026-11-21T00:00:00Z", "2026-11-21T03:00:00Z"),
        ("Europe/Berlin", 4, 0, "2026-07-21T00:00:00Z", "2026-07-21T02:00:00Z"),
        ("Asia/Kathmandu", 4, 0, "2026-11-21T00:00:00Z", "2026-11-21T22:15:00Z"),
        // The clocks go from 2:00 to 3:00: there is no 2:30, so it is done at 3:30.
        ("Europe/Berlin", 2, 30, "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"),
        ("Europe/Berlin", 2, 30, "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
        // They go from 3:00 back to 2:00: of the two 2:30 the first, and not the second.
        ("Europe/Berlin", 2, 30, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("Europe/Berlin", 2, 30, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
        ("Europe/Berlin", 2, 30, "2026-10-25T01:00:00Z", "2026-10-26T01:30:00Z"),
        // On the days around, the time of day is kept, not the distance.
        ("Europe/Berlin", 4, 0, "2026-03-28T03:00:00Z", "2026-03-29T02:00:00Z"),
        ("Europe/Berlin", 4, 0, "2026-10-24T02:00:00Z", "2026-10-25T03:00:00Z"),
        // The clocks go half an hour on, and there is no 2:15.
        ("Australia/Lord_Howe", 2, 15, "2026-10-03T12:00:00Z", "2026-10-03T15:45:00Z"),
        // A day that begins at 1:00.
        ("America/Havana", 0, 30, "2026-03-07T12:00:00Z", "2026-03-08T05:30:00Z"),
        ("No/Where", 4, 0, "2026-11-21T00:00:00Z", "2026-11-21T04:00:00Z"),
    ]) func daily(zone: String, hour: Int, minute: Int, after: String, expected: String) throws {
        let schedule = BackupSchedule.daily(hour: hour, minute: minute, timeZone: zone)
        #expect(text(schedule.next(after: try time(after))) == expected)
    }

    @Test func everyDayOfAYearHasOne() throws {
        for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"] {
            let schedule = BackupSchedule.daily(hour: 2, minute: 15, timeZone: zone)
            var time = try time("2026-01-01T12:00:00Z")
            for _ in 0..<365 {
                let next = schedule.next(after: time)
                #expect(
                    (79_200...93_600).contains((next - time).components.seconds) || text(time).hasPrefix("2026-01-01")
                )
                time = next
            }
            // The first may have been on the first day itself.
            #expect(["2026-12-31", "2027-01-01"].contains(text(time).prefix(10)))
        }
    }

    @Test func byMinutes() throws {
        let start = try time("2026-10-25T00:30:00Z")
        #expect(BackupSchedule.every(minutes: 90).next(after: start) - start == .seconds(5400))
        #expect(BackupSchedule.every(minutes: -5).next(after: start) - start == .seconds(600))
        #expect(BackupSchedule.every(minutes: .max).next(after: start) > start)
    }

    // MARK: Keeping to it

    private func scheduled(_ world: BackupWorld) async throws -> [String] {
        try await world.backups.list(as: administrator()).filter { $0.origin == .scheduled }.map { text($0.createdAt) }
    }

    /// Looks and waits as the recorder does, for so long.
    private func pass(_ time: Duration, _ world: BackupWorld) async throws {
        let end = world.time.monotonic + time
        while world.time.monotonic < end {
            let pause = await (try world.backups).keepSchedule()
            #expect(pause > .zero && pause <= .seconds(60))
            world.time.advance(by: min(pause, end - world.time.monotonic))
        }
    }

    private func plan(keep: Int = 2, passphrase: String? = backupPassphrase) -> BackupPlan {
        BackupPlan(
            schedule: .daily(hour: 4, minute: 30, timeZone: "UTC"),
            keep: keep,
            passphrase: passphrase
        )
    }

    @Test func theNewestAreKeptAndNothingElseIsDeleted() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            let manual = try await backups.create(as: administrator(), passphrase: backupPassphrase).name
            let bytes = try await backups.file(as: administrator(), manual)
            _ = try await backups.add(as: administrator(), bytes)
            #expect(await backups.keepSchedule() == .seconds(60))
            world.plan = plan()
            // 4:00; the first is due at 4:30.
            try await pass(.seconds(1800), world)
            #expect(try await scheduled(world).isEmpty)
            try await pass(.seconds(60), world)
            #expect(try await scheduled(world) == ["2026-11-21T04:30:00Z"])
            try await pass(.seconds(3 * 86_400), world)
            #expect(try await scheduled(world) == ["2026-11-24T04:30:00Z", "2026-11-23T04:30:00Z"])
            #expect(try await backups.list(as: administrator()).count == 4)
            #expect(backups.problems.isEmpty)
            let rows = try await world.audit().filter { $0.contains("scheduled") }
            #expect(rows.count == 6)
            world.plan = nil
            try await pass(.seconds(2 * 86_400), world)
            #expect(try await scheduled(world).count == 2)
        }
    }

    @Test func whatWasMissedIsMadeUpForOnce() async throws {
        try await BackupWorld.with { world in
            world.plan = plan(keep: 9)
            try await pass(.seconds(3600), world)
            // The program did not run for three days.
            world.time.advance(by: .seconds(3 * 86_400))
            try await pass(.seconds(600), world)
            #expect(try await scheduled(world) == ["2026-11-24T05:00:00Z", "2026-11-21T04:30:00Z"])
            // The clock is set back by a day: those of the future do not stop the ones of now.
            world.time.stepWall(by: .seconds(-86_400))
            try await pass(.seconds(86_400), world)
            #expect(try await scheduled(world).count == 4)
        }
    }

    @Test func aFailureIsSaidAndTriedAgain() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            world.plan = plan()
            world.mishap = [.synced: .error(EIO)]
            try await pass(.seconds(1860), world)
            #expect(backups.problems.count == 1)
            #expect(backups.problems.first?.contains("tried again") == true)
            let tries = try await world.audit().count
            #expect(tries == 1)
            try await pass(.seconds(540), world)
            #expect(try await world.audit().count == tries)
            world.mishap = [:]
            try await pass(.seconds(120), world)
            #expect(backups.problems.isEmpty)
            #expect(try await scheduled(world).count == 1)
            // Without a good passphrase there is none.
            world.plan = plan(passphrase: "")
            try await pass(.seconds(86_400), world)
            #expect(backups.problems.first?.contains("passphrase") == true)
            world.plan = nil
            _ = await backups.keepSchedule()
            #expect(backups.problems.isEmpty)
        }
    }

    @Test func thatNoneCanBeMadeIsSaidAtOnce() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            world.plan = plan(passphrase: nil)
            #expect(await backups.keepSchedule() == .seconds(60))
            #expect(backups.problems.count == 1 && backups.problems[0].contains("backup.passphrase"))
            world.plan = plan()
            _ = await backups.keepSchedule()
            #expect(backups.problems.isEmpty)
        }
    }

    @Test func itRunsUntilItIsCancelled() async throws {
        let world = try BackupWorld()
        let (pauses, told) = AsyncStream.makeStream(of: Duration.self)
        let backups = Backups(
            folder: try .init(path: world.folder),
            services: world.services,
            rules: CameraRules(allowsLoopback: false, masterKey: world.masterKey, logger: BackupWorld.logger),
            version: "1",
            cost: BackupWorld.cost,
            plan: { [world] in world.plan },
            sleep: { [world] pause in
                told.yield(pause)
                world.time.advance(by: pause)
            }
        )
        world.plan = plan()
        let running = Task { await backups.run() }
        for await pause in pauses {
            #expect(pause > .zero && pause <= .seconds(60))
            if try await !scheduled(world).isEmpty { break }
        }
        running.cancel()
        await running.value
        await backups.close()
        await (try world.backups).close()
    }
}
