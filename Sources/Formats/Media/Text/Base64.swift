/// Base 64 (RFC 4648 §4).
package enum Base64 {
    private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            var group: UInt32 = 0
            for index in start..<start + 3 { group = group << 8 | (index < bytes.count ? UInt32(bytes[index]) : 0) }
            for position in 0..<4 {
                let isKnown = start + position <= bytes.count
                text.append(isKnown ? alphabet[Int(group >> UInt32(18 - 6 * position) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil at a character that is not of the alphabet. Padding may be missing, as some senders forget it.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var decoder = Decoder()
        var isPadded = false
        for character in text.utf8 {
            if character == UInt8(ascii: "=") {
                isPadded = true
                continue
            }
            guard !isPadded, let digit = value(of: character) else { return nil }
            decoder.take(digit)
        }
        // A single digit left over is not a byte.
        return decoder.bits == 6 ? nil : decoder.bytes
    }

    /// What `text` says, up to its first `=`. Characters that have no place in Base 64 are passed over: cameras put
    /// blanks and quotation marks there.
    package static func decode(forgiving text: some StringProtocol) -> [UInt8] {
        var decoder = Decoder()
        for character in text.utf8 {
            if character == UInt8(ascii: "=") { break }
            if let digit = value(of: character) { decoder.take(digit) }
        }
        return decoder.bytes
    }

    private struct Decoder {
        var bytes: [UInt8] = []
        var bits = 0
        private var group: UInt32 = 0

        mutating func take(_ digit: UInt8) {
            group = group << 6 | UInt32(digit)
            bits += 6
            guard bits >= 8 else { return }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        }
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
