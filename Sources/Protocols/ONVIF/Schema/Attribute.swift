import XML

/// A field of an ``ONVIFStructure`` that is an attribute.
@propertyWrapper
package struct Attribute<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    package var wrappedValue: Value

    package init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

    package init(from decoder: any Decoder) throws { wrappedValue = try Value(from: decoder) }

    package func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

/// By which the coders recognise one.
protocol AttributeField {}
extension Attribute: AttributeField {}

/// By which they recognise elements that are repeated.
protocol ListField {
    /// Those of the elements that can be read.
    static func members(in elements: [XMLElement], codingPath: [any CodingKey]) -> Self
}

extension Array: ListField where Element: Decodable {
    static func members(in elements: [XMLElement], codingPath: [any CodingKey]) -> [Element] {
        elements.compactMap { try? Element(from: StructureDecoder(element: $0, codingPath: codingPath)) }
    }
}
