extension Schema {
    /// The schema as JSON, its keywords in a fixed order.
    package var json: JSONValue {
        var object = JSONObject()
        let choice = choice
        if isNullable, !choice.isEmpty {
            // Not `oneOf`: what is referred to may itself say yes to null.
            object["anyOf"] = [.object(choice), ["type": "null"]]
        } else {
            for (key, value) in choice { object[key] = value }
        }
        object["type"] = type.map { isNullable ? [.string($0.rawValue), "null"] : .string($0.rawValue) }
        object["format"] = format.map(JSONValue.string)
        object["description"] = description.map(JSONValue.string)
        renderValues(to: &object)
        renderBounds(to: &object)
        renderParts(to: &object)
        object["default"] = defaultValue
        if !examples.isEmpty { object["examples"] = .array(examples) }
        return .object(object)
    }

    /// What null does not fit into.
    private var choice: JSONObject {
        var object = JSONObject()
        object["$ref"] = reference.map { .string("#/components/schemas/\($0)") }
        if !oneOf.isEmpty { object["oneOf"] = .array(oneOf.map(\.json)) }
        return object
    }

    private func renderValues(to object: inout JSONObject) {
        let null: [JSONValue] = isNullable ? [.null] : []
        if let values {
            object["enum"] = .array(values + (values.contains(.null) ? [] : null))
        }
        guard let constant else { return }
        // A constant or null is a choice of two.
        if isNullable, values == nil { object["enum"] = .array([constant] + null) } else { object["const"] = constant }
    }

    private func renderBounds(to object: inout JSONObject) {
        object["pattern"] = pattern.map(JSONValue.string)
        object["minLength"] = minLength.map { .number(JSONNumber($0)) }
        object["maxLength"] = maxLength.map { .number(JSONNumber($0)) }
        object["minimum"] = minimum.map(JSONValue.number)
        object["maximum"] = maximum.map(JSONValue.number)
        object["minItems"] = minItems.map { .number(JSONNumber($0)) }
        object["maxItems"] = maxItems.map { .number(JSONNumber($0)) }
    }

    private func renderParts(to object: inout JSONObject) {
        object["items"] = items?.json
        if !properties.isEmpty {
            var members = JSONObject()
            for property in properties { members[property.name] = property.schema.json }
            object["properties"] = .object(members)
        }
        let required = properties.filter(\.isRequired)
        if !required.isEmpty { object["required"] = .array(required.map { .string($0.name) }) }
        switch additionalProperties {
        case .ignored: break
        case .refused: object["additionalProperties"] = false
        case .each(let schema): object["additionalProperties"] = schema.json
        }
    }
}
