/// What a value of JSON must be: the part of JSON Schema 2020-12 that the documents of OpenAPI 3.1 need here. All
/// that is said must hold at once; what is said of texts, say, does not concern numbers. Nothing said: anything goes.
package struct Schema: Hashable, Sendable {
    package enum ValueType: String, Hashable, Sendable, CaseIterable {
        case boolean, integer, number, string, array, object
    }

    package struct Property: Hashable, Sendable {
        package var name: String
        package var schema: Schema
        package var isRequired: Bool

        package init(name: String, schema: Schema, isRequired: Bool) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }

        package static func required(_ name: String, _ schema: Schema) -> Property {
            Property(name: name, schema: schema, isRequired: true)
        }

        package static func optional(_ name: String, _ schema: Schema) -> Property {
            Property(name: name, schema: schema, isRequired: false)
        }
    }

    /// Members of an object that are not among its properties.
    package indirect enum AdditionalProperties: Hashable, Sendable {
        /// They may be there, and are not read.
        case ignored
        case refused
        case each(Schema)
    }

    private indirect enum Items: Hashable {
        case each(Schema)
    }

    /// The name of a component that the value must be, besides all else.
    package var reference: String?
    package var type: ValueType?
    /// Whether null will do in place of all else.
    package var isNullable = false
    package var description: String?
    /// The only values that will do; nil where there is no such list.
    package var values: [JSONValue]?
    package var constant: JSONValue?
    /// Exactly one of these must hold; empty where there is no choice.
    package var oneOf: [Schema] = []
    /// A name of the OpenAPI format registry. Of all formats only `date-time` is held against values.
    package var format: String?
    /// A regular expression of ECMA-262 that is found in the text; it is not anchored by itself.
    package var pattern: String?
    /// In Unicode scalars.
    package var minLength: Int?
    package var maxLength: Int?
    package var minimum: JSONNumber?
    package var maximum: JSONNumber?
    package var minItems: Int?
    package var maxItems: Int?
    package var properties: [Property] = []
    package var additionalProperties = AdditionalProperties.ignored
    /// What stands for a value that is left out; for readers only.
    package var defaultValue: JSONValue?
    package var examples: [JSONValue] = []

    private var element: Items?

    package init(type: ValueType? = nil, format: String? = nil) {
        self.type = type
        self.format = format
    }

    /// What each element of an array must be.
    package var items: Schema? {
        get { if case .each(let schema) = element { schema } else { nil } }
        set { element = newValue.map(Items.each) }
    }

    /// The schemas that stand directly within this one.
    var parts: [Schema] {
        var parts = oneOf + properties.map(\.schema)
        if let items { parts.append(items) }
        if case .each(let schema) = additionalProperties { parts.append(schema) }
        return parts
    }
}
