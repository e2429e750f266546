package import Media

/// Times in the API: RFC 3339, UTC, to the millisecond, microsecond or nanosecond as they need.
package enum RFC3339 {
    private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    package static func text(_ time: WallTime) -> String {
        let day = floorDivide(time.nanoseconds, nanosecondsPerDay)
        let rest = time.nanoseconds - day * nanosecondsPerDay
        let (year, month, date) = civil(fromDays: day)
        let seconds = rest / 1_000_000_000
        // Digit by digit: a list of recordings has hundreds of times.
        var text: [UInt8] = []
        text.reserveCapacity(30)
        func add(_ number: Int64, digits: Int, then sign: Unicode.Scalar) {
            var place: Int64 = 1
            for _ in 1..<digits { place *= 10 }
            while place > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / place % 10))
                place /= 10
            }
            text.append(UInt8(ascii: sign))
        }
        add(year, digits: 4, then: "-")
        add(month, digits: 2, then: "-")
        add(date, digits: 2, then: "T")
        add(seconds / 3600, digits: 2, then: ":")
        add(seconds / 60 % 60, digits: 2, then: ":")
        add(seconds % 60, digits: 2, then: ".")
        let fraction = rest % 1_000_000_000
        let (digits, shown): (Int, Int64) =
            switch fraction {
            case _ where fraction % 1_000_000 == 0: (3, fraction / 1_000_000)
            case _ where fraction % 1000 == 0: (6, fraction / 1000)
            default: (9, fraction)
            }
        add(shown, digits: digits, then: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a time with `Z` or an offset; nil if the text is none, or lies outside the years 1678 to 2261.
    package static func time(_ text: some StringProtocol) -> WallTime? {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let date = reader.number(2), (1...12).contains(month), (1...31).contains(date),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
            let second = reader.number(2), hour < 24, minute < 60, second <= 60
        else { return nil }
        guard let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd else { return nil }
        guard (1678...2261).contains(year) else { return nil }
        let day = days(fromYear: year, month: month, date: date)
        guard civil(fromDays: day) == (year, month, date) else { return nil }
        let seconds = day * 86_400 + hour * 3600 + minute * 60 + second - offset
        return WallTime(nanoseconds: seconds * 1_000_000_000 + fraction)
    }

    // The calendar: years from March, so that the leap day is the last of a year of 365.2425 days (proleptic Gregorian).

    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let date = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date)
    }

    static func days(fromYear year: Int64, month: Int64, date: Int64) -> Int64 {
        let fromMarch = month <= 2 ? year - 1 : year
        let era = floorDivide(fromMarch, 400)
        let yearOfEra = fromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func number(_ digits: Int) -> Int64? {
            guard position + digits <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[position..<position + digits] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            position += digits
            return value
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        /// Nanoseconds; 0 where there is no fraction; nil if it is one without digits.
        mutating func fraction() -> Int64? {
            guard skip(".") else { return 0 }
            var nanoseconds: Int64 = 0
            var place: Int64 = 100_000_000
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
                nanoseconds += Int64(bytes[position] - 0x30) * place
                place /= 10
                position += 1
            }
            return position > start ? nanoseconds : nil
        }

        /// Seconds east of Greenwich.
        mutating func offset() -> Int64? {
            if skip("Z") || skip("z") { return 0 }
            let sign: Int64
            if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
            guard let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
            return sign * (hour * 3600 + minute * 60)
        }
    }
}
