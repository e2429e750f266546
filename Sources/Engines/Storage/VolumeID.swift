/// Which volume this is: 32 hexadecimal digits, made at random when the volume was first used, and kept in it.
package struct VolumeID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Nil where `text` is not an id.
    package init?(_ text: String) {
        guard text.utf8.count == 32, text.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { return nil }
        self.text = text
    }

    static func random() -> VolumeID {
        let digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }
        return VolumeID(checked: digits.joined())
    }

    private init(checked: String) { text = checked }

    package var description: String { text }

    // MARK: The file that it is kept in

    /// No ``StorageKey`` has this name.
    static let fileName = ".nightjar-volume"
    private static let heading = "nightjar-volume 1"

    var fileContent: String { "\(Self.heading)\n\(text)\n" }

    init?(fileContent: [UInt8]) {
        let lines = String(decoding: fileContent, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, lines[0] == Self.heading else { return nil }
        self.init(String(lines[1]))
    }
}
