/// The members of a JSON object in their order. Two objects are equal if they have the same members in any order, as
/// JSON has it; compare texts where the order matters. Keys that Unicode holds for the same text are one key.
package struct JSONObject: Sendable {
    package private(set) var keys: [String] = []
    private var members: [String: JSONValue] = [:]

    package init() {}

    package var count: Int { keys.count }
    package var isEmpty: Bool { keys.isEmpty }

    /// A new key goes to the end, one that is there keeps its place; nil takes the member away.
    package subscript(key: String) -> JSONValue? {
        get { members[key] }
        set {
            let old = members[key]
            members[key] = newValue
            if old == nil, newValue != nil { keys.append(key) }
            if old != nil, newValue == nil { keys.removeAll { $0 == key } }
        }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }

    package func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

extension JSONObject: Sequence {
    package func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> {
        keys.lazy.compactMap { key in members[key].map { (key: key, value: $0) } }.makeIterator()
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}
