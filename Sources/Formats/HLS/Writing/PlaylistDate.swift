import Media

/// A time of day in UTC as ISO 8601 and RFC 3339 write it, to the millisecond: `2026-11-21T20:43:07.123Z`.
enum PlaylistDate {
    static func text(_ wall: WallTime) -> String {
        // Rounded down, also before 1970.
        let milliseconds = floored(wall.nanoseconds, 1_000_000)
        let day = floored(milliseconds, 86_400_000)
        let date = calendarDate(ofDay: day)
        let time = milliseconds - day * 86_400_000
        let seconds = time / 1000
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
            + "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            + ".\(padded(time % 1000, 3))Z"
    }

    /// Of the Gregorian calendar, from days since 1970-01-01. A year begins in March here, so that the leap day ends it.
    private static func calendarDate(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceYear0 = day + 719_468
        let era = floored(sinceYear0, 146_097)  // of 400 years
        let dayOfEra = sinceYear0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    private static func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
