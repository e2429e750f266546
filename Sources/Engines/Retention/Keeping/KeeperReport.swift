package import Catalog
package import Media

/// What was deleted.
package struct DeletionTally: Hashable, Sendable {
    package var recordings = 0
    package var bytes: Int64 = 0

    package init(recordings: Int = 0, bytes: Int64 = 0) {
        self.recordings = recordings
        self.bytes = bytes
    }

    package static func += (left: inout Self, right: Self) {
        left.recordings += right.recordings
        left.bytes += right.bytes
    }
}

/// What one pass over everything came to.
package struct KeeperPass: Hashable, Sendable {
    package var deleted: [DeletionReason: DeletionTally] = [:]
    /// Gaps that were older than anything that is kept.
    package var gaps = 0
    /// Bounds that are not kept, though all has gone that may.
    package var shortfalls: [Shortfall] = []

    package init() {}

    package var total: DeletionTally { deleted.values.reduce(into: DeletionTally()) { $0 += $1 } }
}

/// How the keeper does, for those who look after the recorder.
package struct KeeperReport: Hashable, Sendable {
    /// Since the start of the program; only rises.
    package var deleted: [DeletionReason: DeletionTally] = [:]
    package var gaps = 0
    /// When it was last looked whether something has to go, and whether its time has come.
    package var lookedAt: WallTime?
    package var lookedAtAgeAt: WallTime?
    /// When something last had to go before its time.
    package var madeRoomAt: WallTime?
    package var shortfalls: [Shortfall] = []
    /// By the volume's name.
    package var forecasts: [String: VolumeForecast] = [:]
    package var rooms: [String: KeptVolume.Room] = [:]
    /// Volumes that will have to make room soon, before the time of what is on them.
    package var warned: Set<String> = []
    /// Cameras whose quota will soon cost recordings of theirs before their time.
    package var warnedCameras: Set<CameraID> = []
    /// Files of deleted recordings that could not be deleted yet, by the volume's name: why the last of them.
    package var stuck: [String: String] = [:]

    package init() {}
}

/// What the keeper tells while it works.
package enum KeeperNews: Sendable {
    /// The recordings are gone from the catalogue.
    case deleted([PlannedDeletion])
    /// A volume will soon have to make room, or no longer.
    case warned(volume: String, isWarned: Bool)
    /// A camera's quota will soon cost recordings before their time, or no longer.
    case warnedOfQuota(camera: CameraID, isWarned: Bool)
}
