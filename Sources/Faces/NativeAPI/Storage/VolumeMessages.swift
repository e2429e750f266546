import Media
import NVR
import OpenAPI
import Reception

// The volumes that recordings go to, in their wire spelling (docs/api.md).

struct VolumeMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Volume"
    static let schemaNotes: [String: SchemaNote] = VolumeNotes.members.merging([
        "id": SchemaNote("As recordings and cameras name it; never changes."),
        "default": SchemaNote("The one in the data folder, which takes what no other can."),
        "state": SchemaNote(values: VolumeView.states.map { .string($0) }),
        "reason": SchemaNote("Why it is not ready."),
        "total_bytes": SchemaNote("Of the disk, as `free_bytes`; left out where it is not there."),
        "cameras": SchemaNote("The ids of cameras that chose it."),
    ]) { own, _ in own }

    var id: String
    var name: String
    var path: String
    var description: String
    var isDefault: Bool
    var state: String
    var reason: String?
    var limitBytes: Int64?
    var floorBytes: Int64?
    var recordings: Int
    var bytes: Int64
    var protected: StorageSumMessage
    var totalBytes: Int64?
    var freeBytes: Int64?
    var cameras: [String]
    var createdAt: String

    enum CodingKeys: String, CodingKey {
        case id, name, path, description, state, reason, recordings, bytes, protected, cameras
        case isDefault = "default"
        case limitBytes = "limit_bytes"
        case floorBytes = "floor_bytes"
        case totalBytes = "total_bytes"
        case freeBytes = "free_bytes"
        case createdAt = "created_at"
    }

    init(_ volume: VolumeView) {
        id = volume.id
        name = volume.name
        path = volume.path
        description = volume.note
        isDefault = volume.isDefault
        state = volume.state
        reason = volume.reason
        limitBytes = volume.limitBytes
        floorBytes = volume.floorBytes
        recordings = volume.recordings
        bytes = volume.bytes
        protected = StorageSumMessage(volume.protected)
        totalBytes = volume.totalBytes
        freeBytes = volume.freeBytes
        cameras = volume.cameras
        createdAt = RFC3339.text(volume.createdAt)
    }
}

struct NewVolumeMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = VolumeNotes.members.merging([
        "adopt": SchemaNote("Take over a folder that is a volume of a recorder that is no more, with what lies in it.")
    ]) { own, _ in own }

    var name: String
    var path: String
    var description: String?
    var limitBytes: Int64?
    var floorBytes: Int64?
    var adopt: Bool?

    enum CodingKeys: String, CodingKey {
        case name, path, description, adopt
        case limitBytes = "limit_bytes"
        case floorBytes = "floor_bytes"
    }

    var draft: VolumeDraft {
        var draft = VolumeDraft(name: name, path: path)
        draft.note = description ?? ""
        draft.limitBytes = limitBytes
        draft.floorBytes = floorBytes
        draft.adopts = adopt ?? false
        return draft
    }
}

/// The body of PATCH: a member that is absent stays as it is, one that is null is cleared.
struct VolumePatchMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes = VolumeNotes.members

    var name: Patched<String>
    var path: Patched<String>
    var description: Patched<String>
    var limitBytes: Patched<Int64?>
    var floorBytes: Patched<Int64?>

    enum CodingKeys: String, CodingKey {
        case name, path, description
        case limitBytes = "limit_bytes"
        case floorBytes = "floor_bytes"
    }

    var change: VolumeChange {
        var change = VolumeChange()
        change.name = name.value
        change.path = path.value
        change.note = description.value
        change.limitBytes = limitBytes.value
        change.floorBytes = floorBytes.value
        return change
    }
}

/// What is the same of a volume that is made and of one that is changed.
private enum VolumeNotes {
    static let members: [String: SchemaNote] = [
        "name": SchemaNote(minLength: 1, maxLength: 100),
        "path": SchemaNote(
            "Absolute: directly in the data folder's recordings, or beneath a folder of volume_roots in the configuration file.",
            maxLength: 1024
        ),
        "description": SchemaNote(maxLength: 1000),
        "limit_bytes": SchemaNote(
            "How much recordings and kept snapshots on it may take; null for any amount.",
            minimum: 1
        ),
        "floor_bytes": SchemaNote(
            "How much of its disk shall stay free; null for the recorder's own setting.",
            minimum: 0
        ),
    ]
}
