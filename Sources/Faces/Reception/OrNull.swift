/// A member of a message that is always there, and null where there is nothing: an optional one would be left out.
package struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    package var value: Value?

    package init(_ value: Value?) { self.value = value }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

extension String {
    /// As dialects have it, whose clients send empty texts for what they leave out.
    package var nothingIfEmpty: String? { isEmpty ? nil : self }
}
