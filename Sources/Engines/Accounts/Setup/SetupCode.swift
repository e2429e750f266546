import Cryptography
import Media

/// The code that lets somebody who can read the console, and nobody else, make the first administrator: once, for a
/// while, and with only so many wrong tries.
struct SetupCode: Sendable {
    enum Outcome: Hashable, Sendable {
        /// The code is right, and nobody else may use it until it is released.
        case claimed
        case wrong(triesLeft: Int)
        case expired
        /// Used, void after too many wrong tries, in use by somebody else at this moment, or never issued.
        case void
    }

    private struct Code: Sendable {
        let hash: [UInt8]
        let expiry: MonotonicTime
        var triesLeft: Int
        var isClaimed = false
    }

    private var code: Code?

    /// Takes the place of a code that was issued before.
    mutating func issue(_ hash: [UInt8], until expiry: MonotonicTime, tries: Int) {
        code = Code(hash: hash, expiry: expiry, triesLeft: max(tries, 1))
    }

    /// - Parameter hash: of what was typed; nil where it can be no code.
    mutating func claim(_ hash: [UInt8]?, at now: MonotonicTime) -> Outcome {
        guard var code, !code.isClaimed, code.triesLeft > 0 else { return .void }
        guard now < code.expiry else {
            self.code = nil
            return .expired
        }
        defer { self.code = code }
        guard let hash, constantTimeEqual(hash, code.hash) else {
            code.triesLeft -= 1
            return .wrong(triesLeft: code.triesLeft)
        }
        code.isClaimed = true
        return .claimed
    }

    /// What the code was claimed for did not come about: it can be used again.
    mutating func release() { code?.isClaimed = false }

    mutating func finish() { code = nil }
}
