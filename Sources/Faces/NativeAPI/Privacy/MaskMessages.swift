import NVR
import OpenAPI

// Privacy masks, in their wire spelling (docs/api.md).

/// From the upper left corner.
struct MaskPointMessage: Codable, Sendable, SchemaAnnotated, SchemaNamed {
    static let schemaName = "MaskPoint"

    var x: Double
    var y: Double

    static let schemaNotes: [String: SchemaNote] = [
        "x": SchemaNote("Of the picture's width.", minimum: 0, maximum: 1),
        "y": SchemaNote("Of the picture's height.", minimum: 0, maximum: 1),
    ]

    init(_ point: PrivacyMask.Point) {
        x = point.x
        y = point.y
    }

    var point: PrivacyMask.Point { PrivacyMask.Point(x: x, y: y) }
}

struct MaskMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "PrivacyMask"

    var id: String
    var name: String
    var enabled: Bool
    var polygon: [MaskPointMessage]

    init(_ mask: PrivacyMask) {
        id = mask.id
        name = mask.name
        enabled = mask.isEnabled
        polygon = mask.polygon.map(MaskPointMessage.init)
    }
}

struct NewMaskMessage: Decodable, Sendable, SchemaAnnotated {
    var id: String?
    var name: String?
    var enabled: Bool?
    var polygon: [MaskPointMessage]

    static let schemaNotes: [String: SchemaNote] = MaskNotes.members.merging([
        "id": SchemaNote("Made by the recorder where it is left out.", maxLength: 32)
    ]) { $1 }

    var draft: PrivacyMaskDraft {
        PrivacyMaskDraft(id: id, name: name ?? "", isEnabled: enabled ?? true, polygon: polygon.map(\.point))
    }
}

/// A member that is absent stays as it is.
struct MaskPatchMessage: Decodable, Sendable, SchemaAnnotated {
    var name: Patched<String>
    var enabled: Patched<Bool>
    var polygon: Patched<[MaskPointMessage]>

    static let schemaNotes = MaskNotes.members

    var change: PrivacyMaskChange {
        PrivacyMaskChange(name: name.value, isEnabled: enabled.value, polygon: polygon.value?.map(\.point))
    }
}

struct MasksMessage: Decodable, Sendable, SchemaAnnotated {
    var items: [NewMaskMessage]

    static let schemaNotes: [String: SchemaNote] = [
        "items": SchemaNote("All masks that the camera shall have.", maxItems: PrivacyMask.most)
    ]
}

private enum MaskNotes {
    static let members: [String: SchemaNote] = [
        "name": SchemaNote(maxLength: PrivacyMask.longestName),
        "enabled": SchemaNote("One that is not hides nothing."),
        "polygon": SchemaNote(
            "Its corners in their order; the last is connected to the first.",
            minItems: PrivacyMask.corners.lowerBound,
            maxItems: PrivacyMask.corners.upperBound
        ),
    ]
}
