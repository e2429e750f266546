package import Catalog
import Media

/// How long the recordings of a camera are kept, and how much room they may take.
package struct CameraRule: Hashable, Sendable {
    /// Nil: until the room is needed.
    package var term: Duration?
    /// Of recordings that show an event. They are never kept for a shorter time than the others.
    package var eventTerm: Duration?
    /// Bytes of all recordings of the camera together, on whichever volume; nil for any number.
    package var quota: Int64?
    /// Nobody but a person deletes them, also where there is no room; those with a time of their own go by that.
    package var staysForGood: Bool

    package init(
        term: Duration? = nil,
        eventTerm: Duration? = nil,
        quota: Int64? = nil,
        staysForGood: Bool = false
    ) {
        self.term = term
        self.eventTerm = eventTerm
        self.quota = quota
        self.staysForGood = staysForGood
    }

    /// How long a recording is kept of which nothing else is said.
    package func term(isEvent: Bool) -> Duration? {
        guard isEvent else { return term }
        guard let term, let eventTerm else { return nil }
        return max(term, eventTerm)
    }
}

/// How much room recordings may take on a volume.
package struct VolumeRule: Hashable, Sendable {
    /// Bytes of all recordings and kept snapshots on the volume; nil for any number.
    package var limit: Int64?
    /// Bytes of the volume that shall stay free.
    package var floor: Int64

    package init(limit: Int64? = nil, floor: Int64 = 0) {
        self.limit = limit
        self.floor = floor
    }
}

/// All that is said of how long recordings are kept.
package struct RetentionRules: Hashable, Sendable {
    /// Whether anything is deleted at all.
    package var isOn: Bool
    /// Of cameras that are not named.
    package var usual: CameraRule
    package var cameras: [CameraID: CameraRule]
    /// By the volume's name; those that are not named have no bounds.
    package var volumes: [String: VolumeRule]
    /// Bytes of all recordings together; nil for any number.
    package var limit: Int64?

    package init(
        isOn: Bool = true,
        usual: CameraRule = CameraRule(),
        cameras: [CameraID: CameraRule] = [:],
        volumes: [String: VolumeRule] = [:],
        limit: Int64? = nil
    ) {
        self.isOn = isOn
        self.usual = usual
        self.cameras = cameras
        self.volumes = volumes
        self.limit = limit
    }

    package func rule(of camera: CameraID) -> CameraRule { cameras[camera] ?? usual }
}
