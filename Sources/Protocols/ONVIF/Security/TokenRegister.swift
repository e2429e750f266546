package import Media

/// What a device remembers of the tokens that it was shown: each counts once, and only near its time.
package struct TokenRegister: Sendable {
    /// How far a token's time may be from the device's (Core §5.9.4.1 leaves it open; most devices take minutes).
    private static let tolerance = Duration.seconds(300)
    private static let most = 1024

    private var used: [[UInt8]: WallTime] = [:]

    package init() {}

    /// Whether a token counts at this moment of the device's clock, and takes note of it.
    package mutating func accepts(_ token: UsernameToken, now: WallTime) -> Bool {
        guard token.isOnce else { return true }
        guard let created = XMLDateTime(token.created)?.time else { return false }
        let age = now - created
        guard age <= Self.tolerance, age >= .zero - Self.tolerance else { return false }
        // A nonce is kept as long as its token would count, and a moment more.
        used = used.filter { now - $0.value <= Self.tolerance * 2 }
        guard used.count < Self.most, used[token.nonce] == nil else { return false }
        used[token.nonce] = now
        return true
    }
}
