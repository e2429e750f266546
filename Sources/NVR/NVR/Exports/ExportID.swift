import Media

/// The id of an export: nanoseconds since 1970 of when it was begun, moved on until it is unique. Its files are named after
/// it and nothing else.
struct ExportID: Hashable, Comparable, Sendable {
    let number: Int64

    init(number: Int64) { self.number = number }

    /// Nil for anything but digits as ``text`` writes them.
    init?(_ text: some StringProtocol) {
        guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
        self.number = number
    }

    var text: String { String(number) }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    private static let archiveEnding = ".zip"
    private static let recordEnding = ".json"

    var archive: String { text + Self.archiveEnding }
    var record: String { text + Self.recordEnding }
    /// Of what is kept until it is whole while the export is made.
    var spool: String { text + ".film" }

    init?(ofArchive name: String) { self.init(name, Self.archiveEnding) }
    init?(ofRecord name: String) { self.init(name, Self.recordEnding) }

    private init?(_ name: String, _ ending: String) {
        guard name.hasSuffix(ending) else { return nil }
        self.init(name.dropLast(ending.count))
    }
}
