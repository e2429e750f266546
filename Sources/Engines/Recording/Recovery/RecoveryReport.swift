/// What a ``Recovery`` has done.
package struct RecoveryReport: Hashable, Sendable, CustomStringConvertible {
    /// Recordings that were not ended, and now are.
    package var finished = 0
    /// Files that had no row, and now have one.
    package var adopted = 0
    /// Rows whose files were gone, or could not be played: a gap is there instead.
    package var rowsRemoved = 0
    /// Files without anything in them, and those of deleted recordings.
    package var filesRemoved = 0
    /// Bytes of torn ends.
    package var bytesCut: Int64 = 0
    /// Files that occupied room beyond their ends.
    package var reservesReleased = 0
    /// Cameras of which there are recordings, and that the catalogue did not know.
    package var camerasEntered = 0
    /// Times between recordings of which nothing is known, and which are gaps now.
    package var gapsFound = 0
    /// Gaps that had not been ended.
    package var gapsEnded = 0
    /// What was left as it is, in sentences; not more than a hundred.
    package var leftAlone: [String] = []

    package init() {}

    package var isClean: Bool { self == RecoveryReport() }

    package var description: String {
        guard !isClean else { return "The catalogue and the recordings agree." }
        let parts = [
            (finished, "recordings ended"), (adopted, "files taken up"), (rowsRemoved, "recordings without a file"),
            (filesRemoved, "files removed"), (gapsEnded, "gaps ended"), (camerasEntered, "cameras entered"),
            (gapsFound, "gaps entered"), (reservesReleased, "files cut to their length"),
            (leftAlone.count, "things left alone"),
        ]
        let words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return words.joined(separator: ", ") + (bytesCut > 0 ? ", \(bytesCut) bytes of torn ends cut off." : ".")
    }
}
