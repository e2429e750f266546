/// CRC-32/MPEG-2 (ISO/IEC 13818-1 annex A), of tables of a few dozen bytes that are made once.
enum CRC32MPEG {
    private static let polynomial: UInt32 = 0x04C1_1DB7

    static func checksum(of bytes: [UInt8]) -> UInt32 {
        var register: UInt32 = .max
        for byte in bytes {
            register ^= UInt32(byte) << 24
            for _ in 0..<8 { register = register << 1 ^ (register >> 31 == 1 ? polynomial : 0) }
        }
        return register
    }
}
