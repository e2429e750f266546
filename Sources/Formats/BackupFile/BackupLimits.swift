/// How much of a backup is taken in, checked before anything is kept.
package struct BackupLimits: Hashable, Sendable {
    /// Bytes of the header.
    package var header = 64 << 10
    package var sections = 64
    /// Bytes of one section, and of all of them.
    package var section = 256 << 20
    package var total = 1 << 30
    /// The most that making the key may cost: what `PasswordHash` computes at all.
    package var memoryKiB: UInt32 = 256 << 10
    package var passes: UInt32 = 16
    package var lanes: UInt32 = 8

    package init() {}

    func allows(_ cost: KeyCost) -> Bool {
        // RFC 9106 section 3.1: at least 8 KiB for each lane.
        (1...lanes).contains(cost.lanes) && (1...passes).contains(cost.passes)
            && (8 * cost.lanes...max(8 * cost.lanes, memoryKiB)).contains(cost.memoryKiB) && cost.memoryKiB <= memoryKiB
    }
}

/// What Argon2id (RFC 9106) is to spend on making a key from a passphrase. It stands in the file, so that a later
/// program that spends more still opens it.
package struct KeyCost: Hashable, Sendable {
    package var memoryKiB: UInt32
    package var passes: UInt32
    package var lanes: UInt32

    package init(memoryKiB: UInt32, passes: UInt32, lanes: UInt32) {
        self.memoryKiB = memoryKiB
        self.passes = passes
        self.lanes = lanes
    }

    /// The second choice that RFC 9106 section 4 recommends: 64 MiB, three passes, four lanes.
    package static let usual = KeyCost(memoryKiB: 64 << 10, passes: 3, lanes: 4)
}

/// The name of a section. It is never part of a path.
enum SectionName {
    static func isGood(_ name: String) -> Bool {
        let isWord = { (byte: UInt8) in
            (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
                || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        }
        guard (1...64).contains(name.utf8.count), let first = name.utf8.first, isWord(first) else { return false }
        return name.utf8.allSatisfy { byte in
            isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
    }
}
