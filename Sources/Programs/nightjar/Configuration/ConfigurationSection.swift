import Yams

/// One mapping of the file. Remembers which keys were asked for, so that `finish` can name one that nobody knows.
struct ConfigurationSection {
    private let file: String
    private let path: String
    private let line: Int
    private var members: [String: Node] = [:]
    private var unread: Set<String> = []

    init(_ node: Node, file: String, path: String) throws(ConfigurationError) {
        self.file = file
        self.path = path
        self.line = node.mark?.line ?? 1
        guard case .mapping(let mapping) = node else {
            let place = path.isEmpty ? "the top" : path
            throw ConfigurationError(description: "\(file), line \(line): keys and values are expected at \(place).")
        }
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                throw ConfigurationError(description: "\(file), line \(line): a key must be a word.")
            }
            guard members.updateValue(value, forKey: scalar.string) == nil else {
                throw error("the key \"\(scalar.string)\" stands twice")
            }
            unread.insert(scalar.string)
        }
    }

    /// An error about this section: file and line in front, a full stop behind.
    func error(_ what: String) -> ConfigurationError {
        let place = path.isEmpty ? "" : "\(path): "
        return ConfigurationError(description: "\(file), line \(line): \(place)\(what).")
    }

    /// An error about one key of this section, with the line on which the key's value stands.
    func error(at key: String, _ what: String) -> ConfigurationError {
        let place = path.isEmpty ? "" : "\(path): "
        return ConfigurationError(
            description: "\(file), line \(members[key]?.mark?.line ?? line): \(place)\(what)."
        )
    }

    /// Fails on a key that was not asked for.
    func finish() throws(ConfigurationError) {
        guard let key = unread.min() else { return }
        let place = path.isEmpty ? "" : " in \(path)"
        let at = members[key]?.mark?.line ?? line
        throw ConfigurationError(
            description:
                "\(file), line \(at): the key \"\(key)\"\(place) is not known; remove it or correct its spelling."
        )
    }

    /// The value if it is a plain word; nil if it is absent or something else. Leaves errors to the caller.
    mutating func scalar(_ key: String) -> String? {
        guard case .scalar(let scalar)? = members[key], members[key]?.null == nil else { return nil }
        unread.remove(key)
        return scalar.string
    }

    mutating func string(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = take(key) else { return nil }
        guard case .scalar(let scalar) = node else { throw error(at: key, "\(key) must be text") }
        guard !scalar.string.isEmpty else { throw error(at: key, "\(key) is empty") }
        return scalar.string
    }

    mutating func required(_ key: String) throws(ConfigurationError) -> String {
        guard let value = try string(key) else { throw error("\(key) is missing") }
        return value
    }

    mutating func bool(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let node = take(key) else { return nil }
        guard let value = node.bool else { throw error(at: key, "\(key) must be true or false") }
        return value
    }

    mutating func int(_ key: String, within range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let node = take(key) else { return nil }
        guard let value = node.int, range.contains(value) else {
            throw error(at: key, "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    mutating func strings(_ key: String) throws(ConfigurationError) -> [String] {
        guard let node = take(key) else { return [] }
        guard case .sequence(let sequence) = node else { throw error(at: key, "\(key) must be a list: [a, b]") }
        var values: [String] = []
        for item in sequence {
            guard case .scalar(let scalar) = item, !scalar.string.isEmpty else {
                throw error(at: key, "\(key) must be a list of texts")
            }
            values.append(scalar.string)
        }
        return values
    }

    mutating func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
        guard let node = take(key) else { return nil }
        return try ConfigurationSection(node, file: file, path: inner(key))
    }

    mutating func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
        guard let node = take(key) else { return [] }
        guard case .sequence(let sequence) = node else { throw error(at: key, "\(key) must be a list") }
        var sections: [ConfigurationSection] = []
        for (index, item) in sequence.enumerated() {
            sections.append(try ConfigurationSection(item, file: file, path: "\(inner(key))[\(index + 1)]"))
        }
        return sections
    }

    private func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private mutating func take(_ key: String) -> Node? {
        unread.remove(key)
        guard let node = members[key], node.null == nil else { return nil }
        return node
    }
}
