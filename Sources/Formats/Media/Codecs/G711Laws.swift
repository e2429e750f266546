/// From one law of G.711 to the other, by way of the linear value (ITU-T G.711 §3).
package enum G711Laws {
    private static let table = (UInt8.min...UInt8.max).map { aLaw(ofLinear: linear(ofMuLaw: $0)) }

    /// Sound of µ-law as A-law, sample by sample.
    package static func aLaw(ofMuLaw samples: [UInt8]) -> [UInt8] { samples.map { table[Int($0)] } }

    /// Of 16 bits.
    static func linear(ofMuLaw code: UInt8) -> Int {
        let bits = Int(~code)
        let magnitude = ((bits & 0xF) << 3 + 0x84) << ((bits & 0x70) >> 4) - 0x84
        return bits & 0x80 == 0 ? magnitude : -magnitude
    }

    /// - Parameter sample: of 16 bits, of which A-law uses 13.
    static func aLaw(ofLinear sample: Int) -> UInt8 {
        let value = sample >> 3
        let magnitude = min(value < 0 ? -value - 1 : value, 0xFFF)
        // Even bits are inverted, and the sign's bit is set where the value is positive.
        let mask: UInt8 = value < 0 ? 0x55 : 0xD5
        var segment = 0
        while magnitude >= 0x20 << segment { segment += 1 }
        let mantissa = magnitude >> max(segment, 1) & 0xF
        return UInt8(segment << 4 | mantissa) ^ mask
    }
}
