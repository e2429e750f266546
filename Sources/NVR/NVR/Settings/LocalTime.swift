import Foundation
package import Media

/// Times of day as the recorder's own time zone has them, for programs that know no other.
package struct LocalTime: Sendable {
    private let calendar: Calendar
    private let days: LocalDays

    init(_ zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        self.calendar = calendar
        days = LocalDays(zone)
    }

    /// "2026-11-22T04:05:06"; whether it is that of summer or of winter is not told.
    package func text(_ time: WallTime) -> String {
        let moment = Date(timeIntervalSince1970: Double(time.nanoseconds / 1_000_000_000))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: moment)
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = String(max(0, number ?? 0))
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let date = "\(digits(parts.year, 4))-\(digits(parts.month, 2))-\(digits(parts.day, 2))"
        return "\(date)T\(digits(parts.hour, 2)):\(digits(parts.minute, 2)):\(digits(parts.second, 2))"
    }

    /// The whole of the day that "2026-11-22" is; nil for a text that is no day of the years 1970 to 2261.
    package func day(_ date: String) -> Range<WallTime>? {
        let parts = date.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2],
            parts.allSatisfy({ $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let year = Int(Substring(parts[0])), let month = Int(Substring(parts[1])),
            let day = Int(Substring(parts[2])), (1970...2261).contains(year)
        else { return nil }
        // Not at midnight, which some days have not where clocks are put forward then.
        let noon = DateComponents(year: year, month: month, day: day, hour: 12)
        guard let found = calendar.date(from: noon) else { return nil }
        let time = WallTime(nanoseconds: Int64(found.timeIntervalSince1970) * 1_000_000_000)
        // A 30th of February would be one of March.
        guard days.date(of: time) == date else { return nil }
        return days.midnight(notAfter: time)..<days.midnight(after: time)
    }

    /// What its name is in the tz database.
    package var zone: String { calendar.timeZone.identifier }
}

extension Recorder {
    /// By the time zone that is set now.
    package var localTime: LocalTime { LocalTime(settings.timeZone) }
}
