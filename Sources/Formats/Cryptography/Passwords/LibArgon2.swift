import CArgon2

// Raw pointers, safe for the same reasons as in LibCrypto: good for the call alone, with the counts of the very arrays
// behind them.

/// Calls of the C shim over arrays.
enum LibArgon2 {
    /// Every count must have been checked; nil where there is no memory.
    static func digest(
        of password: [UInt8],
        salt: [UInt8],
        cost: PasswordHash.Cost,
        count: Int
    ) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: count)
        let outcome = nightjar_argon2id(
            password,
            password.count,
            salt,
            salt.count,
            UInt32(cost.memory),
            UInt32(cost.passes),
            UInt32(cost.lanes),
            &digest,
            digest.count
        )
        precondition(outcome != 2, "libargon2 refuses what was checked")
        return outcome == 0 ? digest : nil
    }
}
