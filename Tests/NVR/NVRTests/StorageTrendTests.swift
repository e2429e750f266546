import Catalog
import Media
import Retention
import Stream
import Testing

@testable import NVR

/// What was written, deleted and held on each day.
struct StorageTrendTests {
    private let chief = Asker.administrator

    private func withKeeping(_ body: (KeepingUnderTest) async throws -> Void) async throws {
        let world = try await KeepingUnderTest()
        let outcome: Result<Void, any Error>
        do {
            try await body(world)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await world.end()
        try outcome.get()
    }

    private func sums(_ days: [StorageDayView]) -> [[Int64]] { days.map { [$0.written, $0.deleted, $0.held] } }

    @Test func daysAreThoseOfTheTimeZone() async throws {
        try await withKeeping { world in
            // 2026-11-21 08:00 in UTC: an hour before midnight in Anchorage.
            world.time.advance(by: .seconds(4 * 3600))
            _ = try await world.settings.change(as: chief, ["general.time_zone": .text("America/Anchorage")])
            try await world.record(1, endedAgo: 0)
            try await world.keeping.noteDay()
            world.time.advance(by: .seconds(86_400))
            try await world.record(2, of: "yard", endedAgo: 0)
            try await world.record(3, endedAgo: 0)
            _ = try await world.catalog.deleteSegments([RecordingID(nanoseconds: 1)], includingProtected: false)
            let found = try await world.keeping.trends(as: chief, .init())
            #expect(sums(found) == [[1000, 0, 1000], [2000, 1000, 2000]])
            #expect(found[1].day - found[0].day == .seconds(86_400))
            #expect(found.map(\.date) == ["2026-11-20", "2026-11-21"])
            // That of the first day is there no more.
            #expect(found.map(\.begun) == [0, 2] && found.map(\.begunSoFar) == [0, 2])
            let zone = LocalDays(world.settings.timeZone)
            #expect(found.allSatisfy { $0.day == zone.midnight(notAfter: $0.day) && $0.camera == nil })

            var query = Keeping.TrendQuery()
            query.grouping = .camera
            let own = try await world.keeping.trends(as: chief, query)
            #expect(own.map(\.camera) == ["gate", "gate", "yard"])
            #expect(own.map(\.begun) == [0, 1, 1] && own.map(\.begunSoFar) == [0, 1, 1])
            #expect(sums(own) == [[1000, 0, 1000], [1000, 1000, 1000], [1000, 0, 1000]])
            let keeper = Asker.user(.operator, .some(["yard": [.playback]]))
            #expect(try await world.keeping.trends(as: keeper, query).map(\.camera) == ["yard"])
            query.camera = "yard"
            query.grouping = .volume
            let there = try await world.keeping.trends(as: chief, query)
            #expect(there.map(\.volume) == ["default"] && sums(there) == [[1000, 0, 1000]])
            query.volume = "elsewhere"
            #expect(try await world.keeping.trends(as: chief, query).isEmpty)
        }
    }

    @Test func fourHundredDaysAreRemembered() async throws {
        try await withKeeping { world in
            _ = try await world.settings.change(as: chief, ["general.time_zone": .text("Etc/UTC")])
            for day in 0..<405 as Range<Int64> {
                try await world.record(day + 1, endedAgo: 0)
                try await world.keeping.noteDay()
                world.time.advance(by: .seconds(86_400))
            }
            var query = Keeping.TrendQuery()
            query.from = world.time.wall + .seconds(-Keeping.rememberedDays * 86_400)
            let found = try await world.keeping.trends(as: chief, query)
            // As many before yesterday, and what is there today.
            #expect(found.count == Int(Keeping.rememberedDays) && found.last?.held == 405_000)
            let all = try await world.catalog.storageDays(
                from: WallTime(nanoseconds: 0),
                to: world.time.wall,
                today: world.time.wall
            )
            #expect(all.count == Int(Keeping.rememberedDays) + 1)
        }
    }

    /// The mean of whole days: not of the first, which may have begun in its middle, nor of today.
    @Test func theForecastKnowsTheLastWeek() async throws {
        try await withKeeping { world in
            _ = try await world.settings.change(
                as: chief,
                ["general.time_zone": .text("Etc/UTC"), "storage.cleanup_threshold_percent": .integer(90)]
            )
            func trend() async throws -> StorageView.Trend? {
                _ = try await world.keeping.keeper.pass()
                return try await world.keeping.view(as: chief).volumes.first { $0.name == "default" }?.trend
            }
            #expect(try await trend() == nil)
            var number: Int64 = 0
            for day in 0..<9 as Range<Int64> {
                // One more each day: 1000 bytes on the first, 9000 on the ninth.
                for _ in 0...day {
                    number += 1
                    try await world.record(number, endedAgo: 0)
                }
                try await world.keeping.noteDay()
                if day == 1 {
                    let early = try await trend()
                    #expect(early == nil, "of one day nobody knows whether it was whole")
                }
                world.time.advance(by: .seconds(86_400))
            }
            _ = try await world.catalog.deleteSegments([RecordingID(nanoseconds: 1)], includingProtected: false)
            // Days three to nine.
            let found = try #require(try await trend())
            #expect(found.days == 7 && found.writtenPerDay == 6000 && found.growthPerDay == 6000)
            // Of 500 000 bytes a tenth of the disk stays free; 44 000 may go.
            #expect(abs(try #require(found.holdsDays) - (400_000 + 44_000) / 6000.0) < 0.01)
            let full = try #require(found.fullAt) - world.time.wall
            #expect(abs(full.inSeconds / 86_400 - 400_000 / 6000.0) < 0.01)
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await withKeeping { world in
            func kind(_ asker: Principal, _ change: (inout Keeping.TrendQuery) -> Void) async -> DomainError.Kind? {
                var query = Keeping.TrendQuery()
                change(&query)
                let changed = query
                return await refusal { _ = try await world.keeping.trends(as: asker, changed) }
            }
            let now = world.time.wall
            #expect(await kind(chief) { _ in } == nil)
            #expect(await kind(chief) { $0.from = now + .seconds(9) } == .invalid)
            #expect(await kind(chief) { $0.from = WallTime(nanoseconds: .min) } == .invalid)
            #expect(await kind(chief) { $0.from = now + .seconds(-402 * 86_400) } == .invalid)
            #expect(await kind(chief) { $0.camera = "nowhere" } == .notFound)
            #expect(await kind(chief) { $0.camera = "../gate" } == .notFound)
            #expect(await kind(Asker.viewer(["gate": [.playback]])) { _ in } == .forbidden)
            #expect(await kind(.nobody) { _ in } == .unproven)
            let keeper = Asker.user(.operator, .some(["yard": [.playback]]))
            #expect(await kind(keeper) { $0.camera = "gate" } == .notFound)
        }
    }
}
