import Hummingbird

/// A path with parameters, as in `/api/v1/cameras/{id}/live`.
struct PathPattern: Hashable, Sendable, CustomStringConvertible {
    private enum Component: Hashable {
        case literal(Substring)
        case parameter(Substring)
        /// Anything in this place: the router's finer patterns, where only the shape of the path matters.
        case any
        /// Anything from here on.
        case rest
    }

    let description: String
    private let components: [Component]

    init(_ text: String) {
        description = text
        components = text.split(separator: "/").map { part in
            if part == "**" { return .rest }
            if part.hasPrefix("{"), part.hasSuffix("}"), part.count > 2 {
                return .parameter(part.dropFirst().dropLast())
            }
            if part.hasPrefix(":") { return .parameter(part.dropFirst()) }
            return part.contains { "{*".contains($0) } ? .any : .literal(part)
        }
    }

    /// The parameters of a path that has this shape, as they stand in it; nil for another path.
    func match(_ path: String) -> Parameters? {
        let parts = path.split(separator: "/")
        var parameters = Parameters()
        for (index, component) in components.enumerated() {
            if component == .rest { return index < parts.count ? parameters : nil }
            guard index < parts.count else { return nil }
            switch component {
            case .literal(let text): guard text == parts[index] else { return nil }
            case .parameter(let name): parameters.append(key: name, value: parts[index])
            case .any, .rest: break
            }
        }
        return parts.count == components.count ? parameters : nil
    }
}
