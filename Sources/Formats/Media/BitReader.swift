/// Reads bits, most significant first, from a raw byte sequence payload (ITU-T H.264 §7.2). Knows no position beyond
/// the end: what is missing is an error, never a crash.
package struct BitReader: ~Escapable {
    private let bytes: Span<UInt8>
    private var position = 0

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    package var bitsLeft: Int { bytes.count * 8 - position }

    /// The next `count` bits (0…32) as a number.
    package mutating func bits(_ count: Int) throws(ParameterSetError) -> UInt32 {
        guard count <= bitsLeft else { throw .truncated }
        var value: UInt32 = 0
        for _ in 0..<count {
            let byte = bytes[position >> 3]
            value = value << 1 | UInt32(byte >> UInt8(7 - position & 7) & 1)
            position += 1
        }
        return value
    }

    package mutating func flag() throws(ParameterSetError) -> Bool { try bits(1) == 1 }

    package mutating func skip(_ count: Int) throws(ParameterSetError) {
        guard count <= bitsLeft else { throw .truncated }
        position += count
    }

    /// ue(v), unsigned Exp-Golomb (H.264 §9.1).
    package mutating func unsignedExpGolomb() throws(ParameterSetError) -> UInt32 {
        var zeros = 0
        while try !flag() {
            zeros += 1
            guard zeros < 32 else { throw .malformed("an Exp-Golomb code of 32 or more leading zeros") }
        }
        return (1 << UInt32(zeros)) - 1 + (try bits(zeros))
    }

    /// se(v), signed Exp-Golomb (H.264 §9.1.1).
    package mutating func signedExpGolomb() throws(ParameterSetError) -> Int32 {
        let code = try unsignedExpGolomb()
        // 2^32 - 2 is the largest code, so its half fits.
        let magnitude = Int32(truncatingIfNeeded: code / 2 + code % 2)
        return code % 2 == 1 ? magnitude : -magnitude
    }
}

/// Why a parameter set or a codec configuration could not be read.
package enum ParameterSetError: Error, Hashable {
    case truncated
    case malformed(String)
    case unsupported(String)
}
