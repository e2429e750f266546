/// Where a value is not what its schema says.
package struct SchemaViolation: Hashable, Sendable {
    /// The place in the value, as a JSON pointer (RFC 6901); empty for the whole value.
    package var pointer: String
    /// What is wrong there.
    package var message: String
}

extension SchemaViolation: CustomStringConvertible {
    package var description: String { "\(pointer.isEmpty ? "the value" : pointer): \(message)" }
}

extension Schema {
    /// All places where a value is not what the schema says; empty if it is valid.
    ///
    /// - Parameter components: the schemas that this one refers to.
    package func violations(
        of value: JSONValue,
        in components: SchemaComponents = SchemaComponents()
    ) -> [SchemaViolation] {
        var check = SchemaCheck(components: components)
        check.check(value, against: self, at: "")
        return check.violations
    }
}
