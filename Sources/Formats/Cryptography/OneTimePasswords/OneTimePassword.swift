/// One-time passwords by the time (TOTP, RFC 6238, over HOTP, RFC 4226), as authenticator apps show them: six digits, a
/// new code every 30 s, SHA-1. Many apps ignore any other choice without a word, so there is none here.
package enum OneTimePassword {
    /// As long as a SHA-1 hash, which RFC 4226 §4 recommends.
    package static let secretByteCount = 20
    /// How long a step is, in seconds.
    package static let period: Int64 = 30

    /// What RFC 4226 §4 demands at least. A shorter secret, such as one that was never set, matches no code.
    private static let shortestSecret = 16
    private static let digitCount = 6
    /// A code with a blank between any two digits, and some at the ends.
    private static let longestText = 32

    /// A new secret, to be shown once and kept sealed.
    package static func newSecret() -> [UInt8] { randomBytes(secretByteCount) }

    /// The step in which a moment lies.
    ///
    /// - Parameter seconds: since 1970, UTC.
    package static func step(at seconds: Int64) -> Int64 {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: period)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The six digits of one step.
    package static func code(secret: [UInt8], step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let hash = HMACSHA1.code(for: counter, key: secret)
        // The last four bits say which 31 bits of the hash are the number (RFC 4226 §5.3).
        let offset = Int(hash[19] & 15)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: digitCount - digits.utf8.count) + digits
    }

    /// The step to which a code belongs: the present one, the one before or the one after (RFC 6238 §5.2), as a
    /// telephone's clock is seldom right. Nil where it belongs to none of them.
    ///
    /// The caller must keep the step together with the account, and hand it in as `lastUsed` next time: neither that
    /// code nor an older one is taken again (RFC 6238 §5.2). A guesser has three codes in a million at each try, so the
    /// caller must also count the tries.
    ///
    /// - Parameters:
    ///   - text: what was typed; blanks in it do not matter, anything else but ASCII digits does.
    ///   - seconds: since 1970, UTC.
    ///   - lastUsed: the last step of which a code was taken. Were the server's clock put back, no code would be taken
    ///     until it is there again.
    package static func matchingStep(
        code text: some StringProtocol,
        secret: [UInt8],
        at seconds: Int64,
        lastUsed: Int64?
    ) -> Int64? {
        guard secret.count >= shortestSecret, let typed = digits(of: text) else { return nil }
        let present = step(at: seconds)
        var matching: Int64?
        // All three are always computed and compared, so that the time tells nothing.
        for candidate in present - 1...present + 1 {
            let isEqual = constantTimeEqual(Array(code(secret: secret, step: candidate).utf8), typed)
            if isEqual, lastUsed.map({ candidate > $0 }) ?? true { matching = candidate }
        }
        return matching
    }

    private static func digits(of text: some StringProtocol) -> [UInt8]? {
        // Read no further than needed: the text is a stranger's, of any length.
        guard text.utf8.prefix(longestText + 1).count <= longestText else { return nil }
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
        let isNumber = digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return isNumber && digits.count == digitCount ? digits : nil
    }
}
