import NVR
import Reception

/// Changes of settings as the document spells them, in the recorder's own words.
struct SettingChanges {
    private(set) var values: [String: SettingValue] = [:]

    mutating func set(_ key: String, _ number: Int?) {
        if let number { values[key] = .integer(number) }
    }

    mutating func set(_ key: String, _ flag: Bool?) {
        if let flag { values[key] = .bool(flag) }
    }

    /// - Parameter name: of the member, for the error.
    /// - Throws: `Problem`, INVALID_INPUT.
    mutating func set(_ key: String, duration text: String?, _ name: String) throws {
        set(key, try Self.seconds(text, name))
    }

    /// Nil where nothing is said, or a blank.
    static func seconds(_ text: String?, _ name: String) throws -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard let seconds = MiBeeDuration.seconds(text) else {
            throw MiBeeErrors.invalid("\(name) is a duration such as 30s, 10m or 1h30m")
        }
        return seconds
    }
}

extension SettingChanges {
    init(_ body: MiBeeSettingsBody) throws {
        if let days = body.cleanup?.retentionDays, days < 1 {
            throw MiBeeErrors.invalid("retention_days is 1 or more")
        }
        set("storage.retention_days", body.cleanup?.retentionDays)
        set("storage.cleanup_threshold_percent", body.cleanup?.diskThresholdPercent)
        try set("storage.cleanup_interval_seconds", duration: body.cleanup?.checkInterval, "check_interval")
        try set("recording.segment_seconds", duration: body.storage?.segmentDuration, "segment_duration")
        if let zone = body.timezone?.nothingIfEmpty {
            values["general.time_zone"] = zone == "Local" ? .null : .text(zone)
        }
    }

    init(_ body: MiBeeMergeBody) throws {
        set("merge.enabled", body.enabled)
        // That product joins what lies in one window, whatever is between.
        if body.enabled == true { set("merge.across_pauses", true) }
        set("merge.batch_limit", body.batchLimit)
        set("merge.min_segments", body.minSegmentsToMerge)
        try set("merge.interval_seconds", duration: body.checkInterval, "check_interval")
        try set("merge.window_seconds", duration: body.windowSize, "window_size")
        try set("merge.min_age_seconds", duration: body.minSegmentAge, "min_segment_age")
    }
}

extension MiBeeSettingsMessage {
    init(_ settings: Settings, as principal: Principal, listen: String) throws {
        let view = try settings.view(as: principal)
        func text(_ key: String) -> String? {
            guard case .text(let text) = view.settings.first(where: { $0.definition.key == key })?.value else {
                return nil
            }
            return text
        }
        self.init(
            server: Server(listen: ":\(listen.split(separator: ":").last ?? "")"),
            storage: Storage(
                rootDir: text("server.data_dir") ?? "",
                segmentDuration: MiBeeDuration.text(settings.value(\.recording.segmentSeconds))
            ),
            cleanup: Cleanup(
                retentionDays: settings.value(\.storage.retentionDays),
                checkInterval: MiBeeDuration.text(settings.value(\.storage.cleanupInterval)),
                diskThresholdPercent: settings.value(\.storage.cleanupThreshold)
            ),
            auth: Auth(username: principal.mibeeName, isConfigured: true),
            timezone: text("general.time_zone") ?? "Local"
        )
    }
}

extension Principal {
    /// The document knows one user: whoever asks.
    var mibeeName: String {
        if case .user(_, let name) = identity { name } else { "" }
    }
}

extension MiBeeMergeMessage {
    init(_ settings: Settings) {
        self.init(
            enabled: settings.value(\.merge.isEnabled),
            checkInterval: MiBeeDuration.text(settings.value(\.merge.interval)),
            windowSize: MiBeeDuration.text(settings.value(\.merge.window)),
            batchLimit: settings.value(\.merge.batch),
            minSegmentAge: MiBeeDuration.text(settings.value(\.merge.leastAge)),
            minSegmentsToMerge: settings.value(\.merge.leastSegments)
        )
    }
}

extension MergeOverride {
    /// Says what is said, over what was.
    mutating func apply(_ body: MiBeeMergeBody) throws {
        isEnabled = body.enabled ?? isEnabled
        if body.enabled == true { joinsAcrossPauses = true }
        interval = try SettingChanges.seconds(body.checkInterval, "check_interval") ?? interval
        window = try SettingChanges.seconds(body.windowSize, "window_size") ?? window
        batch = body.batchLimit ?? batch
        leastAge = try SettingChanges.seconds(body.minSegmentAge, "min_segment_age") ?? leastAge
        leastSegments = body.minSegmentsToMerge ?? leastSegments
    }
}

extension MiBeeCameraMergeMessage {
    init(_ override: MergeOverride) {
        self.init(
            customized: !override.isEmpty,
            enabled: OrNull(override.isEnabled),
            checkInterval: OrNull(override.interval.map(MiBeeDuration.text)),
            windowSize: OrNull(override.window.map(MiBeeDuration.text)),
            batchLimit: OrNull(override.batch),
            minSegmentAge: OrNull(override.leastAge.map(MiBeeDuration.text)),
            minSegmentsToMerge: OrNull(override.leastSegments)
        )
    }
}

extension MiBeeMergeStatusMessage {
    init(_ view: MergeView) {
        self.init(
            enabled: view.isEnabled,
            errorCount: view.last.errors,
            filesCreated: view.last.files,
            segmentsMerged: view.last.segments,
            lastRunTime: OrNull(view.lastBeganAt.map(RFC3339.text))
        )
    }
}
