import NVR
import Yams

/// A stranger's YAML as a plain value, which knows no tags and no anchors. Bounded, as a few lines of anchors can stand for more
/// than a machine's memory holds.
enum ImportedYAML {
    private static let mostValues = 200_000
    /// No configuration is deeper; the parser itself ends at a thousand levels.
    private static let deepest = 100

    /// - Throws: `invalid` for what is no YAML, or too much of it.
    static func value(_ text: String) throws(DomainError) -> SettingValue {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let line = String(describing: error).split(separator: "\n").first ?? ""
            throw DomainError(.invalid, "The file is not valid YAML: \(line).")
        }
        var room = mostValues
        return try root.map { (node) throws(DomainError) in try value(node, deepest, &room) } ?? .null
    }

    private static func value(_ node: Node, _ depth: Int, _ room: inout Int) throws(DomainError) -> SettingValue {
        room -= 1
        guard depth > 0, room > 0 else {
            throw DomainError(.invalid, "There is more in the file than in the configuration of a recorder.")
        }
        switch node {
        case .scalar(let scalar): return value(scalar, node)
        case .sequence(let items):
            var list: [SettingValue] = []
            for item in items { list.append(try value(item, depth - 1, &room)) }
            return .list(list)
        case .mapping(let pairs):
            var members: [String: SettingValue] = [:]
            for (key, item) in pairs {
                guard case .scalar(let name) = key else { continue }
                members[name.string] = try value(item, depth - 1, &room)
            }
            return .object(members)
        // The composer has put what they stand for in their places.
        case .alias: return .null
        }
    }

    private static func value(_ scalar: Node.Scalar, _ node: Node) -> SettingValue {
        // What stands in quotation marks is a text, whatever it looks like.
        guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
        if node.null != nil { return .null }
        if let bool = node.bool { return .bool(bool) }
        if let integer = node.int { return .integer(integer) }
        if let number = node.float, number.isFinite { return .number(number) }
        return .text(scalar.string)
    }
}
