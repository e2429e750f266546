/// Which answers every operation must own up to.
package struct OpenAPIRules: Hashable, Sendable {
    /// Whatever the operation.
    package var everywhere: Set<Int>
    /// Where not everyone is let in.
    package var whereSecured: Set<Int>
    package var whereBody: Set<Int>
    package var wherePathParameter: Set<Int>
    /// What answers of 400 and above are written in; nil if anything will do.
    package var problemType: String?

    package init(
        everywhere: Set<Int> = [],
        whereSecured: Set<Int> = [],
        whereBody: Set<Int> = [],
        wherePathParameter: Set<Int> = [],
        problemType: String? = nil
    ) {
        self.everywhere = everywhere
        self.whereSecured = whereSecured
        self.whereBody = whereBody
        self.wherePathParameter = wherePathParameter
        self.problemType = problemType
    }

    func statuses(for operation: OpenAPIOperation) -> Set<Int> {
        var statuses = everywhere
        if !operation.security.isEmpty { statuses.formUnion(whereSecured) }
        if operation.body != nil { statuses.formUnion(whereBody) }
        if operation.parameters.contains(where: { $0.place == .path }) { statuses.formUnion(wherePathParameter) }
        return statuses
    }
}
