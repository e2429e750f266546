/// A path with parameters in braces: `/cameras/{id}/live`.
struct PathTemplate {
    let parameters: [String]
    /// The path without the names of its parameters.
    let shape: String

    /// Nil where the path does not begin with a slash, braces do not fit, or a name comes twice.
    init?(_ path: String) {
        guard path.hasPrefix("/") else { return nil }
        var parameters: [String] = []
        var shape = ""
        var name: String?
        for character in path {
            switch (character, name) {
            case ("{", nil): name = ""
            case ("}", let whole?):
                guard !whole.isEmpty, !parameters.contains(whole) else { return nil }
                parameters.append(whole)
                shape += "{}"
                name = nil
            case ("{", _), ("}", _), ("?", _), ("#", _), ("/", _?): return nil
            case (_, let begun?): name = begun + String(character)
            default: shape.append(character)
            }
        }
        guard name == nil else { return nil }
        self.parameters = parameters
        self.shape = shape
    }
}
