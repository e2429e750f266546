/// The name of a camera in paths and addresses: `[a-z0-9][a-z0-9-]{0,62}`. It never changes and is never reused.
package struct CameraID: Hashable, Comparable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    /// The longest id, in characters.
    package static let maximumLength = 63

    package let text: String

    /// Nil where `text` is not a valid id.
    package init?(_ text: String) {
        guard Self.isValid(text) else { return nil }
        self.text = text
    }

    /// `checked` is known to be valid.
    private init(checked: String) { text = checked }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// A free id made of a camera's `name`: "Einfahrt Süd" becomes `einfahrt-sud`, the next of that name
    /// `einfahrt-sud-2`.
    ///
    /// A name without a letter or digit that ASCII has becomes `camera`.
    package static func derived(from name: String, taken: (CameraID) -> Bool) -> CameraID {
        let slug = slug(of: name)
        var candidate = CameraID(checked: shortened(slug, to: maximumLength))
        var number = 2
        while taken(candidate) {
            let suffix = "-\(number)"
            candidate = CameraID(checked: shortened(slug, to: maximumLength - suffix.utf8.count) + suffix)
            number += 1
        }
        return candidate
    }

    private static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= maximumLength else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }

    private static func slug(of name: String) -> String {
        var slug = ""
        var wordEnded = false
        // A name is free text of any length; no id needs more of it than this.
        for scalar in name.unicodeScalars.prefix(4 * maximumLength) {
            guard let letters = asciiLetters(for: scalar) else {
                wordEnded = true
                continue
            }
            guard !letters.isEmpty else { continue }
            if wordEnded, !slug.isEmpty { slug += "-" }
            wordEnded = false
            slug += letters
        }
        return slug.isEmpty ? "camera" : slug
    }

    /// What stands for `scalar` in an id: empty for what joins without a trace (accents, apostrophes), nil for what
    /// parts words.
    private static func asciiLetters(for scalar: Unicode.Scalar) -> String? {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .format: return ""
        default: break
        }
        switch scalar {
        case "'", "\u{2019}": return ""
        case "ß": return "ss"
        case "0"..."9", "a"..."z": return String(scalar)
        case "A"..."Z": return properties.lowercaseMapping
        default: break
        }
        // Unicode names an accented letter by its base: LATIN SMALL LETTER U WITH DIAERESIS.
        guard let words = properties.name?.split(separator: " "), words.count >= 4, words[0] == "LATIN",
            words[2] == "LETTER", words[3].utf8.count <= 2, words.count == 4 || words[4] == "WITH"
        else { return nil }
        return words[3].lowercased()
    }

    private static func shortened(_ slug: String, to length: Int) -> String {
        var slug = String(slug.prefix(length))
        while slug.last == "-" { slug.removeLast() }
        return slug
    }
}
