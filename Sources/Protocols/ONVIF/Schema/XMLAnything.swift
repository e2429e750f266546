package import XML

/// An element of which no more is known, kept as it is.
package struct XMLAnything: Codable, Hashable, Sendable {
    package var element: XMLElement

    package init(_ element: XMLElement) { self.element = element }

    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? StructureDecoder else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no element"))
        }
        element = decoder.element
    }

    /// The element's name is that of the field; what is in it, and its attributes, stay as they are.
    package func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? StructureEncoder else {
            throw EncodingError.invalidValue(
                element,
                .init(codingPath: encoder.codingPath, debugDescription: "no element")
            )
        }
        encoder.node.element.attributes = element.attributes
        encoder.node.element.text = element.text
        encoder.node.element.children = element.children
    }
}
