struct MiBeeErrorMessage: Codable, Hashable, Sendable {
    var error: String
    var code: String
}

/// The word that something was done.
struct MiBeeStatusMessage: Codable, Hashable, Sendable {
    var status: String
}

/// A member that is always there, and null where there is nothing: an optional one would be left out.
struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    var value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
