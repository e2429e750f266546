package import Media

/// A moment as XML writes it (XML Schema 2 §3.2.7): `2026-11-22T08:49:37Z`.
package struct XMLDateTime: Codable, Hashable, Sendable {
    package var time: WallTime

    package init(_ time: WallTime) { self.time = time }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let read = XMLDateTime(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
        }
        self = read
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Without an offset it is UTC, as devices mean it that leave out the `Z`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes.count <= 40, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            var time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)?.time
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let fraction = Self.number(digits.prefix(9)) else { return nil }
            let scale = (digits.prefix(9).count..<9).reduce(1) { scale, _ in scale * 10 }
            time.nanoseconds += Int64(fraction * scale)
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offset(Array(rest)) else { return nil }
        self.time = time + .seconds(-offset)
    }

    private static func offset(_ bytes: [UInt8]) -> Int? {
        if bytes.isEmpty || bytes == Array("Z".utf8) || bytes == Array("z".utf8) { return 0 }
        guard bytes.count == 6, let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6])
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

extension XMLDateTime: CustomStringConvertible {
    /// In UTC, to the millisecond: no device reads more.
    package var description: String {
        let civil = CivilTime(time)
        let milliseconds = (time.nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000 / 1_000_000
        let date = [civil.year, civil.month, civil.day].map { padded($0, to: 2) }.joined(separator: "-")
        let clock = [civil.hour, civil.minute, civil.second].map { padded($0, to: 2) }.joined(separator: ":")
        return "\(date)T\(clock)\(milliseconds == 0 ? "" : "." + padded(Int(milliseconds), to: 3))Z"
    }
}

private func padded(_ number: Int, to count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
}

/// An interval as XML writes it (XML Schema 2 §3.2.6): `PT60S`, `PT1M30.5S`.
package struct XMLDuration: Codable, Hashable, Sendable, CustomStringConvertible {
    package var duration: Duration

    package init(_ duration: Duration) { self.duration = duration }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let read = XMLDuration(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
        }
        self = read
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Not above a year, nor in months or years, whose lengths differ.
    package init?(_ text: String) {
        guard text.utf8.count <= 40, text.utf8.first == UInt8(ascii: "P") else { return nil }
        var seconds = 0.0
        var number = ""
        var isTime = false
        for character in text.dropFirst() {
            switch character {
            case "T" where !isTime && number.isEmpty: isTime = true
            case "0"..."9", ".": number.append(character)
            case "D", "H", "M", "S":
                guard let value = Double(number), isTime == (character != "D") else { return nil }
                seconds += value * (character == "D" ? 86_400 : character == "H" ? 3600 : character == "M" ? 60 : 1)
                number = ""
            default: return nil
            }
        }
        guard number.isEmpty, (0...31_622_400).contains(seconds) else { return nil }
        duration = .seconds(seconds)
    }

    /// In seconds, to the millisecond.
    package var description: String {
        let milliseconds = max(duration, .zero).inNanoseconds / 1_000_000
        let fraction = milliseconds % 1000
        return "PT\(milliseconds / 1000)\(fraction == 0 ? "" : "." + padded(Int(fraction), to: 3))S"
    }
}
