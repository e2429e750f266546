import Foundation
import Media
import Testing

@testable import NVR

struct LocalTimeTests {
    private func time(_ zone: String) throws -> LocalTime { LocalTime(try #require(TimeZone(identifier: zone))) }

    /// 2026-11-21T04:00:00Z
    private let moment = WallTime(nanoseconds: 1_795_233_600_000_000_000)

    @Test func aTimeIsWrittenAsTheZoneHasIt() throws {
        #expect(try time("UTC").text(moment) == "2026-11-21T04:00:00")
        #expect(try time("Europe/Rome").text(moment) == "2026-11-21T05:00:00")
        #expect(try time("America/Los_Angeles").text(moment) == "2026-11-20T20:00:00")
    }

    @Test func aDayIsWhatTheZoneHasForOne() throws {
        let day = try #require(try time("Europe/Rome").day("2026-11-21"))
        #expect(day.contains(moment))
        #expect(day.upperBound - day.lowerBound == .seconds(86_400))
        // The clocks are put back.
        let long = try #require(try time("Europe/Rome").day("2026-10-25"))
        #expect(long.upperBound - long.lowerBound == .seconds(25 * 3600))
        #expect(try time("America/Los_Angeles").day("2026-11-21")?.contains(moment) == false)
    }

    @Test(arguments: [
        "yesterday", "2026-13-45", "2026-02-30", "2026-2-3", "", "2026-11-21T00:00:00", "+026-11-21", "1800-01-01",
        "9999-12-31",
    ])
    func whatIsNoDayIsNone(_ text: String) throws { #expect(try time("UTC").day(text) == nil) }
}
