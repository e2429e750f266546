import Media
import Testing

@testable import Reception

struct RFC3339Tests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (1_000_000_000_123_456_789, "2001-09-09T01:46:40.123456789Z"),
        (1_000_000_000_120_400_000, "2001-09-09T01:46:40.120400Z"),
        (1_709_164_800_000_000_000, "2024-02-29T00:00:00.000Z"),
        (4_107_542_399_999_000_000, "2100-02-28T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
    ])
    func timesAreWrittenInUTC(nanoseconds: Int64, text: String) {
        #expect(RFC3339.text(WallTime(nanoseconds: nanoseconds)) == text)
        #expect(RFC3339.time(text) == WallTime(nanoseconds: nanoseconds))
    }

    @Test func everyDayOfFourCenturiesComesBack() {
        for day in Int64(-50_000)...95_000 {
            let (year, month, date) = RFC3339.civil(fromDays: day)
            #expect(RFC3339.days(fromYear: year, month: month, date: date) == day)
        }
    }

    @Test(arguments: [
        ("2026-11-21T04:00:00Z", Int64(1_795_233_600)), ("2026-11-21t05:30:00+01:30", 1_795_233_600),
        ("2026-11-20 23:00:00.5-05:00", 1_795_233_600),
    ])
    func offsetsAreTakenOff(text: String, seconds: Int64) {
        let half: Int64 = text.contains(".5") ? 500_000_000 : 0
        #expect(RFC3339.time(text)?.nanoseconds == seconds * 1_000_000_000 + half)
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T04:00:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T04:00:00.Z", "2026-11-21T04:00:00Zx", "9999-01-01T00:00:00Z",
        "2026-11-21T04:00:00+1:00", "٢٠٢٦-11-21T04:00:00Z",
    ])
    func whatIsNoTimeIsNone(text: String) {
        #expect(RFC3339.time(text) == nil)
    }
}
