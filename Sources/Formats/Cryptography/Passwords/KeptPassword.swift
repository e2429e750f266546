import Media

/// A hash in the form of the Password Hashing Competition, as libargon2 and its many bindings write it:
/// `$argon2id$v=19$m=19456,t=2,p=1$` salt `$` hash, both in Base 64 without padding.
struct KeptPassword: Hashable {
    var cost: PasswordHash.Cost
    var salt: [UInt8]
    var digest: [UInt8]

    static let saltCounts = 8...64
    private static let digestCounts = 16...64
    private static let longestText = 256

    init(cost: PasswordHash.Cost, salt: [UInt8], digest: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.digest = digest
    }

    /// Reads what was kept. Only the one way of writing it is taken, as written by ``text``.
    init(_ kept: String) throws(PasswordHashError) {
        guard kept.utf8.count <= Self.longestText else { throw .notAPasswordHash }
        let parts = kept.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).map {
            Substring($0)
        }
        guard parts.count == 6, let cost = Self.cost(parts[3]), let salt = Base64.decode(parts[4]),
            let digest = Base64.decode(parts[5])
        else { throw .notAPasswordHash }
        self.init(cost: cost, salt: salt, digest: digest)
        // Whatever is not looked at above must be as we write it: the name, the version, signs, zeros, spare bits.
        guard text.utf8.elementsEqual(kept.utf8) else { throw .notAPasswordHash }
        guard Self.saltCounts.contains(salt.count), Self.digestCounts.contains(digest.count) else {
            throw .notAPasswordHash
        }
        guard cost.isWithinBounds else { throw .costOutOfBounds(cost) }
    }

    var text: String {
        "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)"
            + "$\(Self.unpadded(salt))$\(Self.unpadded(digest))"
    }

    private static func cost(_ text: Substring) -> PasswordHash.Cost? {
        let numbers = zip(["m=", "t=", "p="], text.utf8.split(separator: UInt8(ascii: ","))).map { name, field in
            field.starts(with: name.utf8) ? Int(Substring(field.dropFirst(2))) : nil
        }
        guard numbers.count == 3, let memory = numbers[0], let passes = numbers[1], let lanes = numbers[2] else {
            return nil
        }
        return PasswordHash.Cost(memory: memory, passes: passes, lanes: lanes)
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        String(Base64.encode(bytes).prefix { $0 != "=" })
    }
}
