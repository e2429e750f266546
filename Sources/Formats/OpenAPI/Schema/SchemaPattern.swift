/// A regular expression of a schema.
struct SchemaPattern {
    private let expression: Regex<AnyRegexOutput>

    /// Nil where the text is no regular expression.
    init?(_ pattern: String) {
        guard let expression = try? Regex(pattern) else { return nil }
        // JSON Schema counts in scalars, and knows no lines.
        self.expression = expression.matchingSemantics(.unicodeScalar)
    }

    func isFound(in text: String) -> Bool { text.firstMatch(of: expression) != nil }
}
