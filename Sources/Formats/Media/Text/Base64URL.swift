/// Base 64 for addresses and file names, without padding (RFC 4648 §5; RFC 7515 §2).
package enum Base64URL {
    package static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes).utf8.lazy.filter { $0 != UInt8(ascii: "=") }
        return String(decoding: text.map(urlCharacter), as: UTF8.self)
    }

    /// The bytes, or nil at anything that ``encode(_:)`` would not have written: padding, the other alphabet, or a last
    /// digit with bits that say nothing. So one value has one spelling, and a token cannot be written in two ways.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let plain = String(decoding: text.utf8.map(plainCharacter), as: UTF8.self)
        guard let bytes = Base64.decode(plain), encode(bytes).utf8.elementsEqual(text.utf8) else { return nil }
        return bytes
    }

    private static func urlCharacter(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: character
        }
    }

    private static func plainCharacter(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: character
        }
    }
}
