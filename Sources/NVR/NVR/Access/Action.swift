/// What someone can want to do: the vocabulary of every face, and the only one in which permission is asked.
package enum Action: String, CaseIterable, Hashable, Sendable {
    // With one camera.
    /// Know that it is there, by its name, and how it does.
    case seeCamera = "see-camera"
    case watchLive = "watch-live"
    /// Find and play what was recorded.
    case playRecordings = "play-recordings"
    case exportRecordings = "export-recordings"
    /// Turn its head, set its picture, speak through it.
    case controlCamera = "control-camera"
    /// Begin and end a recording by hand, take a snapshot that is kept, set off an event.
    case recordByHand = "record-by-hand"
    case protectRecordings = "protect-recordings"
    case deleteRecordings = "delete-recordings"
    /// Know its address and user name, change and remove it.
    case manageCamera = "manage-camera"
    /// See what is behind its privacy masks.
    case seeUnmasked = "see-unmasked"

    // With the whole.
    case addCameras = "add-cameras"
    /// Load, disks, versions, health in detail.
    case seeSystem = "see-system"
    case readMetrics = "read-metrics"
    /// Settings, backups, jobs, restart.
    case manageSystem = "manage-system"
    case readLogs = "read-logs"
    case readAudit = "read-audit"
    case manageUsers = "manage-users"

    // With what is one's own.
    /// One's password, second factor, sessions and keys.
    case manageOwnAccount = "manage-own-account"
    /// Be told of changes; of which, is decided for each.
    case followChanges = "follow-changes"

    /// Whether it concerns one camera, which the question must name.
    package var concernsCamera: Bool {
        switch self {
        case .seeCamera, .watchLive, .playRecordings, .exportRecordings, .controlCamera, .recordByHand,
            .protectRecordings,
            .deleteRecordings, .manageCamera, .seeUnmasked:
            true
        case .addCameras, .seeSystem, .readMetrics, .manageSystem, .readLogs, .readAudit, .manageUsers,
            .manageOwnAccount,
            .followChanges:
            false
        }
    }

    /// Whether it leaves everything as it is: what an API key for reading may do.
    package var isReading: Bool {
        switch self {
        case .seeCamera, .watchLive, .playRecordings, .exportRecordings, .seeUnmasked, .seeSystem, .readMetrics,
            .readLogs,
            .readAudit, .followChanges:
            true
        case .controlCamera, .recordByHand, .protectRecordings, .deleteRecordings, .manageCamera, .addCameras,
            .manageSystem,
            .manageUsers, .manageOwnAccount:
            false
        }
    }
}

/// With what it shall be done.
package enum Resource: Hashable, Sendable {
    /// The recorder as a whole, or what is one's own.
    case system
    /// By its id, whether or not there is such a camera: to those who may see all, one that is missing is missing; to
    /// others it is one that they may not see.
    case camera(String)
}
