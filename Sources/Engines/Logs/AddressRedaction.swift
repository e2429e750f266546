/// Takes user names and passwords out of addresses: `rtsp://user:password@host` becomes `rtsp://***@host`.
enum AddressRedaction {
    private static let scheme = Array("://".utf8)
    /// The same two in an address that is a value in the query of another one.
    private static let encodedScheme = Array("%3a%2f%2f".utf8)
    private static let encodedAt = Array("%40".utf8)

    static func redacted(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "@")) || bytes.first(encodedAt, in: bytes.indices) != nil else {
            return bytes
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let end = bytes.endOfWord(from: index)
            if end == index {
                output.append(bytes[index])
                index += 1
            } else {
                output += withoutEncoded(withoutPlain(Array(bytes[index..<end])))
                index = end
            }
        }
        return output
    }

    /// Up to the *last* at sign of the word, since people leave those of passwords as they are, and slashes too: rather
    /// the host of an address with a mail address in its path is hidden than half of a password is shown.
    private static func withoutPlain(_ word: [UInt8]) -> [UInt8] {
        guard let at = word.lastIndex(of: UInt8(ascii: "@")) else { return word }
        if let scheme = word.first(scheme, in: 0..<at) {
            return Array(word[..<(scheme + self.scheme.count)]) + [UInt8].redactionMask + word[at...]
        }
        // "admin:password@10.0.0.1", without a scheme.
        return word[..<at].contains(UInt8(ascii: ":")) ? [UInt8].redactionMask + word[at...] : word
    }

    private static func withoutEncoded(_ word: [UInt8]) -> [UInt8] {
        guard let scheme = word.first(encodedScheme, in: word.indices) else { return word }
        let start = scheme + encodedScheme.count
        guard let at = word.last(encodedAt, in: start..<word.count) else { return word }
        return Array(word[..<start]) + [UInt8].redactionMask + word[at...]
    }
}
