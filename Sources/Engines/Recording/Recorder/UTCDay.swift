import Storage

/// A day of the calendar, in UTC.
struct UTCDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    let number: Int64
    let year: Int64
    let month: Int64
    let day: Int64

    static let nanoseconds: Int64 = 86_400_000_000_000

    /// The day of a time of day.
    init(_ nanoseconds: Int64) {
        self.init(number: nanoseconds / Self.nanoseconds - (nanoseconds % Self.nanoseconds < 0 ? 1 : 0))
    }

    /// Days since 1970 as a date of the Gregorian calendar: eras of 400 years from the first of March of the year 0, so
    /// that the leap day is the last of its year.
    init(number: Int64) {
        self.number = number
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// "2026/11/21".
    func text(separator: String) -> String {
        [Self.padded(year, to: 4), Self.padded(month, to: 2), Self.padded(day, to: 2)].joined(separator: separator)
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    private static func padded(_ number: Int64, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}

extension UTCDay {
    /// The day whose folder this is: `<camera>/<stream>/2026/11/21`.
    init?(folder: StorageKey) {
        let parts = folder.parts
        guard parts.count == 5, let year = Int64(parts[2]), let month = Int64(parts[3]), let day = Int64(parts[4]),
            (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Days since 1970 of the first of March of the year, in which January and February count to the year before.
        let shifted = month <= 2 ? year - 1 : year
        let fromMarch = (month + 9) % 12
        let number = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * fromMarch + 2) / 5 + day - 1
        self.init(number: number - 719_468)
        guard text(separator: "/") == parts[2...].joined(separator: "/") else { return nil }
    }
}
