import Foundation
import Media

/// When a backup is due.
package enum BackupSchedule: Hashable, Sendable {
    /// Every day at this time of day in a time zone, by its name in the tz database (`Europe/Berlin`); UTC where there is
    /// none of that name. Where the clocks jump over it, as late as if they did not; where it comes twice, the first
    /// time.
    case daily(hour: Int, minute: Int, timeZone: String)
    /// So long after the last one; at least ten minutes.
    case every(minutes: Int)

    /// The first time after `time`.
    func next(after time: WallTime) -> WallTime {
        switch self {
        case .every(let minutes): return time + .seconds(60 * Int64(min(max(10, minutes), 366 * 1440)))
        case .daily(let hour, let minute, let zone):
            let zone = TimeZone(identifier: zone) ?? .gmt
            let ofDay = Int64(min(max(0, hour), 23) * 3600 + min(max(0, minute), 59) * 60)
            let seconds = time.nanoseconds / 1_000_000_000
            let today = (seconds + Self.offset(of: zone, at: seconds)) / 86_400
            // A day is 23 to 25 hours long, so one of these is next.
            let times = (-1...2).map { Self.instant(of: (today + $0) * 86_400 + ofDay, in: zone) }
            let next = times.first { $0 > seconds } ?? seconds + 86_400
            return WallTime(nanoseconds: next * 1_000_000_000)
        }
    }

    /// When the clocks of a zone show this, in seconds as if it were UTC.
    private static func instant(of shown: Int64, in zone: TimeZone) -> Int64 {
        // The offsets of the days around: two where the clocks are changed in between.
        let before = offset(of: zone, at: shown - 86_400)
        let candidates = [before, offset(of: zone, at: shown + 86_400)].map { shown - $0 }.sorted()
        return candidates.first { offset(of: zone, at: $0) == shown - $0 } ?? shown - before
    }

    private static func offset(of zone: TimeZone, at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}

/// What the settings say of backups that the recorder makes by itself.
package struct BackupPlan: Sendable {
    package var schedule: BackupSchedule
    /// How many of the scheduled ones are kept; at least 1.
    package var keep: Int
    /// Nil where there is none, or it cannot be opened: then none is made.
    package var passphrase: String?

    package init(schedule: BackupSchedule, keep: Int, passphrase: String?) {
        self.schedule = schedule
        self.keep = keep
        self.passphrase = passphrase
    }
}
