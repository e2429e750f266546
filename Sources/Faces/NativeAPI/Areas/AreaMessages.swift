import NVR
import OpenAPI

// Detection zones and motion masks, in their wire spelling (docs/api.md).

/// How one is answered.
protocol AreaMessage: Codable, Sendable {
    init(_ area: PictureArea)
}

/// How a new one is sent.
protocol NewAreaMessage: Decodable, Sendable {
    var draft: PictureAreaDraft { get }
}

/// How a change of one is sent.
protocol AreaPatchMessage: Decodable, Sendable {
    var change: PictureAreaChange { get }
}

struct ZoneMessage: AreaMessage, SchemaNamed {
    static let schemaName = "DetectionZone"

    var id: String
    var name: String
    var enabled: Bool
    var polygon: [MaskPointMessage]
    var labels: [String]
    var minScore: Double?
    var color: String?

    enum CodingKeys: String, CodingKey {
        case id, name, enabled, polygon, labels, color
        case minScore = "min_score"
    }

    init(_ area: PictureArea) {
        id = area.id
        name = area.name
        enabled = area.isEnabled
        polygon = area.polygon.map(MaskPointMessage.init)
        labels = area.labels
        minScore = area.minScore
        color = area.color
    }
}

struct NewZoneMessage: NewAreaMessage, SchemaAnnotated {
    var id: String?
    var name: String
    var enabled: Bool?
    var polygon: [MaskPointMessage]
    var labels: [String]?
    var minScore: Double?
    var color: String?

    enum CodingKeys: String, CodingKey {
        case id, name, enabled, polygon, labels, color
        case minScore = "min_score"
    }

    static let schemaNotes = AreaNotes.members.merging(AreaNotes.ofZones) { $1 }.merging(AreaNotes.newID) { $1 }

    var draft: PictureAreaDraft {
        PictureAreaDraft(
            id: id,
            name: name,
            isEnabled: enabled ?? true,
            polygon: polygon.map(\.point),
            labels: labels ?? [],
            minScore: minScore,
            color: color
        )
    }
}

/// A member that is absent stays as it is; `min_score` and `color` are cleared by null.
struct ZonePatchMessage: AreaPatchMessage, SchemaAnnotated {
    var name: Patched<String>
    var enabled: Patched<Bool>
    var polygon: Patched<[MaskPointMessage]>
    var labels: Patched<[String]>
    var minScore: Patched<Double?>
    var color: Patched<String?>

    enum CodingKeys: String, CodingKey {
        case name, enabled, polygon, labels, color
        case minScore = "min_score"
    }

    static let schemaNotes = AreaNotes.members.merging(AreaNotes.ofZones) { $1 }

    var change: PictureAreaChange {
        var change = PictureAreaChange(
            name: name.value,
            isEnabled: enabled.value,
            polygon: polygon.value?.map(\.point)
        )
        change.labels = labels.value
        change.minScore = minScore.value
        change.color = color.value
        return change
    }
}

struct MotionMaskMessage: AreaMessage, SchemaNamed {
    static let schemaName = "MotionMask"

    var id: String
    var name: String
    var enabled: Bool
    var polygon: [MaskPointMessage]

    init(_ area: PictureArea) {
        id = area.id
        name = area.name
        enabled = area.isEnabled
        polygon = area.polygon.map(MaskPointMessage.init)
    }
}

struct NewMotionMaskMessage: NewAreaMessage, SchemaAnnotated {
    var id: String?
    var name: String?
    var enabled: Bool?
    var polygon: [MaskPointMessage]

    static let schemaNotes = AreaNotes.members.merging(AreaNotes.newID) { $1 }

    var draft: PictureAreaDraft {
        PictureAreaDraft(id: id, name: name ?? "", isEnabled: enabled ?? true, polygon: polygon.map(\.point))
    }
}

/// A member that is absent stays as it is.
struct MotionMaskPatchMessage: AreaPatchMessage, SchemaAnnotated {
    var name: Patched<String>
    var enabled: Patched<Bool>
    var polygon: Patched<[MaskPointMessage]>

    static let schemaNotes = AreaNotes.members

    var change: PictureAreaChange {
        PictureAreaChange(name: name.value, isEnabled: enabled.value, polygon: polygon.value?.map(\.point))
    }
}

/// All that a camera shall have.
struct AreasMessage<Item: NewAreaMessage>: Decodable, Sendable {
    var items: [Item]
}

private enum AreaNotes {
    static let newID: [String: SchemaNote] = [
        "id": SchemaNote("Made by the recorder where it is left out.", maxLength: PictureArea.longestID)
    ]

    static let members: [String: SchemaNote] = [
        "name": SchemaNote(maxLength: PictureArea.longestName),
        "enabled": SchemaNote("One that is not counts for nothing."),
        "polygon": SchemaNote(
            "Its corners in their order; the last is connected to the first.",
            minItems: PictureArea.corners.lowerBound,
            maxItems: PictureArea.corners.upperBound
        ),
    ]

    static let ofZones: [String: SchemaNote] = [
        "name": SchemaNote(
            "Events name the zones that they touched by it.",
            minLength: 1,
            maxLength: PictureArea.longestName
        ),
        "labels": SchemaNote("What counts in it: \"person\". None for everything.", maxItems: PictureArea.mostLabels),
        "min_score": SchemaNote("How sure it must be to count.", minimum: 0, maximum: 1),
        "color": SchemaNote("In which it is drawn.", example: "#3b82f6", pattern: "^#[0-9a-fA-F]{6}$"),
    ]
}
