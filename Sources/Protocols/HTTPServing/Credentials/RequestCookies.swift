package import HTTPTypes

/// The cookies of a request (RFC 6265 §5.4). Never prints its values.
package struct RequestCookies: Sendable, CustomStringConvertible, CustomReflectable {
    private let values: [String: String]

    /// More cookies than this, or more bytes, are not read: all of them are then as if they were not there.
    private static let mostCookies = 64
    private static let mostBytes = 16 * 1024

    package init(_ fields: HTTPFields) {
        let lines = fields[values: .cookie]
        var values: [String: String] = [:]
        var twice: Set<String> = []
        guard lines.reduce(0, { $0 + $1.utf8.count }) <= Self.mostBytes else {
            self.values = [:]
            return
        }
        let pairs = lines.flatMap { $0.split(separator: ";") }
        for pair in pairs.prefix(Self.mostCookies) {
            let trimmed = pair.drop { $0 == " " || $0 == "\t" }
            guard let equals = trimmed.firstIndex(of: "=") else { continue }
            let name = String(trimmed[..<equals])
            guard SetCookie.isName(name), let value = Self.value(trimmed[trimmed.index(after: equals)...]) else {
                continue
            }
            // A second cookie of the name was planted by another path or host; nobody can tell which is ours.
            if values.updateValue(value, forKey: name) != nil { twice.insert(name) }
        }
        for name in twice { values[name] = nil }
        self.values = pairs.count <= Self.mostCookies ? values : [:]
    }

    /// The value of a cookie that was set with this name by ``SetCookie``, over the same kind of connection; nil where there
    /// is none, or more than one.
    package func value(of name: String, isSecure: Bool) -> String? {
        values[SetCookie.wireName(name, isSecure: isSecure)]
    }

    /// The value of a cookie by its name as it stands in the request.
    package subscript(name: String) -> String? { values[name] }

    package var description: String { "RequestCookies(\(values.count))" }
    package var customMirror: Mirror { Mirror(self, children: ["count": values.count]) }

    private static func value(_ text: Substring) -> String? {
        var text = text
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        return SetCookie.isValue(text) ? String(text) : nil
    }
}
