package import Media

/// Recordings and their bytes.
package struct StorageSum: Hashable, Sendable {
    package var recordings: Int
    package var bytes: Int64

    package static let nothing = StorageSum(recordings: 0, bytes: 0)
}

/// What is kept, where, and how long it will last: as those see it who look after the recorder.
package struct StorageView: Sendable {
    /// How far a volume's room reaches at the rate of the last hours.
    package struct Forecast: Hashable, Sendable {
        package var bytesPerDay: Int64
        /// Days of recordings that the volume holds; nil where nothing comes.
        package var days: Double?
        /// Days that the rules promise at most; nil where something stays until the room is needed.
        package var promisedDays: Double?
        /// What would be needed for that.
        package var neededBytes: Int64?
        /// Recordings have to go before their time.
        package var isTooSmall: Bool
        /// When there will be no room any more without deleting.
        package var fullAt: WallTime?
    }

    /// How far it reaches by what was written and deleted on the last whole days, a week at most: unlike the rate of the last hours
    /// it knows of nights and week-ends.
    package struct Trend: Hashable, Sendable {
        /// That it is the mean of.
        package var days: Int
        /// Bytes, as the next one.
        package var writtenPerDay: Int64
        /// What was written without what was deleted; negative where less is held than before.
        package var growthPerDay: Int64
        /// Days of recordings that the volume holds; nil where nothing was written, or no bound is known.
        package var holdsDays: Double?
        /// When there will be no room any more if it grows on like this; nil where it does not grow.
        package var fullAt: WallTime?
    }

    package struct Volume: Sendable {
        package var name: String
        package var recordings: Int
        package var bytes: Int64
        package var protected: StorageSum
        /// Of kept snapshots there.
        package var snapshotBytes: Int64
        /// Of the disk; nil where it is not there.
        package var totalBytes: Int64?
        package var freeBytes: Int64?
        package var floorBytes: Int64
        package var limitBytes: Int64?
        /// By how much of it is free.
        package var pressure: StoragePressure
        package var forecast: Forecast
        /// What of it will have to go before its time, as among all warnings; nil where nothing has to.
        package var warning: String?
        /// Nil before the first whole day.
        package var trend: Trend?
    }

    package struct Camera: Sendable {
        package var id: String
        package var recordings: Int
        package var bytes: Int64
        package var protected: StorageSum
        package var bytesPerDay: Int64
        package var oldest: WallTime?
        package var newest: WallTime?
        /// Days that count; 0 until the room is needed.
        package var retentionDays: Int
        package var eventRetentionDays: Int
        package var quotaBytes: Int64?
    }

    package var volumes: [Volume]
    /// Those whose recordings the asker may play.
    package var cameras: [Camera]
    /// Deleted since the start of the program, by the reason's name.
    package var deleted: [String: StorageSum]
    package var isDeleting: Bool
    package var lookedAt: WallTime?
    package var lookedAtAgeAt: WallTime?
    package var madeRoomAt: WallTime?
    /// What will have to be done, in sentences.
    package var warnings: [String]
    /// What is wrong, in sentences.
    package var problems: [String]
}

/// How near a volume is to being full.
package enum StoragePressure: String, CaseIterable, Hashable, Sendable {
    case normal, warning, critical, emergency
}

/// What would be deleted, and when.
package struct DeletionPlanView: Sendable {
    package struct Item: Sendable {
        package var recording: String
        package var camera: String
        package var stream: String
        package var start: WallTime
        package var end: WallTime
        package var bytes: Int64
        package var reason: String
        package var due: WallTime
    }

    /// All words that a reason may be.
    package static let reasons = KeepingWords.reasons

    /// The first to go first.
    package var items: [Item]
    /// By the reason's name, also of those that are not listed.
    package var totals: [String: StorageSum]
    /// False where more would go than is looked at.
    package var isComplete: Bool
    /// Whether it will be so: false where deleting is switched off.
    package var isDeleting: Bool
    package var problems: [String]
}
