extension KnownSettings {
    /// How recordings are made.
    package struct Recording: Sendable {
        package let segmentSeconds = Setting.integer(
            "recording.segment_seconds",
            10...3600,
            default: 60,
            unit: "seconds",
            "How long a file gets of a camera that does not say otherwise; a change counts from the next key frame on."
        ).inUse()
        package let preRoll = Setting.integer(
            "recording.pre_roll_seconds",
            0...30,
            default: 5,
            unit: "seconds",
            "How much is recorded before an event, of a camera that is recorded on events and does not say otherwise."
        ).inUse()
        package let postRoll = Setting.integer(
            "recording.post_roll_seconds",
            0...300,
            default: 10,
            unit: "seconds",
            "How much is recorded after an event."
        ).inUse()
        package let longestEvent = Setting.integer(
            "recording.event_max_seconds",
            10...3600,
            default: 600,
            unit: "seconds",
            "How much of one event is recorded; one that nobody ends is over by then."
        ).inUse()
        package let makesThumbnails = Setting.bool(
            "recording.thumbnails_enabled",
            default: true,
            "Whether small pictures of each recording are made."
        )
        package let thumbnails = Setting.integer(
            "recording.thumbnails_per_recording",
            1...3,
            default: 3,
            "How many small pictures are made of each recording."
        )
    }

    /// How short recordings become long ones.
    package struct Merge: Sendable {
        package let isEnabled = Setting.bool(
            "merge.enabled",
            default: false,
            "Whether short recordings are joined into long ones."
        ).inUse()
        package let interval = Setting.integer(
            "merge.interval_seconds",
            1...86_400,
            default: 3600,
            unit: "seconds",
            "How often recordings are joined."
        ).inUse()
        package let window = Setting.integer(
            "merge.window_seconds",
            60...86_400,
            default: 3600,
            unit: "seconds",
            "How long a joined recording gets."
        ).inUse()
        package let batch = Setting.integer(
            "merge.batch_limit",
            1...10_000,
            default: 200,
            "How many recordings are joined in one go."
        ).inUse()
        package let leastAge = Setting.integer(
            "merge.min_age_seconds",
            0...604_800,
            default: 600,
            unit: "seconds",
            "How old a recording must be before it is joined."
        ).inUse()
        package let leastSegments = Setting.integer(
            "merge.min_segments",
            2...1000,
            default: 3,
            "How many recordings it takes to join them."
        ).inUse()
        package let joinsAcrossPauses = Setting.bool(
            "merge.across_pauses",
            default: false,
            "Whether recordings are joined also where nothing was recorded between them."
        ).inUse()
    }

