/// What a `Range` header asks of content of a known length (RFC 9110 §14).
package enum ByteRange: Hashable, Sendable {
    /// Everything: no range, one that is not understood, or several, which are answered with the whole.
    case whole
    /// These bytes, at least one, all of them within the content.
    case part(Range<Int64>)
    /// A range that lies outside the content.
    case unsatisfiable

    /// - Parameter length: of the content, in bytes; not negative.
    package init(header: String, length: Int64) {
        guard let equals = header.firstIndex(of: "="), header[..<equals].lowercased() == "bytes" else {
            self = .whole
            return
        }
        let text = header[header.index(after: equals)...].drop { $0 == " " || $0 == "\t" }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, !text.contains(",") else {
            self = .whole
            return
        }
        self = Self.range(first: ends[0], last: ends[1], length: length)
    }

    private static func range(first: Substring, last: Substring, length: Int64) -> ByteRange {
        let last = Substring(last.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        if first.isEmpty {
            guard let count = number(last) else { return .whole }
            return count == 0 || length == 0 ? .unsatisfiable : .part(max(0, length - count)..<length)
        }
        guard let from = number(first) else { return .whole }
        var end = length
        if !last.isEmpty {
            guard let through = number(last), through >= from else { return .whole }
            end = through < length ? through + 1 : length
        }
        return from < length ? .part(from..<end) : .unsatisfiable
    }

    /// Digits only; a number too large for us lies beyond any content.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}
