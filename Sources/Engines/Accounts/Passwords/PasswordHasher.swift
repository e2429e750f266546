package import Cryptography

/// Hashes passwords. Every function blocks for as long as a hash takes.
package protocol PasswordHasher: Sendable {
    func hash(_ password: String) throws -> String

    func verify(_ password: String, against kept: String) throws -> Bool

    /// Whether a kept hash was made at another cost than that of today.
    func needsRehash(_ kept: String) -> Bool
}

/// Argon2id.
package struct Argon2Hasher: PasswordHasher {
    private let cost: PasswordHash.Cost

    package init(cost: PasswordHash.Cost = .standard) { self.cost = cost }

    package func hash(_ password: String) throws -> String {
        try PasswordHash.hash(Array(password.utf8), cost: cost)
    }

    package func verify(_ password: String, against kept: String) throws -> Bool {
        try PasswordHash.verify(Array(password.utf8), against: kept)
    }

    package func needsRehash(_ kept: String) -> Bool { PasswordHash.needsRehash(kept, cost: cost) }
}
