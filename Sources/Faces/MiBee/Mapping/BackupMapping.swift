import Media
import NVR
import Reception

/// The name of a backup, which says when it was made.
struct MiBeeBackupName: Hashable, Sendable {
    /// With which the names of all of them begin.
    static let word = "backup"
    private static let ending = ".tar.gz"

    /// Since 1970.
    var seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    /// Nil where a file is none.
    init?(file: String) {
        let digits = file.dropFirst(Self.word.utf8.count + 1).dropLast(Self.ending.utf8.count)
        guard let seconds = Int64(digits), Self(seconds: seconds).file == file else { return nil }
        self.seconds = seconds
    }

    var id: String { "\(Self.word)_\(seconds)" }
    var file: String { id + Self.ending }
}

extension MiBeeBackupMessage {
    init(_ name: MiBeeBackupName, byteCount: Int64, path: String) {
        self.init(
            id: name.id,
            path: path,
            byteCount: byteCount,
            createdAt: RFC3339.text(WallTime(nanoseconds: 0) + .seconds(name.seconds)),
            file: name.file
        )
    }
}
