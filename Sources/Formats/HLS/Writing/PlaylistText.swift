/// Text in playlists. There is no way to write a quotation mark, a line end or a blank within an attribute or a URI line, so
/// whatever a URI cannot have is percent-encoded (RFC 3986 §2): no text can become a tag, an attribute or a line of its own.
enum PlaylistText {
    private static let marks = Set("-._~:/?#[]@!$&'()*+,;=%".utf8)

    /// - Parameter beginsLine: an `#` in front would make it a tag or a comment.
    static func uri(_ text: String, beginsLine: Bool = false) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            let isComment = beginsLine && bytes.isEmpty && byte == UInt8(ascii: "#")
            if isPlain(byte), !isComment {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                for digit in [byte >> 4, byte & 15] { bytes.append(digit + (digit < 10 ? 0x30 : 0x37)) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: marks.contains(byte)
        }
    }
}
