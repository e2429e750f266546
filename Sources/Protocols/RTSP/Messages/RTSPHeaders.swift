import Media

/// The headers of a message in their order. Names are found whatever their case; values are trimmed.
package struct RTSPHeaders: Hashable, Sendable {
    package private(set) var fields: [Field]

    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    package init(_ fields: [(String, String)] = []) {
        self.fields = []
        for (name, value) in fields { add(name, value) }
    }

    /// The first value of a header.
    package subscript(_ name: String) -> String? {
        let lower = name.lowercased()
        return fields.first { $0.name[...].isASCII(lower) }?.value
    }

    /// All values of a header, in order.
    package func values(of name: String) -> [String] {
        let lower = name.lowercased()
        return fields.filter { $0.name[...].isASCII(lower) }.map(\.value)
    }

    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: String(name[...].trimmed), value: String(value[...].trimmed)))
    }

    /// A line that begins with a blank goes on with the value before it (RFC 2326 §15.1).
    mutating func continueLast(with text: Substring) {
        guard let last = fields.indices.last else { return }
        fields[last].value += " " + text.trimmed
    }
}
