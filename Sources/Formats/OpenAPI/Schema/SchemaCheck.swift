/// Holds a value against a schema and notes what does not fit.
struct SchemaCheck {
    let components: SchemaComponents
    private(set) var violations: [SchemaViolation] = []
    /// Schemas that were entered without going deeper into the value.
    private var steps = 0
    /// A component may refer to itself within a member; one that does so at once leads nowhere.
    private static let maximumSteps = 64

    init(components: SchemaComponents) { self.components = components }

    mutating func check(_ value: JSONValue, against schema: Schema, at pointer: String) {
        if schema.isNullable, value.isNull { return }
        checkChoices(value, schema, pointer)
        if let type = schema.type, !type.includes(value) {
            report(pointer, "is \(value.typeName), not \(type.rawValue)")
        }
        if let values = schema.values, !values.contains(value) {
            report(pointer, "is none of \(values.map(\.text).joined(separator: ", "))")
        }
        if let constant = schema.constant, constant != value { report(pointer, "is not \(constant.text)") }
        switch value {
        case .null, .bool: break
        case .number(let number): check(number, schema, pointer)
        case .string(let text): check(text, schema, pointer)
        case .array(let elements): check(elements, schema, pointer)
        case .object(let members): check(members, schema, pointer)
        }
    }

    private mutating func report(_ pointer: String, _ message: String) {
        violations.append(SchemaViolation(pointer: pointer, message: message))
    }

    // MARK: - The same value again

    private mutating func checkChoices(_ value: JSONValue, _ schema: Schema, _ pointer: String) {
        guard schema.reference != nil || !schema.oneOf.isEmpty else { return }
        guard steps < Self.maximumSteps else {
            return report(pointer, "has a schema that refers to itself without end")
        }
        steps += 1
        defer { steps -= 1 }
        if let name = schema.reference {
            if let component = components[name] {
                check(value, against: component, at: pointer)
            } else {
                report(pointer, "has a schema that refers to \"\(name)\", which is not there")
            }
        }
        guard !schema.oneOf.isEmpty else { return }
        let matches = schema.oneOf.count { choice in
            var trial = self
            trial.violations = []
            trial.check(value, against: choice, at: pointer)
            return trial.violations.isEmpty
        }
        if matches != 1 { report(pointer, "fits \(matches) of \(schema.oneOf.count) choices instead of exactly one") }
    }

    // MARK: - Numbers and texts

    private mutating func check(_ number: JSONNumber, _ schema: Schema, _ pointer: String) {
        if let minimum = schema.minimum, number < minimum { report(pointer, "is \(number), below \(minimum)") }
        if let maximum = schema.maximum, number > maximum { report(pointer, "is \(number), above \(maximum)") }
    }

    private mutating func check(_ text: String, _ schema: Schema, _ pointer: String) {
        if schema.minLength != nil || schema.maxLength != nil {
            let length = text.unicodeScalars.count
            if let minimum = schema.minLength, length < minimum {
                report(pointer, "has \(length) characters, fewer than \(minimum)")
            }
            if let maximum = schema.maxLength, length > maximum {
                report(pointer, "has \(length) characters, more than \(maximum)")
            }
        }
        if let pattern = schema.pattern {
            switch SchemaPattern(pattern)?.isFound(in: text) {
            case true?: break
            case false?: report(pointer, "does not match \(pattern)")
            case nil: report(pointer, "has a schema whose pattern is no regular expression: \(pattern)")
            }
        }
        if schema.format == "date-time", !DateTimeFormat.holds(text) { report(pointer, "is no time of RFC 3339") }
    }

    // MARK: - Deeper into the value

    private mutating func descend(_ value: JSONValue, _ schema: Schema, _ pointer: String) {
        let outside = steps
        steps = 0
        check(value, against: schema, at: pointer)
        steps = outside
    }

    private mutating func check(_ elements: [JSONValue], _ schema: Schema, _ pointer: String) {
        if let minimum = schema.minItems, elements.count < minimum {
            report(pointer, "has \(elements.count) elements, fewer than \(minimum)")
        }
        if let maximum = schema.maxItems, elements.count > maximum {
            report(pointer, "has \(elements.count) elements, more than \(maximum)")
        }
        guard let items = schema.items else { return }
        for (index, element) in elements.enumerated() { descend(element, items, "\(pointer)/\(index)") }
    }

    private mutating func check(_ members: JSONObject, _ schema: Schema, _ pointer: String) {
        for property in schema.properties {
            if let value = members[property.name] {
                descend(value, property.schema, pointer + Self.step(property.name))
            } else if property.isRequired {
                report(pointer, "lacks \"\(property.name)\"")
            }
        }
        let known = Set(schema.properties.map(\.name))
        switch schema.additionalProperties {
        case .ignored: break
        case .refused:
            for key in members.keys where !known.contains(key) { report(pointer + Self.step(key), "is not expected") }
        case .each(let each):
            for (key, value) in members where !known.contains(key) { descend(value, each, pointer + Self.step(key)) }
        }
    }

    /// A key as a step of a pointer (RFC 6901 §3).
    private static func step(_ key: String) -> String {
        "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

extension Schema.ValueType {
    fileprivate func includes(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.boolean, .bool), (.number, .number), (.string, .string), (.array, .array), (.object, .object): true
        case (.integer, .number(let number)): number.isWhole
        default: false
        }
    }
}
