/// The general part of profile_tier_level (H.265 §7.3.3): what a decoder must be able to do.
package struct H265Profile: Hashable, Sendable {
    /// general_profile_space, 0…3; 0 but for profiles that nobody has defined yet.
    package let space: UInt8
    package let isHighTier: Bool
    /// general_profile_idc, 0…31.
    package let number: UInt8
    /// general_profile_compatibility_flag[0…31], the first one highest.
    package let compatibility: UInt32
    /// The 48 bits from general_progressive_source_flag to the level, the first one highest.
    package let constraints: UInt64
    /// general_level_idc: 30 times the level.
    package let level: UInt8

    /// Reads profile_tier_level(1, `subLayers` - 1) to its end.
    init(_ reader: inout BitReader, subLayers: Int) throws(ParameterSetError) {
        space = UInt8(try reader.bits(2))
        isHighTier = try reader.flag()
        number = UInt8(try reader.bits(5))
        compatibility = try reader.bits(32)
        constraints = UInt64(try reader.bits(32)) << 16 | UInt64(try reader.bits(16))
        level = UInt8(try reader.bits(8))
        try Self.skipSubLayers(&reader, count: subLayers - 1)
    }

    private static func skipSubLayers(_ reader: inout BitReader, count: Int) throws(ParameterSetError) {
        guard count > 0 else { return }
        var length = 0
        for _ in 0..<count {
            if try reader.flag() { length += 88 }  // a profile
            if try reader.flag() { length += 8 }  // a level
        }
        try reader.skip((8 - count) * 2 + length)
    }

    /// What follows the sample entry's name in the codecs parameter: "1.6.L93.B0" (ISO/IEC 14496-15 annex E.3).
    package var codecParameters: String {
        var flags: UInt32 = 0
        for index in 0..<32 where compatibility >> UInt32(31 - index) & 1 == 1 { flags |= 1 << UInt32(index) }
        let spaces = ["", "A", "B", "C"]
        var parts = [
            spaces[Int(space & 3)] + String(number), String(flags, radix: 16, uppercase: true),
            (isHighTier ? "H" : "L") + String(level),
        ]
        // Byte after byte, until only zeros are left.
        var rest = constraints << 16
        while rest != 0 {
            parts.append(String(rest >> 56, radix: 16, uppercase: true))
            rest <<= 8
        }
        return parts.joined(separator: ".")
    }
}
