/// A weekly table of recording modes, by the clock on the wall: `mon-fri 08:00-18:00 event, sat,sun 22:00-06:00 continuous`.
///
/// Of several entries that hold at one moment the last counts; where none holds, nothing is recorded. One that ends before it
/// begins, or as it begins, goes on until the next day.
package struct RecordingSchedule: Hashable, Sendable, CustomStringConvertible {
    package struct Entry: Hashable, Sendable, CustomStringConvertible {
        /// The days on which it begins, Monday 0 to Sunday 6: never none.
        package let days: Set<Int>
        /// Minutes of the day, from 0 to 1439.
        package let start: Int
        /// From 1 to 1440.
        package let end: Int
        /// `continuous`, `event` or `off`.
        package let mode: RecordingMode
    }

    package static let mostEntries = 200
    private static let longestText = 16_384
    fileprivate static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    package let entries: [Entry]

    /// Nil for none, or too many.
    package init?(entries: [Entry]) {
        guard (1...Self.mostEntries).contains(entries.count) else { return nil }
        self.entries = entries
    }

    /// The entries, each on a line of its own or after a semicolon, as `description` has them.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        var entries: [Entry] = []
        for line in text.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            guard let entry = Entry(line) else { return nil }
            entries.append(entry)
        }
        self.init(entries: entries)
    }

    package var description: String { entries.map(\.description).joined(separator: "; ") }

    /// What is to be recorded on a day of the week (Monday 0) at a minute of it.
    package func mode(day: Int, minute: Int) -> RecordingMode {
        entries.last { $0.holds(day: day, minute: minute) }?.mode ?? .off
    }
}

extension RecordingSchedule.Entry {
    /// `mon-fri 08:00-18:00 event`: days and spans of days with commas between them, or `daily`; two times of day; the mode.
    /// Nil for anything else.
    package init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 3, let days = Self.days(words[0]), let mode = RecordingMode(rawValue: String(words[2])),
            [.continuous, .event, .off].contains(mode)
        else { return nil }
        let times = words[1].split(separator: "-", omittingEmptySubsequences: false)
        guard times.count == 2, let start = Self.minute(times[0]), let end = Self.minute(times[1]), start < 1440 else {
            return nil
        }
        self.init(days: days, start: start, end: end == 0 ? 1440 : end, mode: mode)
    }

    package var description: String {
        let sorted = days.sorted()
        let names = days.count == 7 ? "daily" : sorted.map { RecordingSchedule.names[$0] }.joined(separator: ",")
        return "\(names) \(Self.text(start))-\(Self.text(end)) \(mode.rawValue)"
    }

    fileprivate func holds(day: Int, minute: Int) -> Bool {
        if start < end { return days.contains(day) && (start..<end).contains(minute) }
        return days.contains(day) && minute >= start || days.contains((day + 6) % 7) && minute < end
    }

    private static func days(_ text: some StringProtocol) -> Set<Int>? {
        if text == "daily" { return Set(0..<7) }
        var days: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { name in
                RecordingSchedule.names.firstIndex { $0 == name }
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            // From Saturday to Monday is three days.
            for step in 0...((last - first + 7) % 7) { days.insert((first + step) % 7) }
        }
        return days
    }

    /// `HH:MM`, to `24:00`.
    private static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard parts.count == 2, areDigits, let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
            hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }

    private static func text(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
