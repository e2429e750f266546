/// "vibenvr_backup_MANUAL_20260221_120000.json", as the document calls its files.
struct BackupFileName: Hashable, Sendable {
    /// Local: "2026-02-21T12:00:00".
    let time: String
    let text: String

    private static let prefix = "vibenvr_backup_"
    private static let suffix = ".json"

    /// Of a download, which is no file here.
    static func ofExport(at time: String) -> String { "\(prefix)\(compact(time))\(suffix)" }

    /// Of one that somebody has asked for.
    static func manual(at time: String) -> BackupFileName {
        BackupFileName(time: time, text: "\(prefix)MANUAL_\(compact(time))\(suffix)")
    }

    private init(time: String, text: String) {
        self.time = time
        self.text = text
    }

    /// Nil for a name that none of them has.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.hasSuffix(Self.suffix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).dropLast(Self.suffix.count).split(separator: "_")
        guard let date = parts.dropLast().last, let clock = parts.last, date.utf8.count == 8, clock.utf8.count == 6,
            [date, clock].allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        func part(_ text: Substring, _ start: Int, _ count: Int) -> Substring {
            text.dropFirst(start).prefix(count)
        }
        time =
            "\(part(date, 0, 4))-\(part(date, 4, 2))-\(part(date, 6, 2))"
            + "T\(part(clock, 0, 2)):\(part(clock, 2, 2)):\(part(clock, 4, 2))"
        self.text = text
    }

    /// "20260221_120000"
    private static func compact(_ time: String) -> String {
        String(time.map { $0 == "T" ? "_" : $0 }.filter { $0 != "-" && $0 != ":" })
    }
}