    /// How long recordings stay, and when they have to make room.
    package struct Storage: Sendable {
        package let retentionDays = Setting.integer(
            "storage.retention_days",
            0...3650,
            default: 30,
            unit: "days",
            "How long recordings stay of a camera that does not say otherwise; 0 until the room is needed."
        ).inUse()
        package let eventRecordingDays = Setting.integerOrNone(
            "storage.event_recording_days",
            0...3650,
            unit: "days",
            "How long recordings stay that show an event, never less than the others; 0 until the room is needed, none as long "
                + "as the others."
        ).inUse()
        package let eventRetentionDays = Setting.integer(
            "storage.event_retention_days",
            1...3650,
            default: 30,
            unit: "days",
            "How long events are remembered; never less than the recordings that show them, by their cameras' rule."
        ).inUse()
        package let deletesOldest = Setting.bool(
            "storage.cleanup_enabled",
            default: true,
            "Whether old recordings are deleted, by age and to make room. If not, recording ends when the disk is full."
        ).inUse()
        package let cleanupInterval = Setting.integer(
            "storage.cleanup_interval_seconds",
            60...604_800,
            default: 3600,
            unit: "seconds",
            "How often recordings that are too old are looked for."
        ).inUse()
        package let cleanupThreshold = Setting.integer(
            "storage.cleanup_threshold_percent",
            1...100,
            default: 95,
            unit: "percent",
            "How full a disk may get before the oldest recordings on it are deleted."
        ).inUse()
        package let warningFree = Setting.integer(
            "storage.warning_free_percent",
            0...100,
            default: 20,
            unit: "percent",
            "Free room below which the pressure on a volume is told as `warning`."
        ).inUse()
        package let criticalFree = Setting.integer(
            "storage.critical_free_percent",
            0...100,
            default: 10,
            unit: "percent",
            "Free room below which the pressure on a volume is told as `critical`."
        ).inUse()
        package let emergencyFree = Setting.integer(
            "storage.emergency_free_percent",
            0...100,
            default: 5,
            unit: "percent",
            "Free room below which the pressure on a volume is told as `emergency`."
        ).inUse()
        package let quota = Setting.integerOrNone(
            "storage.quota_bytes",
            1...(1 << 53),
            unit: "bytes",
            "How much all recordings together may take; none for the whole disk."
        ).inUse()
        package let storyboardMegabytes = Setting.integer(
            "storage.storyboard_megabytes",
            0...1_048_576,
            default: 512,
            unit: "megabytes",
            "How much small pictures for scrubbing may take on the disk; 0 to make them anew each time."
        ).inUse()
        package let archiveRetentionDays = Setting.integer(
            "storage.archive_retention_days",
            0...3650,
            default: 0,
            unit: "days",
            "How long archived recordings of removed cameras stay where nothing else is said of them; 0 until somebody deletes "
                + "them."
        ).inUse()
        package let snapshotDays = Setting.integer(
            "storage.snapshot_retention_days",
            0...3650,
            default: 0,
            unit: "days",
            "How long snapshots stay that were kept and are not protected; 0 until somebody deletes them."
        ).inUse()
        package let checkInterval = Setting.integer(
            "storage.check_interval_hours",
            0...8760,
            default: 0,
            unit: "hours",
            "How often the catalogue is compared with the disks while the recorder runs; 0 only when somebody asks for it."
        ).inUse()
        package let checkRepairs = Setting.bool(
            "storage.check_repairs",
            default: false,
            "Whether what such a comparison finds is mended, or only told."
        ).inUse()
        package let archives = Setting.bool(
            "storage.archive_enabled",
            default: true,
            "Whether recordings move to another volume when they are old enough: kept for programs that set it; none moves."
        )
        package let archiveInterval = Setting.integer(
            "storage.archive_interval_seconds",
            60...604_800,
            default: 86_400,
            unit: "seconds",
            "How often recordings that could move are looked for: kept for programs that set it."
        )
    }

    /// Recordings that are given away.
    package struct Export: Sendable {
        package let retentionDays = Setting.integer(
            "export.retention_days",
            0...3650,
            default: 7,
            unit: "days",
            "How long an export stays on the recorder; 0 until somebody deletes it."
        ).inUse()
        package let mostBytes = Setting.integer(
            "export.max_total_bytes",
            1_000_000...(1 << 53),
            default: 53_687_091_200,
            unit: "bytes",
            "How much all exports together may take."
        ).inUse()
    }

    /// Backups of the configuration that are made without being asked for.
    package struct Backup: Sendable {
        package let isEnabled = Setting.bool(
            "backup.enabled",
            default: false,
            "Whether backups are made on a schedule."
        ).inUse()
        package let interval = Setting.integer(
            "backup.interval_minutes",
            10...525_600,
            default: 1440,
            unit: "minutes",
            "How often a backup is made."
        ).inUse()
        package let keep = Setting.integer(
            "backup.keep",
            1...1000,
            default: 7,
            "How many backups of the schedule stay; those that were asked for stay until they are deleted."
        ).inUse()
        package let passphrase = SecretSetting(
            "backup.passphrase",
            "What the secrets in the backups of the schedule are sealed under."
        ).inUse()
    }
}
