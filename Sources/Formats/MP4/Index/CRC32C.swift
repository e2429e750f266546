import CChecksum

/// The running CRC-32C (Castagnoli, RFC 3720 appendix B.4) of bytes that come piece by piece.
package struct CRC32C: Hashable, Sendable {
    /// The checksum of everything so far; 0 of nothing.
    package private(set) var value: UInt32 = 0

    package init() {}

    package init(of bytes: Span<UInt8>) { update(bytes) }

    package mutating func update(_ bytes: Span<UInt8>) {
        // A span lends its address for the length of one call, and the shim reads no further than it is told.
        value = bytes.withUnsafeBytes { cchecksum_crc32c(value, $0.baseAddress, $0.count) }
    }
}
