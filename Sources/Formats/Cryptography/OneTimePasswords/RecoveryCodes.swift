/// The codes on paper that stand in for a lost second factor. Each counts once.
///
/// A code is 16 characters out of 32, so it holds 80 bits of chance. That is why a fast hash is enough to keep it,
/// where a password needs a slow one: a password is guessed from a list of some billions, but here somebody who has
/// stolen the hashes and computes 10^12 SHA-256 a second would look for 38 000 years until he had tried every code, and
/// it makes no difference to speak of that each account has some of them. For the same reason there is no salt: nobody
/// has a table of 2^80 entries.
package enum RecoveryCodes {
    /// Crockford's digits: no I, L, O or U, which are read as something else or make words.
    private static let alphabet = [UInt8]("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let characterCount = 16
    private static let groupLength = 4
    /// A code with a blank between any two characters, and some at the ends.
    private static let longestText = 64

    /// New codes as they are shown, once: four groups of four characters with hyphens between.
    package static func generate(_ count: Int) -> [String] {
        (0..<count).map { _ in
            // 256 is a multiple of 32, so every character is equally likely.
            let characters = randomBytes(characterCount).map { alphabet[Int($0 & 31)] }
            let groups = stride(from: 0, to: characterCount, by: groupLength).map { start in
                String(decoding: characters[start..<start + groupLength], as: UTF8.self)
            }
            return groups.joined(separator: "-")
        }
    }

    /// The sixteen characters of a code as somebody typed it from paper: either case, with or without hyphens and
    /// blanks, an I or L for 1 and an O for 0. Nil where that is no code.
    package static func normalised(_ text: some StringProtocol) -> String? {
        // Read no further than needed: the text is a stranger's, of any length.
        guard text.utf8.prefix(longestText + 1).count <= longestText else { return nil }
        var characters: [UInt8] = []
        for typed in text.utf8 where typed != UInt8(ascii: " ") && typed != UInt8(ascii: "-") {
            let character = meant(by: typed)
            guard alphabet.contains(character) else { return nil }
            characters.append(character)
        }
        return characters.count == characterCount ? String(decoding: characters, as: UTF8.self) : nil
    }

    /// What is kept of a code: 32 bytes. Nil where the text is no code.
    package static func hash(of text: some StringProtocol) -> [UInt8]? {
        // The name in front keeps these hashes apart from those of all other secrets.
        normalised(text).map { SHA256.hash(Array("nightjar recovery code \($0)".utf8)) }
    }

    /// Which of the kept hashes is that of `text`. Nil where none is; the caller must count the tries, and must forget
    /// the hash before it lets anyone in.
    package static func index(of text: some StringProtocol, in hashes: [[UInt8]]) -> Int? {
        guard let hash = hash(of: text) else { return nil }
        var found: Int?
        // All are compared, so that the time does not tell which it was.
        for (index, kept) in hashes.enumerated() where constantTimeEqual(kept, hash) { found = index }
        return found
    }

    private static func meant(by typed: UInt8) -> UInt8 {
        let isUpper = typed >= UInt8(ascii: "A") && typed <= UInt8(ascii: "Z")
        let lower = isUpper ? typed | 0x20 : typed
        return switch lower {
        case UInt8(ascii: "i"), UInt8(ascii: "l"): UInt8(ascii: "1")
        case UInt8(ascii: "o"): UInt8(ascii: "0")
        default: lower
        }
    }
}
