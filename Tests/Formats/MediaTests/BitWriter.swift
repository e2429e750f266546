/// Writes bits, most significant first: what `BitReader` reads.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var free = 0

    mutating func bits(_ value: UInt32, _ count: Int) {
        for index in (0..<count).reversed() {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            free -= 1
            bytes[bytes.count - 1] |= UInt8(value >> UInt32(index) & 1) << UInt8(free)
        }
    }

    mutating func flag(_ value: Bool) { bits(value ? 1 : 0, 1) }

    /// ue(v)
    mutating func unsigned(_ value: UInt32) {
        let code = UInt64(value) + 1
        let length = 64 - code.leadingZeroBitCount
        bits(0, length - 1)
        for index in (0..<length).reversed() { bits(UInt32(code >> UInt64(index) & 1), 1) }
    }

    /// se(v)
    mutating func signed(_ value: Int32) {
        unsigned(value > 0 ? UInt32(value) * 2 - 1 : UInt32(-Int64(value)) * 2)
    }

    /// rbsp_trailing_bits
    mutating func trailing() {
        bits(1, 1)
        free = 0
    }

    /// The bytes with emulation prevention.
    var protected: [UInt8] {
        var output: [UInt8] = []
        var zeros = 0
        for byte in bytes {
            if zeros == 2, byte <= 3 {
                output.append(3)
                zeros = 0
            }
            output.append(byte)
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return output
    }
}

func hex(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0..<$0 + 2]), radix: 16) ?? 0 }
}
