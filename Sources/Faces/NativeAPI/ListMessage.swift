// Messages of the native API that are not about one thing (docs/api.md). Times are RFC 3339 in UTC; ids of recordings are
// decimal numbers as text, because JavaScript's numbers do not hold 64 bits.

/// A page of a list.
struct ListMessage<Item: Codable & Sendable>: Codable, Sendable {
    var items: [Item]
    /// For the next page; null if this is the last.
    var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    init(items: [Item], nextCursor: String? = nil) {
        self.items = items
        self.nextCursor = nextCursor
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decode([Item].self, forKey: .items)
        nextCursor = try container.decode(String?.self, forKey: .nextCursor)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        // Present also where it is null: a client need not guess whether the list ends.
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}
