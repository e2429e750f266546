/// The id of a recording: nanoseconds since 1970 of its first frame, moved on until it is unique over all cameras.
package struct RecordingID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The id that `text` spells as `description` does: digits, without a sign or leading zeros. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard let nanoseconds = Int64(text), String(nanoseconds) == text else { return nil }
        self.nanoseconds = nanoseconds
    }

    package var description: String { String(nanoseconds) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}
