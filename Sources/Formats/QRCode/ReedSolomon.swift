/// The error correction of ISO/IEC 18004 §7.5: Reed-Solomon codes over the field of 256 elements whose polynomial is
/// x^8 + x^4 + x^3 + x^2 + 1.
enum ReedSolomon {
    /// The code words of error correction for one block.
    static func correction(of data: ArraySlice<UInt8>, count: Int) -> [UInt8] {
        // Division with remainder by the generator, whose first coefficient is 1: one data word at a time.
        let generator = generator(count)
        var remainder = [UInt8](repeating: 0, count: count)
        for word in data {
            let factor = word ^ remainder[0]
            remainder.removeFirst()
            remainder.append(0)
            for index in 0..<count { remainder[index] ^= product(generator[index], factor) }
        }
        return remainder
    }

    /// (x - 2^0)(x - 2^1)…(x - 2^(count-1)), from the highest power down and without the leading 1.
    static func generator(_ count: Int) -> [UInt8] {
        var coefficients: [UInt8] = [1]
        for power in 0..<count {
            // Minus is plus in this field.
            let shifted = coefficients + [0]
            let scaled = [0] + coefficients.map { product($0, exponentials[power]) }
            coefficients = zip(shifted, scaled).map { $0 ^ $1 }
        }
        return Array(coefficients.dropFirst())
    }

    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        guard left != 0, right != 0 else { return 0 }
        return exponentials[(Int(logarithms[Int(left)]) + Int(logarithms[Int(right)])) % 255]
    }

    /// 2^n for n from 0 to 254.
    private static let exponentials: [UInt8] = {
        var value: UInt8 = 1
        return (0..<255).map { _ in
            defer { value = value << 1 ^ (value & 0x80 != 0 ? 0x1D : 0) }
            return value
        }
    }()

    /// The n of each 2^n; that of 0, which is none, is never asked.
    private static let logarithms: [UInt8] = {
        var logarithms = [UInt8](repeating: 0, count: 256)
        for (exponent, value) in exponentials.enumerated() { logarithms[Int(value)] = UInt8(exponent) }
        return logarithms
    }()
}
