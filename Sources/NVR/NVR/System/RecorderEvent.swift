package import Media

/// The sorts of things of which changes are told.
package enum EventObject {
    /// The id is the camera's.
    package static let camera = "camera"
    /// The id is `CAMERA/RECORDING`, so that it is clear who may know of it.
    package static let recording = "recording"
    /// The id is `CAMERA/GAP`.
    package static let gap = "gap"
    /// The id is `CAMERA/SNAPSHOT`.
    package static let snapshot = "snapshot"
    /// Something that happened before a camera. The id is `CAMERA/EVENT`.
    package static let cameraEvent = "camera-event"
    package static let job = "job"
    /// Cameras in the network that nobody has added yet.
    package static let discovery = "discovery"
    /// How much room there is for recordings.
    package static let storage = "storage"
    /// The id is the volume's.
    package static let volume = "volume"
    package static let settings = "settings"
    package static let backup = "backup"
    package static let export = "export"
    package static let user = "user"
    package static let apiKey = "api-key"
    package static let session = "session"
    package static let log = "log"
    /// The program itself.
    package static let system = "system"
}

/// Something that has changed. It says where to look, not what is there.
package struct RecorderEvent: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case created
        /// What people can set of it is another.
        case changed
        case deleted
        /// How it stands is another. Of several of one object the last is enough.
        case state
    }

    /// Rises with each, over restarts too: what a client that comes back goes on after.
    package var sequence: UInt64
    package var time: WallTime
    package var kind: Kind
    /// What sort of thing it is: one of ``EventObject``, or another that only administrators are told of.
    package var object: String
    /// Which one; empty where there is only one.
    package var id: String
}

/// What somebody gets who follows the changes.
package enum EventItem: Hashable, Sendable {
    case event(RecorderEvent)
    /// Changes up to this number are gone unread: whoever shows things has to load them anew.
    case missed(through: UInt64)

    package var sequence: UInt64 {
        switch self {
        case .event(let event): event.sequence
        case .missed(let sequence): sequence
        }
    }
}
