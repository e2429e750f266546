/// What is to be said of a member beyond its type. What is nil says nothing.
package struct SchemaNote: Hashable, Sendable {
    package var description: String?
    /// Also what the recorder gives to an initialiser that is particular about the member.
    package var example: JSONValue?
    package var defaultValue: JSONValue?
    /// The only values that will do.
    package var values: [JSONValue]?
    package var format: String?
    package var pattern: String?
    package var minLength: Int?
    package var maxLength: Int?
    package var minimum: JSONNumber?
    package var maximum: JSONNumber?
    package var minItems: Int?
    package var maxItems: Int?

    package init(
        _ description: String? = nil,
        example: JSONValue? = nil,
        preset: JSONValue? = nil,
        values: [JSONValue]? = nil,
        format: String? = nil,
        pattern: String? = nil,
        minLength: Int? = nil,
        maxLength: Int? = nil,
        minimum: JSONNumber? = nil,
        maximum: JSONNumber? = nil,
        minItems: Int? = nil,
        maxItems: Int? = nil
    ) {
        self.description = description
        self.example = example
        self.defaultValue = preset
        self.values = values
        self.format = format
        self.pattern = pattern
        self.minLength = minLength
        self.maxLength = maxLength
        self.minimum = minimum
        self.maximum = maximum
        self.minItems = minItems
        self.maxItems = maxItems
    }

    func apply(to schema: inout Schema) {
        schema.description = description ?? schema.description
        if let example { schema.examples = [example] }
        schema.defaultValue = defaultValue ?? schema.defaultValue
        schema.values = values ?? schema.values
        schema.format = format ?? schema.format
        schema.pattern = pattern ?? schema.pattern
        schema.minLength = minLength ?? schema.minLength
        schema.maxLength = maxLength ?? schema.maxLength
        schema.minimum = minimum ?? schema.minimum
        schema.maximum = maximum ?? schema.maximum
        schema.minItems = minItems ?? schema.minItems
        schema.maxItems = maxItems ?? schema.maxItems
    }
}
