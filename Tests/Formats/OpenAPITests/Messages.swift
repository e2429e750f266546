import OpenAPI

// Messages of all the kinds that an API has.

enum Transport: String, Codable, CaseIterable { case tcp, udp }

/// A text with rules of its own.
struct CameraID: Decodable, SchemaDescribed, Hashable {
    let text: String

    static var schema: Schema { .string(pattern: "^[a-z0-9][a-z0-9-]*$", maxLength: 63, example: "front-door") }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        text = try container.decode(String.self)
        guard text.first?.isLowercase == true else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no id")
        }
    }
}

struct CameraMessage: Decodable, SchemaNamed, SchemaAnnotated {
    struct Stream: Decodable {
        var frames: UInt64
        var rate: Double?
        var transport: Transport?
    }

    var id: CameraID
    var name: String
    var enabled: Bool
    var sampleInterval: UInt16
    var tags: [String]
    var streams: [String: Stream]
    var main: Stream?
    var others: [CameraID]?

    enum CodingKeys: String, CodingKey {
        case id, name, enabled, tags, streams, main, others
        case sampleInterval = "sample_interval"
    }

    static let schemaName = "Camera"
    static var schemaDescription: String? { "A camera." }
    static var schemaNotes: [String: SchemaNote] {
        [
            "name": SchemaNote("What people call it.", example: "Front door", minLength: 1, maxLength: 100),
            "main": SchemaNote("The stream that is recorded."),
            "tags": SchemaNote(maxItems: 8),
        ]
    }
}

/// A page of a list, which says null at its end.
struct PageMessage<Item: Decodable>: Decodable {
    var items: [Item]
    var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decode([Item].self, forKey: .items)
        nextCursor = try container.decode(String?.self, forKey: .nextCursor)
    }
}

struct CameraPatch: Decodable {
    var name: Patched<String>
    var url: Patched<String?>
    var transport: Patched<Transport?>
    var priority: Patched<Int8>
}

/// The same by hand, as it was before there was a type for it.
struct HandmadePatch: Decodable {
    var name: String?
    var url: String??

    enum CodingKeys: String, CodingKey { case name, url }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = container.contains(.name) ? try container.decode(String.self, forKey: .name) : nil
        url = container.contains(.url) ? .some(try container.decodeIfPresent(String.self, forKey: .url)) : .none
    }
}

struct TreeMessage: Decodable, SchemaNamed {
    var name: String
    var children: [TreeMessage]
    var named: [String: TreeMessage]?

    static let schemaName = "Tree"
}

final class ChainMessage: Decodable, SchemaNamed {
    var next: ChainMessage?

    static let schemaName = "Chain"
}

/// Two that hold each other.
struct LeftMessage: Decodable, SchemaNamed {
    var right: [RightMessage]

    static let schemaName = "Left"
}

struct RightMessage: Decodable, SchemaNamed {
    var left: [LeftMessage]?

    static let schemaName = "Right"
}

/// One message or another, told apart by a member.
enum EventMessage: Decodable, SchemaUnion, SchemaNamed {
    struct Started: Decodable, SchemaNamed {
        enum Kind: String, Decodable, CaseIterable { case started }

        var type: Kind
        var camera: CameraID

        static let schemaName = "Started"
    }

    struct Stopped: Decodable, SchemaNamed {
        enum Kind: String, Decodable, CaseIterable { case stopped }

        var type: Kind
        var reason: String

        static let schemaName = "Stopped"
    }

    case started(Started)
    case stopped(Stopped)

    private enum CodingKeys: String, CodingKey { case type }

    init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .type) {
        case "started": self = .started(try Started(from: decoder))
        default: self = .stopped(try Stopped(from: decoder))
        }
    }

    static let schemaName = "Event"
    static var schemaChoices: [any Decodable.Type] { [Started.self, Stopped.self] }
}
