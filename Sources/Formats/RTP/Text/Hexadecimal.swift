/// Hexadecimal digits, as session descriptions carry an AAC configuration.
enum Hexadecimal {
    static func encode(_ bytes: some Sequence<UInt8>, uppercase: Bool = false) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: uppercase)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Nil if there is anything but digits; quotation marks and blanks are passed over. A missing last digit is 0.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var output: [UInt8] = []
        var half: UInt8?
        for character in text.utf8 {
            if character == UInt8(ascii: " ") || character == UInt8(ascii: "\"") { continue }
            guard let digit = value(of: character) else { return nil }
            if let upper = half {
                output.append(upper << 4 | digit)
                half = nil
            } else {
                half = digit
            }
        }
        if let half { output.append(half << 4) }
        return output
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
