/// What a password must be, by NIST SP 800-63B §5.1.1.2: long, and not among the first that a guesser tries. There are
/// no rules about its characters, as they make passwords worse: everyone ends up with a capital first and "1!" last.
package struct PasswordPolicy: Hashable, Sendable {
    /// In code points of Unicode, as NIST counts. What looks like one character may be more of them.
    package var minimumCharacters: Int

    package init(minimumCharacters: Int = 12) { self.minimumCharacters = minimumCharacters }

    /// Refuses a password that must not be set. The password of a log-in is never asked this: the rules may have
    /// changed since it was set.
    package func check(_ password: String, userName: String) throws(PasswordRefusal) {
        // First, so that nothing below sees more than this.
        guard password.utf8.count <= PasswordHash.longestPassword else { throw .tooLong }
        guard password.unicodeScalars.count >= minimumCharacters else { throw .tooShort(minimumCharacters) }
        let guess = Guess(password)
        guard !guess.isLittleMore(than: userName) else { throw .userName }
        guard !guess.isMade(of: CommonPasswords.contains), !guess.isShortPatternRepeated else { throw .common }
    }
}

/// Why a password was refused, in a sentence for the person who chose it.
package enum PasswordRefusal: Error, Hashable, CustomStringConvertible {
    /// With the number of characters that it must have.
    case tooShort(Int)
    case tooLong
    case common
    case userName

    package var description: String {
        switch self {
        case .tooShort(let minimum): "This password is too short: it must have at least \(minimum) characters."
        case .tooLong: "This password is too long: it may have at most \(PasswordHash.longestPassword) bytes."
        case .common:
            "This password is among the first that anyone would try: take, say, four words that do not belong together."
        case .userName: "This password is little more than the user name: take another."
        }
    }
}

/// A password as guessers see it: in lower case, a word with digits and signs around it, or a piece that is repeated.
private struct Guess {
    private let scalars: [Unicode.Scalar]
    /// The length of the piece that is repeated, also where the last time it is cut off; all of it where none is.
    private let period: Int

    /// A year, a date or a few signs are guessed at once. With more around it, a common word does not matter.
    private static let longestDecoration = 8
    private static let longestPattern = 4
    /// Shorter user names are in many a password by chance.
    private static let shortestName = 4

    init(_ password: String) {
        let scalars = Array(password.lowercased().unicodeScalars)
        let pieces = 1..<max(scalars.count, 1)
        self.scalars = scalars
        period =
            pieces.first { piece in
                (piece..<scalars.count).allSatisfy { scalars[$0] == scalars[$0 - piece] }
            } ?? scalars.count
    }

    /// Whether all of it, its core or its repeated piece is such a word.
    func isMade(of isWord: (String) -> Bool) -> Bool {
        isWord(text(scalars[...])) || isWord(text(core)) || isWord(text(scalars[..<period]))
    }

    /// Whether it is the user name, that repeated, or that with a few characters more.
    func isLittleMore(than userName: String) -> Bool {
        let name = userName.lowercased()
        let length = name.unicodeScalars.count
        let isInside = length >= Self.shortestName && scalars.count - length <= Self.longestDecoration
        return isMade { $0 == name } || isInside && text(scalars[...]).contains(name)
    }

    var isShortPatternRepeated: Bool { period < scalars.count && period <= Self.longestPattern }

    /// What is left without the digits and signs at both ends; all of it where they are too many for a decoration.
    private var core: ArraySlice<Unicode.Scalar> {
        guard let first = scalars.firstIndex(where: \.properties.isAlphabetic),
            let last = scalars.lastIndex(where: \.properties.isAlphabetic),
            scalars.count - (last - first + 1) <= Self.longestDecoration
        else { return scalars[...] }
        return scalars[first...last]
    }

    private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
