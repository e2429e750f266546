import Media

/// A scheme with its parameters, as `WWW-Authenticate` and `Authorization` have it (RFC 7235 §2.1).
struct AuthenticationHeader {
    /// Lower case.
    var scheme: String
    /// Keys in lower case. Values as they stand between their quotes: Digest hashes them with their backslashes, as
    /// every camera does.
    var parameters: [String: String] = [:]
    /// What follows the scheme without a name: Basic's base 64.
    var token: String?

    private static let maximumCount = 16
    private static let maximumSize = 8192

    /// All schemes in one header: "Digest realm="a, b", nonce="c", Basic realm="d"". None in one that is too long to
    /// be honest.
    static func all(in header: String) -> [AuthenticationHeader] {
        guard header.utf8.count <= maximumSize else { return [] }
        var found: [AuthenticationHeader] = []
        for item in items(of: header) {
            var rest = item
            let (key, value) = item.cut(at: "=")
            let words = key.words
            // "Digest realm" before the equals sign: a new scheme begins here; so does a word alone.
            if words.count > 1 || value == nil || found.isEmpty {
                guard found.count < maximumCount, let scheme = item.words.first else { continue }
                found.append(AuthenticationHeader(scheme: scheme.lowercased()))
                rest = Substring(item.utf8.dropFirst(scheme.utf8.count)).trimmed
            }
            found[found.count - 1].add(rest)
        }
        return found
    }

    private mutating func add(_ item: Substring) {
        guard !item.isEmpty else { return }
        let (key, value) = item.cut(at: "=")
        guard let value, scheme != "basic" || key.isASCII("realm") || key.isASCII("charset") else {
            token = String(item)
            return
        }
        parameters[key.lowercased()] = parameters[key.lowercased()] ?? String(Self.unquoted(value))
    }

    /// The parts between commas that are not within quotes.
    private static func items(of header: String) -> [Substring] {
        var items: [Substring] = []
        var start = header.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in header.utf8.indices {
            let byte = header.utf8[index]
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = isQuoted
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                items.append(header[start..<index].trimmed)
                start = header.utf8.index(after: index)
            }
        }
        items.append(header[start...].trimmed)
        return items.filter { !$0.isEmpty }
    }

    private static func unquoted(_ value: Substring) -> Substring {
        guard value.utf8.first == UInt8(ascii: "\"") else { return value }
        let inner = value.utf8.dropFirst()
        return Substring(inner.last == UInt8(ascii: "\"") ? inner.dropLast() : inner)
    }
}
