import Foundation

extension Settings {
    /// The time zone in which days begin, and by which schedules are read.
    var timeZone: TimeZone { value(\.general.timeZone).flatMap { TimeZone(identifier: $0) } ?? .current }

    /// Its name in the tz database.
    var timeZoneName: String { timeZone.identifier }
}
