/// What a client asks for beside the playlist itself, in the query of its URI (RFC 8216bis §6.2.5): to be answered only when
/// something is there (`_HLS_msn`, `_HLS_part`), and with what is new alone (`_HLS_skip`).
package struct ReloadRequest: Hashable, Sendable {
    /// A segment, or one of its parts.
    package struct Position: Hashable, Sendable {
        /// Its media sequence number; 0 or more.
        package var sequence: Int
        /// Index of the part; 0 or more.
        package var part: Int?

        package init(sequence: Int, part: Int? = nil) {
            self.sequence = sequence
            self.part = part
        }
    }

    /// Nil where the playlist is wanted as it is.
    package var position: Position?
    /// A delta update is wanted.
    package var skipsOlder = false

    package init(position: Position? = nil, skipsOlder: Bool = false) {
        self.position = position
        self.skipsOlder = skipsOlder
    }

    /// Of a query that is longer, nothing is read.
    package static let longestQuery = 4096
    /// No number of a segment or a part is larger.
    private static let mostDigits = 15

    /// - Parameter query: what follows the question mark. Parameters of other names, a token for instance, are passed over;
    ///   so are names that begin with `_HLS_` and that nobody has defined.
    /// - Throws: for a request that must be refused with 400.
    package init(query: Substring) throws(ReloadRequestError) {
        guard query.utf8.count <= Self.longestQuery else { throw .tooLong }
        var values: [Directive: Substring] = [:]
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let directive = Directive(rawValue: String(Substring(name))) else { continue }
            guard values.updateValue(Substring(pair.dropFirst(name.count + 1)), forKey: directive) == nil else {
                throw .repeated(directive.rawValue)
            }
        }
        var part: Int?
        if let text = values[.part] { part = try Self.number(text, of: .part) }
        if let text = values[.sequence] {
            position = Position(sequence: try Self.number(text, of: .sequence), part: part)
        } else if part != nil {
            throw .partWithoutSegment
        }
        switch values[.skip] {
        case nil: break
        // The second also asks to skip date ranges; there are none.
        case "YES"?, "v2"?: skipsOlder = true
        default: throw .malformed(Directive.skip.rawValue)
        }
    }

    private enum Directive: String {
        case sequence = "_HLS_msn"
        case part = "_HLS_part"
        case skip = "_HLS_skip"
    }

    private static func number(_ text: Substring, of directive: Directive) throws(ReloadRequestError) -> Int {
        let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, text.utf8.count <= mostDigits, let number = Int(text) else {
            throw .malformed(directive.rawValue)
        }
        return number
    }
}

/// Why the query of a playlist's URI must be refused: 400. No value of the query is in it.
package enum ReloadRequestError: Error, Hashable, CustomStringConvertible {
    case tooLong
    /// A directive, by its name, has a value that it cannot have.
    case malformed(String)
    /// A directive stands there twice.
    case repeated(String)
    /// `_HLS_part` without `_HLS_msn`.
    case partWithoutSegment

    package var description: String {
        switch self {
        case .tooLong: "The query is longer than \(ReloadRequest.longestQuery) bytes."
        case .malformed(let name): "The parameter \(name) has a value that it cannot have."
        case .repeated(let name): "The parameter \(name) is there more than once."
        case .partWithoutSegment: "The parameter _HLS_part needs _HLS_msn beside it."
        }
    }
}
