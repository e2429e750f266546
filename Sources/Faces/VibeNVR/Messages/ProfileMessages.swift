import NVR

/// A volume that recordings go to.
struct VibeProfileMessage: Encodable, Hashable, Sendable {
    var id: Int64
    var name: String
    var path: String
    var note: String?
    /// Gigabytes; 0 for any amount.
    var largest: Double

    /// The same within another message.
    var value: SettingValue {
        .object([
            "id": .integer(Int(id)), "name": .text(name), "path": .text(path), "description": .orNull(note),
            "max_size_gb": .number(largest),
        ])
    }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

struct VibeProfileBody: Decodable, Sendable {
    var name: String?
    var path: String?
    var note: String?
    var largest: Double?

    enum CodingKeys: String, CodingKey {
        case name, path
        case note = "description"
        case largest = "max_size_gb"
    }
}
