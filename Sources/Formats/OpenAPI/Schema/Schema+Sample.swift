extension Schema {
    /// A value that fits, or nearly: an example if there is one, else the least that the bounds allow. Patterns and
    /// formats are beyond it.
    var sample: JSONValue {
        if let value = examples.first ?? constant ?? values?.first ?? defaultValue { return value }
        if let choice = oneOf.first { return choice.sample }
        switch type {
        case .boolean: return false
        case .integer, .number:
            return .number(
                max(min(JSONNumber(Int64(0)), maximum ?? JSONNumber(Int64.max)), minimum ?? JSONNumber(Int64.min))
            )
        case .string: return .string(String(repeating: "a", count: minLength ?? 0))
        case .array: return .array(Array(repeating: items?.sample ?? .null, count: minItems ?? 0))
        case .object:
            var object = JSONObject()
            for property in properties where property.isRequired { object[property.name] = property.schema.sample }
            return .object(object)
        case nil: return .null
        }
    }
}
