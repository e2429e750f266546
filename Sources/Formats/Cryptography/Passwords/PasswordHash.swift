/// Passwords as they are kept: hashed with Argon2id (RFC 9106), which is slow and large on purpose, so that a stolen
/// catalogue does not give the passwords away.
///
/// **``hash(_:cost:salt:)`` and ``verify(_:against:)`` block their thread for tens of milliseconds** and take
/// ``Cost/memory`` while they run. They belong on a small pool of their own with a bounded queue: never on an event
/// loop, nor on the threads of Swift's tasks. Whoever asks for an account that does not exist must be made to wait as
/// long, by hashing what was sent all the same.
package enum PasswordHash {
    /// Longer passwords are refused: nobody types them, and they must not become work.
    package static let longestPassword = 1024

    /// In bytes.
    package static let saltCount = 16
    private static let digestCount = SymmetricKey.byteCount

    /// What one hash costs.
    package struct Cost: Hashable, Sendable {
        /// In KiB; at least 8 for each lane.
        package var memory: Int
        /// How often all of the memory is gone over.
        package var passes: Int
        /// What could be computed side by side. We never do, but foreign hashes have more than one.
        package var lanes: Int

        package init(memory: Int, passes: Int, lanes: Int) {
            self.memory = memory
            self.passes = passes
            self.lanes = lanes
        }

        /// 19 MiB, twice over, in one lane: what OWASP's "Password Storage Cheat Sheet" asks for at least. The choices
        /// of RFC 9106 §4 (64 MiB and more, four lanes) are for machines that do nothing else: two log-ins at once
        /// would take 128 MiB and the cores from a recorder that is to stand on a small computer beside its cameras.
        /// Someone with a large one can take a higher cost, and the hashes follow as their owners log in.
        package static let standard = Cost(memory: 19 * 1024, passes: 2, lanes: 1)

        /// What is computed at all. The cost of a stored hash comes out of the catalogue or a backup, and a forged row
        /// must not take 4 TiB or a day. The dearest that is left takes 256 MiB and some seconds.
        package var isWithinBounds: Bool {
            (1...8).contains(lanes) && (8 * lanes...256 * 1024).contains(memory) && (1...16).contains(passes)
        }
    }

    /// Hashes a password with a salt of its own. **Blocks.**
    ///
    /// The bytes are taken as they are. Without Foundation there is no normal form of Unicode to bring them into, so
    /// whoever sets "é" as one code point and then types it as two is not let in. Most keyboards send the one.
    ///
    /// - Parameter salt: 8 to 64 bytes, random: leave it out but in tests.
    /// - Returns: a string in PHC's form, `$argon2id$v=19$m=19456,t=2,p=1$…$…`.
    package static func hash(
        _ password: [UInt8],
        cost: Cost = .standard,
        salt: [UInt8] = randomBytes(saltCount)
    ) throws(PasswordHashError) -> String {
        let digest = try digest(of: password, salt: salt, cost: cost)
        return KeptPassword(cost: cost, salt: salt, digest: digest).text
    }

    /// Makes a key from a passphrase, to seal with it what must be opened on another machine. **Blocks.**
    ///
    /// - Parameter salt: 8 to 64 bytes, random, kept beside what is sealed together with the cost.
    package static func key(
        from passphrase: [UInt8],
        salt: [UInt8],
        cost: Cost
    ) throws(PasswordHashError) -> SymmetricKey {
        let digest = try digest(of: passphrase, salt: salt, cost: cost)
        guard let key = try? SymmetricKey(digest) else { preconditionFailure("a digest is as long as a key") }
        return key
    }

    private static func digest(
        of password: [UInt8],
        salt: [UInt8],
        cost: Cost
    ) throws(PasswordHashError) -> [UInt8] {
        guard password.count <= longestPassword else { throw .passwordTooLong(password.count) }
        guard cost.isWithinBounds else { throw .costOutOfBounds(cost) }
        guard KeptPassword.saltCounts.contains(salt.count) else { throw .saltOfWrongLength(salt.count) }
        let digest = LibArgon2.digest(of: password, salt: salt, cost: cost, count: digestCount)
        guard let digest else { throw .outOfMemory(cost) }
        return digest
    }

    /// Whether `password` is the one whose hash was kept. **Blocks**, as long as the kept hash costs.
    package static func verify(_ password: [UInt8], against kept: String) throws(PasswordHashError) -> Bool {
        let kept = try KeptPassword(kept)
        // Such a password was never set.
        guard password.count <= longestPassword else { return false }
        let digest = LibArgon2.digest(of: password, salt: kept.salt, cost: kept.cost, count: kept.digest.count)
        guard let digest else { throw .outOfMemory(kept.cost) }
        return constantTimeEqual(digest, kept.digest)
    }

    /// Whether a text is a hash that ``verify(_:against:)`` would compute: one of Argon2id, at a cost that is borne.
    package static func isKept(_ text: String) -> Bool { (try? KeptPassword(text)) != nil }

    /// Whether a kept hash was made at another cost, or is none at all: then hash the password anew when its owner
    /// has logged in.
    package static func needsRehash(_ kept: String, cost: Cost = .standard) -> Bool {
        guard let kept = try? KeptPassword(kept) else { return true }
        return kept.cost != cost || kept.salt.count < saltCount || kept.digest.count < digestCount
    }
}

/// Why a password could not be hashed or compared.
package enum PasswordHashError: Error, Hashable, CustomStringConvertible {
    /// More bytes than ``PasswordHash/longestPassword``.
    case passwordTooLong(Int)
    case costOutOfBounds(PasswordHash.Cost)
    case saltOfWrongLength(Int)
    /// What was kept is no Argon2id hash of version 1.3 in PHC's form.
    case notAPasswordHash
    case outOfMemory(PasswordHash.Cost)

    package var description: String {
        switch self {
        case .passwordTooLong(let count):
            "a password of \(count) bytes, but it may have \(PasswordHash.longestPassword)"
        case .costOutOfBounds(let cost):
            "a password hash of \(cost.memory) KiB, \(cost.passes) passes and \(cost.lanes) lanes is not computed"
        case .saltOfWrongLength(let count):
            "a salt of \(count) bytes, but it must have \(KeptPassword.saltCounts)"
        case .notAPasswordHash:
            "what was kept is not an Argon2id hash: set the password anew"
        case .outOfMemory(let cost):
            "no \(cost.memory) KiB of memory are free to hash a password"
        }
    }
}
