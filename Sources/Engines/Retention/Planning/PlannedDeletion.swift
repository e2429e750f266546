package import Catalog
package import Media

/// Why a recording goes. The raw values are told to clients: they never change.
package enum DeletionReason: String, Hashable, Sendable, CaseIterable {
    /// It has had the time that its camera's rule, or its own, gives it.
    case age
    /// Its camera's recordings take more room than they may.
    case cameraQuota = "camera-quota"
    /// The recordings on its volume take more room than they may, with the kept snapshots there.
    case volumeLimit = "volume-limit"
    /// All recordings together take more room than they may.
    case totalLimit = "total-limit"
    /// Too little of its volume is free.
    case freeSpace = "free-space"

    /// Whether it goes before the time that it was promised.
    package var isForRoom: Bool { self != .age }
}

/// A recording that goes next.
package struct PlannedDeletion: Hashable, Sendable {
    package var segment: ExpirableSegment
    package var reason: DeletionReason
    /// When, at the present rate of recording.
    package var due: WallTime

    package init(segment: ExpirableSegment, reason: DeletionReason, due: WallTime) {
        self.segment = segment
        self.reason = reason
        self.due = due
    }
}

/// A bound that is not kept although all has been deleted that may be.
package struct Shortfall: Hashable, Sendable {
    package var reason: DeletionReason
    /// The camera's id or the volume's name; empty for all together.
    package var place: String
    /// How much more would have to go.
    package var bytes: Int64

    package init(reason: DeletionReason, place: String, bytes: Int64) {
        self.reason = reason
        self.place = place
        self.bytes = bytes
    }
}
