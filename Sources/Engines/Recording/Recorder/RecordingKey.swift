import Catalog
import Media
import Storage

/// Where a recording lies in its volume: `<camera>/<stream>/<yyyy>/<mm>/<dd>/<camera>_<nanoseconds>.mp4`, by the day in
/// UTC (design §4).
struct RecordingKey: Hashable, Sendable {
    let camera: CameraID
    let stream: StreamKind
    let id: RecordingID
    let key: StorageKey

    /// Nil for a time before the year 1 or after 9999, which no clock shows.
    init?(camera: CameraID, stream: StreamKind, id: RecordingID) {
        guard let folder = Self.folder(camera: camera, stream: stream, day: UTCDay(id.nanoseconds)),
            let key = folder.appending("\(camera)_\(id).mp4")
        else { return nil }
        self.camera = camera
        self.stream = stream
        self.id = id
        self.key = key
    }

    /// What `key` names; nil where it is not the name of a recording.
    init?(_ key: StorageKey) {
        let parts = key.parts
        guard parts.count == 6, let camera = CameraID(String(parts[0])), let stream = StreamKind(rawValue: String(parts[1])),
            parts[5].hasPrefix("\(camera)_"), parts[5].hasSuffix(".mp4"),
            let id = RecordingID(parts[5].dropFirst(camera.text.count + 1).dropLast(4)),
            let made = RecordingKey(camera: camera, stream: stream, id: id), made.key == key
        else { return nil }
        self = made
    }

    /// The folder of one day.
    static func folder(camera: CameraID, stream: StreamKind, day: UTCDay) -> StorageKey? {
        guard (1...9999).contains(day.year) else { return nil }
        return StorageKey("\(camera)/\(stream.rawValue)/\(day.text(separator: "/"))")
    }
}

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
