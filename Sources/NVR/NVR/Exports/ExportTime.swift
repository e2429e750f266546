import Glibc
import Media
import ZIP

/// Times as an export spells them: UTC.
enum ExportTime {
    /// RFC 3339, to the nanosecond: `2026-11-21T04:00:00.000000000Z`.
    static func text(_ time: WallTime) -> String {
        let (date, nanoseconds) = parts(time)
        return
            "\(digits(Int(date.tm_year) + 1900, 4))-\(digits(Int(date.tm_mon) + 1, 2))-\(digits(Int(date.tm_mday), 2))T"
            + "\(digits(Int(date.tm_hour), 2)):\(digits(Int(date.tm_min), 2)):\(digits(Int(date.tm_sec), 2))."
            + "\(digits(nanoseconds, 9))Z"
    }

    /// For the name of a file, where a colon may not stand: `2026-11-21T040000Z`.
    static func name(_ time: WallTime) -> String {
        String(text(time).prefix(19)).filter { $0 != ":" } + "Z"
    }

    static func zip(_ time: WallTime) -> ZIPTime {
        let (date, _) = parts(time)
        return ZIPTime(
            year: Int(date.tm_year) + 1900,
            month: Int(date.tm_mon) + 1,
            day: Int(date.tm_mday),
            hour: Int(date.tm_hour),
            minute: Int(date.tm_min),
            second: Int(date.tm_sec)
        )
    }

    private static func parts(_ time: WallTime) -> (tm, nanoseconds: Int) {
        let (quotient, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var seconds = time_t(rest < 0 ? quotient - 1 : quotient)
        var date = tm()
        gmtime_r(&seconds, &date)
        return (date, Int(rest < 0 ? rest + 1_000_000_000 : rest))
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(max(0, number))
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
