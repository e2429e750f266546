/// The name of a file or folder in a volume: relative, of plain characters, and never leading out.
///
/// Each part is 1…255 of the characters `A–Z a–z 0–9 . _ -` and does not begin with a dot; there are 1…16 parts.
package struct StorageKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    private static let longestPart = 255
    private static let mostParts = 16

    /// Nil where `text` is not a valid name.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (1...Self.mostParts).contains(parts.count), parts.allSatisfy({ Self.isValid($0) }) else { return nil }
        self.text = text
    }

    private init(checked: String) { text = checked }

    package var description: String { text }

    package var parts: [Substring] { text.split(separator: "/") }

    /// The name of the file or folder itself.
    package var name: String { String(parts.last ?? "") }

    /// The folder that it lies in; nil at the top of the volume.
    package var folder: StorageKey? {
        text.lastIndex(of: "/").map { StorageKey(checked: String(text[..<$0])) }
    }

    /// `name` in this folder; nil where that is not a valid name.
    package func appending(_ name: String) -> StorageKey? { StorageKey(text + "/" + name) }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static func isValid(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, first != UInt8(ascii: "."), part.count <= longestPart else { return false }
        return part.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}
