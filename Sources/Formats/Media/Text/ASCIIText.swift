// Cutting text by bytes. A camera can put any combining character behind a separator, and then the two would be one
// `Character`; "\r\n" is one as well.

extension Substring {
    /// Without blanks, tabs, line ends and NULs at both ends.
    package var trimmed: Substring {
        var rest = utf8[...]
        while let first = rest.first, first <= UInt8(ascii: " ") { rest = rest.dropFirst() }
        while let last = rest.last, last <= UInt8(ascii: " ") { rest = rest.dropLast() }
        return Substring(rest)
    }

    /// The parts between separators, each trimmed; empty ones are left out.
    package func fields(separatedBy separator: Unicode.Scalar) -> [Substring] {
        utf8.split(separator: UInt8(ascii: separator)).map { Substring($0).trimmed }.filter { !$0.isEmpty }
    }

    /// The words between blanks and tabs.
    package var words: [Substring] {
        utf8.split { $0 <= UInt8(ascii: " ") }.map { Substring($0) }
    }

    /// What stands before and after the first separator, each trimmed; the second is nil where there is none.
    package func cut(at separator: Unicode.Scalar) -> (before: Substring, after: Substring?) {
        guard let index = utf8.firstIndex(of: UInt8(ascii: separator)) else { return (trimmed, nil) }
        return (self[..<index].trimmed, self[utf8.index(after: index)...].trimmed)
    }

    /// Whether the text is `other`, which is lower case, whatever its own case.
    package func isASCII(_ other: String) -> Bool {
        utf8.count == other.utf8.count && hasASCIIPrefix(other)
    }

    /// Whether the text begins with `prefix`, which is lower case, whatever its own case.
    package func hasASCIIPrefix(_ prefix: String) -> Bool {
        guard utf8.count >= prefix.utf8.count else { return false }
        return zip(utf8, prefix.utf8).allSatisfy { character, expected in
            let isUpper = character >= UInt8(ascii: "A") && character <= UInt8(ascii: "Z")
            return (isUpper ? character | 0x20 : character) == expected
        }
    }
}
