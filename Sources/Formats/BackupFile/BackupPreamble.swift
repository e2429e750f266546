import Cryptography

/// The first bytes of a backup: what is needed to make its key from a passphrase.
///
///     magic "NJBACKUP", version (2), Argon2id: memory in KiB (4), passes (4), lanes (4), salt (16), file number (8)
///
/// All numbers are big-endian.
package struct BackupPreamble: Hashable, Sendable {
    package let cost: KeyCost
    /// Random, and new for each file: so is the key.
    package let salt: [UInt8]
    /// Tells the pieces of one file from those of another.
    let file: UInt64

    /// For a new file.
    package init(cost: KeyCost = .usual) {
        self.init(cost: cost, salt: randomBytes(Self.saltCount), file: randomBytes(8).bigEndianNumber)
    }

    init(cost: KeyCost, salt: [UInt8], file: UInt64) {
        self.cost = cost
        self.salt = salt
        self.file = file
    }

    static let magic = Array("NJBACKUP".utf8)
    static let version: UInt16 = 1
    static let saltCount = 16
    static let count = 8 + 2 + 12 + saltCount + 8

    var bytes: [UInt8] {
        Self.magic + bigEndian(Self.version) + bigEndian(cost.memoryKiB) + bigEndian(cost.passes)
            + bigEndian(cost.lanes)
            + salt + bigEndian(file)
    }

    /// - Parameter bytes: ``count`` of them.
    init(bytes: ArraySlice<UInt8>, limits: BackupLimits) throws(BackupFileError) {
        var fields = Fields(bytes)
        guard fields.take(8).elementsEqual(Self.magic) else { throw .notABackup }
        let version = UInt16(fields.number(2))
        guard version == Self.version else { throw .unknownVersion(version) }
        cost = KeyCost(
            memoryKiB: UInt32(fields.number(4)),
            passes: UInt32(fields.number(4)),
            lanes: UInt32(fields.number(4))
        )
        guard limits.allows(cost) else { throw .unreasonableKeyCost }
        salt = Array(fields.take(Self.saltCount))
        file = fields.number(8)
    }
}

/// Big-endian bytes of a number.
func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: Number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
}

extension Sequence<UInt8> {
    /// The number that at most eight big-endian bytes are.
    var bigEndianNumber: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}

/// Takes fields off bytes; the caller has checked that there are enough.
struct Fields {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Of at most eight bytes.
    mutating func number(_ count: Int) -> UInt64 { take(count).bigEndianNumber }
}
