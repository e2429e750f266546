/// Hexadecimal digits (RFC 4648 §8).
package enum Hexadecimal {
    /// Two digits for each byte.
    package static func encode(_ bytes: some Sequence<UInt8>, uppercase: Bool = false) -> String {
        let digits = Array((uppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil where the text has an odd length or anything but digits of either case.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count % 2 == 0 else { return nil }
        return digits(of: text, passingOver: []).map(bytes)
    }

    /// As cameras write an AAC configuration: quotation marks and blanks are passed over, and a missing last digit
    /// is 0. Nil if there is anything else but digits.
    package static func decode(forgiving text: some StringProtocol) -> [UInt8]? {
        digits(of: text, passingOver: [UInt8(ascii: " "), UInt8(ascii: "\"")]).map(bytes)
    }

    /// The value of one digit in ASCII.
    package static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func digits(of text: some StringProtocol, passingOver ignored: [UInt8]) -> [UInt8]? {
        var digits: [UInt8] = []
        for character in text.utf8 where !ignored.contains(character) {
            guard let digit = value(of: character) else { return nil }
            digits.append(digit)
        }
        return digits
    }

    private static func bytes(of digits: [UInt8]) -> [UInt8] {
        stride(from: 0, to: digits.count, by: 2).map { index in
            digits[index] << 4 | (index + 1 < digits.count ? digits[index + 1] : 0)
        }
    }
}
