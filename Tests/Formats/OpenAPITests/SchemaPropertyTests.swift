import TestKit
import Testing

@testable import OpenAPI

/// A value made after a schema is valid; the same value with one thing wrong is not, and the place is named.
struct SchemaPropertyTests {
    @Test(arguments: UInt64(0)..<300)
    func validAndOnceBroken(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let schema = Schema.random(depth: 3, using: &generator)
        for _ in 0..<5 {
            let value = schema.randomValue(using: &generator)
            #expect(schema.violations(of: value) == [], "\(schema.json.text) \(value.text)")
            let broken = schema.breaking(value, using: &generator)
            #expect(!schema.violations(of: broken).isEmpty, "\(schema.json.text) \(broken.text)")
        }
        #expect(schema.violations(of: schema.sample) == [], "\(schema.json.text) \(schema.sample.text)")
    }

    /// Whatever the value, a check ends, and points to places that are there.
    @Test(arguments: UInt64(0)..<100)
    func anyValue(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let schema = Schema.random(depth: 3, using: &generator)
        let value = JSONValue.random(depth: 4, using: &generator)
        for violation in schema.violations(of: value) {
            #expect(value.part(at: violation.pointer) != nil, "\(violation) \(value.text)")
        }
    }
}

extension JSONValue {
    /// RFC 6901 §4.
    fileprivate func part(at pointer: String) -> JSONValue? {
        var part: JSONValue? = self
        for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let key = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            part = part?[key] ?? Int(key).flatMap { part?[$0] }
        }
        return part
    }
}

extension Schema {
    static func random(depth: Int, using generator: inout SeededGenerator) -> Schema {
        var schema: Schema
        switch Int.random(in: 0...(depth > 0 ? 7 : 4), using: &generator) {
        case 0: schema = .boolean
        case 1:
            let least = Int64.random(in: -100...100, using: &generator)
            schema = .integer(least...least + Int64.random(in: 0...50, using: &generator))
        case 2: schema = .number(minimum: -2.5, maximum: 7.25)
        case 3:
            let least = Int.random(in: 0...3, using: &generator)
            schema = .string(minLength: least, maxLength: least + Int.random(in: 0...3, using: &generator))
        case 4: schema = .enumeration(["a", "b", "c"])
        case 5:
            let least = Int.random(in: 0...2, using: &generator)
            schema = .array(of: random(depth: depth - 1, using: &generator), minItems: least, maxItems: least + 2)
        case 6:
            let each = random(depth: depth - 1, using: &generator)
            schema = .object([.required("known", .boolean)], additional: .each(each))
        default:
            let names = ["one", "two", "three"].prefix(Int.random(in: 1...3, using: &generator))
            let properties = names.map { name in
                let schema = random(depth: depth - 1, using: &generator)
                return Property(name: name, schema: schema, isRequired: .random(using: &generator))
            }
            schema = .object(properties, additional: Bool.random(using: &generator) ? .refused : .ignored)
        }
        schema.isNullable = Int.random(in: 0...3, using: &generator) == 0
        return schema
    }

    func randomValue(using generator: inout SeededGenerator) -> JSONValue {
        if isNullable, Bool.random(using: &generator) { return .null }
        if let values { return values.randomElement(using: &generator) ?? .null }
        switch type {
        case .boolean: return .bool(.random(using: &generator))
        case .integer:
            return .number(
                JSONNumber(Int64.random(in: (minimum?.whole ?? 0)...(maximum?.whole ?? 0), using: &generator))
            )
        case .number:
            let range = (minimum?.double ?? 0)...(maximum?.double ?? 0)
            return .number(JSONNumber(Double.random(in: range, using: &generator)) ?? 0)
        case .string:
            let count = Int.random(in: (minLength ?? 0)...(maxLength ?? 5), using: &generator)
            return .string(
                (0..<count).map { _ in "aé🎥".randomElement(using: &generator).map(String.init) ?? "" }.joined()
            )
        case .array:
            let count = Int.random(in: (minItems ?? 0)...(maxItems ?? 5), using: &generator)
            return .array((0..<count).map { _ in items?.randomValue(using: &generator) ?? .null })
        default: return .object(randomObject(using: &generator))
        }
    }

    private func randomObject(using generator: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for property in properties.shuffled(using: &generator) {
            guard property.isRequired || Bool.random(using: &generator) else { continue }
            object[property.name] = property.schema.randomValue(using: &generator)
        }
        switch additionalProperties {
        case .refused: break
        case .ignored: object["extra"] = .random(depth: 1, using: &generator)
        case .each(let schema): object["extra"] = schema.randomValue(using: &generator)
        }
        return object
    }

    /// The value with exactly one thing in it that the schema forbids.
    func breaking(_ value: JSONValue, using generator: inout SeededGenerator) -> JSONValue {
        var broken = ways(of: value, using: &generator)
        // Another type is always wrong, at any level.
        broken.append(type == .string ? 0 : "no such value")
        if !isNullable { broken.append(.null) }
        return broken.randomElement(using: &generator) ?? .null
    }

    private func ways(of value: JSONValue, using generator: inout SeededGenerator) -> [JSONValue] {
        switch value {
        case .number(let number):
            var ways = [minimum.flatMap { JSONNumber($0.double - 1) }, maximum.flatMap { JSONNumber($0.double + 1) }]
            if type == .integer { ways.append(JSONNumber(number.double + 0.5)) }
            return ways.compactMap { $0.map(JSONValue.number) }
        case .string(let text):
            var ways: [JSONValue] = values == nil ? [] : ["d"]
            if let maxLength { ways.append(.string(text + String(repeating: "x", count: maxLength + 1))) }
            if let minLength, minLength > 0 { ways.append("") }
            return ways
        case .array(let elements):
            var ways: [JSONValue] = []
            let filler = items?.randomValue(using: &generator) ?? .null
            if let maxItems { ways.append(.array(elements + Array(repeating: filler, count: maxItems + 1))) }
            if let minItems, minItems > 0 { ways.append([]) }
            if let items, let index = elements.indices.randomElement(using: &generator) {
                var changed = elements
                changed[index] = items.breaking(changed[index], using: &generator)
                ways.append(.array(changed))
            }
            return ways
        case .object(let object): return ways(of: object, using: &generator)
        default: return []
        }
    }

    private func ways(of object: JSONObject, using generator: inout SeededGenerator) -> [JSONValue] {
        var ways: [JSONValue] = []
        for property in properties {
            var changed = object
            if property.isRequired {
                changed[property.name] = nil
                ways.append(.object(changed))
            }
            let value = object[property.name] ?? property.schema.randomValue(using: &generator)
            changed[property.name] = property.schema.breaking(value, using: &generator)
            ways.append(.object(changed))
        }
        var changed = object
        switch additionalProperties {
        case .ignored: return ways
        case .refused: changed["extra"] = 1
        case .each(let schema): changed["extra"] = schema.breaking(object["extra"] ?? .null, using: &generator)
        }
        return ways + [.object(changed)]
    }
}
