/// What names and other texts may be. Lengths are looked at first, so that nothing else sees a text of any length.
package enum AccountRules {
    static let longestUsername = 64
    private static let longestDisplayName = 128
    private static let longestEmail = 254
    private static let longestKeyName = 64
    private static let longestAddress = 64
    private static let longestUserAgent = 256
    private static let longestFace = 64
    /// No username that is longer can be right, so it is not even looked for.
    static let longestTypedName = 4 * longestUsername
    static let longestTypedPassword = 1024

    package static func username(_ text: String) throws(AccountError) -> String {
        guard !text.isEmpty, isAtMost(longestUsername, text) else {
            throw .invalid("A username must have 1 to \(longestUsername) characters.", "username")
        }
        // Marks could make two names that look alike and are not; Basic authentication cannot carry a colon.
        guard text.unicodeScalars.allSatisfy({ isPrintable($0) && !isMark($0) && $0 != ":" }), text.first != " ",
            text.last != " "
        else {
            throw .invalid(
                "A username may have letters, digits, signs and blanks inside, but no colon and nothing invisible.",
                "username"
            )
        }
        return text
    }

    package static func displayName(_ text: String) throws(AccountError) -> String {
        try printable(text, 0, longestDisplayName, "A display name", "displayName")
    }

    package static func keyName(_ text: String) throws(AccountError) -> String {
        try printable(text, 1, longestKeyName, "The name of a key", "name")
    }

    package static func email(_ text: String) throws(AccountError) -> String {
        let isPossible =
            isAtMost(longestEmail, text) && text.unicodeScalars.allSatisfy { isPrintable($0) && $0 != " " }
            && text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).count == 2
            && text.first != "@" && text.last != "@"
        guard isPossible else { throw .invalid("This is no address of electronic mail.", "email") }
        return text
    }

    static func face(_ text: String) -> String { shortened(text, longestFace) }
    static func address(_ text: String) -> String { shortened(text, longestAddress) }
    static func userAgent(_ text: String) -> String { shortened(text, longestUserAgent) }

    private static func printable(
        _ text: String,
        _ shortest: Int,
        _ longest: Int,
        _ what: String,
        _ member: String
    ) throws(AccountError) -> String {
        guard isAtMost(longest, text), text.unicodeScalars.count >= shortest else {
            throw .invalid("\(what) must have \(shortest) to \(longest) characters.", member)
        }
        guard text.unicodeScalars.allSatisfy(isPrintable) else {
            throw .invalid("\(what) must not have invisible characters.", member)
        }
        return text
    }

    /// Whether a text has at most so many characters, as schemas count them, without looking at more of it.
    package static func isAtMost(_ longest: Int, _ text: String) -> Bool {
        text.utf8.prefix(4 * longest + 1).count <= 4 * longest && text.unicodeScalars.count <= longest
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// What somebody else says of himself: shown, never trusted.
    private static func shortened(_ text: String, _ longest: Int) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(longest) { kept.append(isPrintable(scalar) ? scalar : "\u{FFFD}") }
        return String(kept)
    }
}

extension AccountError {
    static func invalid(_ sentence: String, _ member: String) -> Self { Self(.invalid, sentence, member: member) }
}
