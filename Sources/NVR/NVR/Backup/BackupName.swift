import Foundation
package import Media

/// The name of a backup's file: `nightjar-2026-11-21T040000Z.njb`, with who made it and a number where they are needed:
/// `nightjar-2026-11-21T040000Z-scheduled-2.njb`. Made here alone; what a caller says is matched against it.
package struct BackupName: Hashable, Sendable, Comparable {
    package enum Origin: String, Hashable, Sendable, CaseIterable {
        /// Somebody asked for it.
        case manual
        /// The recorder made it by its schedule, and will delete it by the same.
        case scheduled
        /// Somebody brought it.
        case uploaded
    }

    package let text: String
    /// In whole seconds, UTC.
    package let time: WallTime
    package let origin: Origin
    /// From 1: tells apart those of one second.
    let number: Int

    private static let beginning = "nightjar-"
    private static let ending = ".njb"

    /// - Parameter time: between the years 1970 and 9999.
    init(time: WallTime, origin: Origin, number: Int = 1) {
        let seconds = time.nanoseconds / 1_000_000_000
        self.time = WallTime(nanoseconds: seconds * 1_000_000_000)
        self.origin = origin
        self.number = number
        let date = Self.utc.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: Double(seconds))
        )
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = String(max(0, number ?? 0))
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let day = "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))"
        let clock = digits(date.hour, 2) + digits(date.minute, 2) + digits(date.second, 2)
        text =
            "\(Self.beginning)\(day)T\(clock)Z" + (origin == .manual ? "" : "-\(origin.rawValue)")
            + (number == 1 ? "" : "-\(number)") + Self.ending
    }

    /// Nil for anything that was not made by the other initialiser.
    package init?(_ text: String) {
        guard text.utf8.count <= 80, text.hasPrefix(Self.beginning), text.hasSuffix(Self.ending) else { return nil }
        let middle = text.utf8.dropFirst(Self.beginning.utf8.count).dropLast(Self.ending.utf8.count)
        // 2026-11-21T040000Z
        let date = middle.prefix(18)
        let numbers = [(0, 4), (5, 2), (8, 2), (11, 2), (13, 2), (15, 2)].map { start, count in
            Int(String(decoding: date.dropFirst(start).prefix(count), as: UTF8.self))
        }
        guard numbers.allSatisfy({ $0 != nil }) else { return nil }
        let components = DateComponents(
            year: numbers[0],
            month: numbers[1],
            day: numbers[2],
            hour: numbers[3],
            minute: numbers[4],
            second: numbers[5]
        )
        guard let year = numbers[0], (1970...2261).contains(year), let found = Self.utc.date(from: components) else {
            return nil
        }
        var rest = String(decoding: middle.dropFirst(18), as: UTF8.self)[...]
        let origin = Origin.allCases.first { $0 != .manual && rest.hasPrefix("-\($0.rawValue)") }
        if let origin { rest = rest.dropFirst(origin.rawValue.count + 1) }
        let number = rest.isEmpty ? 1 : Int(rest.dropFirst()) ?? 0
        guard (1...Self.mostOfOneSecond).contains(number) else { return nil }
        self.init(
            time: WallTime(nanoseconds: Int64(found.timeIntervalSince1970) * 1_000_000_000),
            origin: origin ?? .manual,
            number: number
        )
        // Whatever was not looked at must be as we write it: signs, zeros, a 30th of February.
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// A name of this time that is not taken.
    static func free(at time: WallTime, _ origin: Origin, taken: (String) -> Bool) -> BackupName? {
        (1...mostOfOneSecond).lazy.map { BackupName(time: time, origin: origin, number: $0) }
            .first { !taken($0.text) }
    }

    private static let mostOfOneSecond = 999

    private static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// The oldest first.
    package static func < (left: Self, right: Self) -> Bool {
        (left.time, left.number, left.text) < (right.time, right.number, right.text)
    }
}
