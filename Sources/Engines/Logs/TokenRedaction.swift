import Media

/// Takes out what is a secret by its own look: `Bearer …`, `Basic …`, `Digest username=…`, JSON Web Tokens, and the API
/// keys of Nightjar.
enum TokenRedaction {
    private static let bearer = Array("bearer ".utf8)
    private static let basic = Array("basic ".utf8)
    private static let digest = Array("digest ".utf8)
    private static let username = Array("username=".utf8)
    private static let tokenStart = Array("eyJ".utf8)
    private static let keyStart = Array("nj_".utf8)
    /// No token has fewer bytes.
    private static let shortestToken = 20

    static func redacted(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var copied = 0
        var index = 0
        while index < bytes.count {
            let isInWord = index > 0 && bytes[index - 1].isNameByte
            guard !isInWord, let secret = secret(in: bytes, at: index) else {
                index += 1
                continue
            }
            output += bytes[copied..<secret.lowerBound]
            output += [UInt8].redactionMask
            copied = secret.upperBound
            index = secret.upperBound
        }
        return copied == 0 ? bytes : output + bytes[copied...]
    }

    /// The secret that follows on the word at `index`, or is it.
    private static func secret(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        switch bytes[index] {
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            if bytes.has(bearer, at: index) { return word(in: bytes, from: index + bearer.count) }
            guard bytes.has(basic, at: index), let word = word(in: bytes, from: index + basic.count) else { return nil }
            // An ordinary word behind "basic" has no colon in it when it is decoded.
            let text = String(decoding: bytes[word].prefix(1024), as: UTF8.self)
            return Base64.decode(forgiving: text).contains(UInt8(ascii: ":")) ? word : nil
        case UInt8(ascii: "d"), UInt8(ascii: "D"):
            guard bytes.has(digest, at: index) else { return nil }
            let start = bytes.skippingBlanks(from: index + digest.count)
            return bytes.has(username, at: start) ? start..<bytes.endOfLine(from: start) : nil
        case UInt8(ascii: "e"): return token(in: bytes, at: index)
        case UInt8(ascii: "n"): return key(in: bytes, at: index)
        default: return nil
        }
    }

    private static func word(in bytes: [UInt8], from index: Int) -> Range<Int>? {
        let start = bytes.skippingBlanks(from: index)
        let end = bytes.endOfWord(from: start)
        return start < end ? start..<end : nil
    }

    /// An API key: "nj_", eight digits that people may see, and those that they may not. Its beginning stays, so that
    /// one sees which key it was.
    private static func key(in bytes: [UInt8], at start: Int) -> Range<Int>? {
        guard bytes[start...].starts(with: keyStart) else { return nil }
        let end = bytes[start...].firstIndex { !$0.isNameByte } ?? bytes.count
        let shown = start + keyStart.count + 9
        return end - shown >= shortestToken ? shown..<end : nil
    }

    /// A JSON Web Token (RFC 7519): base 64 of `{"`, and at least two dots.
    private static func token(in bytes: [UInt8], at start: Int) -> Range<Int>? {
        guard bytes[start...].starts(with: tokenStart) else { return nil }
        var end = start
        var dots = 0
        while end < bytes.count, bytes[end].isNameByte || bytes[end] == UInt8(ascii: ".") {
            if bytes[end] == UInt8(ascii: ".") { dots += 1 }
            end += 1
        }
        return dots >= 2 && end - start >= shortestToken ? start..<end : nil
    }
}
