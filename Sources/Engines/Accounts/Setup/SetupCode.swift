import Cryptography
import Media

/// The code that lets somebody who can read the console, and nobody else, make the first administrator: once, and for a
/// while. Wrong tries do not use it up, or a stranger could keep its owner out; the lockout slows them down.
struct SetupCode: Sendable {
    enum Outcome: Hashable, Sendable {
        /// The code is right, and nobody else may use it until it is released.
        case claimed
        case wrong
        case expired
        /// Used, in use by somebody else at this moment, or never issued.
        case void
    }

    private struct Code: Sendable {
        let hash: [UInt8]
        let expiry: MonotonicTime
        var isClaimed = false
    }

    private var code: Code?

    /// Takes the place of a code that was issued before.
    mutating func issue(_ hash: [UInt8], until expiry: MonotonicTime) { code = Code(hash: hash, expiry: expiry) }

    var isThere: Bool { code != nil }

    /// - Parameter hash: of what was typed; nil where it can be no code.
    mutating func claim(_ hash: [UInt8]?, at now: MonotonicTime) -> Outcome {
        guard let code, !code.isClaimed else { return .void }
        guard now < code.expiry else {
            self.code = nil
            return .expired
        }
        guard let hash, constantTimeEqual(hash, code.hash) else { return .wrong }
        self.code?.isClaimed = true
        return .claimed
    }

    /// What the code was claimed for did not come about: it can be used again.
    mutating func release() { code?.isClaimed = false }

    mutating func finish() { code = nil }
}
