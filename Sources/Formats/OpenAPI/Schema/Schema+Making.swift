extension Schema {
    package static var anything: Schema { Schema() }
    package static var boolean: Schema { Schema(type: .boolean) }

    /// Lengths are in Unicode scalars.
    package static func string(
        format: String? = nil,
        pattern: String? = nil,
        minLength: Int? = nil,
        maxLength: Int? = nil,
        example: String? = nil
    ) -> Schema {
        var schema = Schema(type: .string, format: format)
        schema.pattern = pattern
        schema.minLength = minLength
        schema.maxLength = maxLength
        schema.examples = example.map { [.string($0)] } ?? []
        return schema
    }

    package static func integer(_ range: ClosedRange<Int64>? = nil) -> Schema {
        var schema = Schema(type: .integer)
        schema.minimum = range.map { JSONNumber($0.lowerBound) }
        schema.maximum = range.map { JSONNumber($0.upperBound) }
        return schema
    }

    package static func number(minimum: JSONNumber? = nil, maximum: JSONNumber? = nil) -> Schema {
        var schema = Schema(type: .number)
        schema.minimum = minimum
        schema.maximum = maximum
        return schema
    }

    package static func array(of items: Schema, minItems: Int? = nil, maxItems: Int? = nil) -> Schema {
        var schema = Schema(type: .array)
        schema.items = items
        schema.minItems = minItems
        schema.maxItems = maxItems
        return schema
    }

    package static func object(
        _ properties: [Property],
        additional: AdditionalProperties = .ignored
    ) -> Schema {
        var schema = Schema(type: .object)
        schema.properties = properties
        schema.additionalProperties = additional
        return schema
    }

    /// One of some texts.
    package static func enumeration(_ values: [String]) -> Schema {
        var schema = Schema(type: .string)
        schema.values = values.map(JSONValue.string)
        return schema
    }

    package static func constant(_ value: JSONValue) -> Schema {
        var schema = Schema()
        schema.constant = value
        return schema
    }

    /// The component of this name.
    package static func reference(_ name: String) -> Schema {
        var schema = Schema()
        schema.reference = name
        return schema
    }

    package static func oneOf(_ choices: [Schema]) -> Schema {
        var schema = Schema()
        schema.oneOf = choices
        return schema
    }

    package var nullable: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    package func described(_ description: String) -> Schema {
        var schema = self
        schema.description = description
        return schema
    }

    package func example(_ example: JSONValue) -> Schema {
        var schema = self
        schema.examples.append(example)
        return schema
    }

    package func preset(_ value: JSONValue) -> Schema {
        var schema = self
        schema.defaultValue = value
        return schema
    }
}
