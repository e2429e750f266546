/// What can be said of a camera beside how it is reached and recorded: what people read of it, and how it is shown, watched for
/// motion and told of. Much of it is named by the programs whose interfaces Nightjar speaks, and waits for the part that reads
/// it; so a face can keep what it was told. No secret is among them.
enum KnownProperties {
    static let all: [SettingDefinition] =
        people + showing + files + motion + schedule + objects + telling
        + ways + streams
    static let byKey = Dictionary(all.map { ($0.key, $0) }) { first, _ in first }

    /// What only those see who manage the camera: it names people.
    static let closedGroup = "notify"

    private static func bool(_ key: String, _ usual: Bool, _ summary: String) -> SettingDefinition {
        SettingDefinition(key, .bool, default: .bool(usual), summary)
    }

    private static func integer(
        _ key: String,
        _ range: ClosedRange<Int>,
        _ usual: Int,
        unit: String? = nil,
        _ summary: String
    ) -> SettingDefinition {
        SettingDefinition(key, .integer(range), default: .integer(usual), unit: unit, summary)
    }

    private static func text(
        _ key: String,
        _ rule: SettingTextRule,
        _ usual: String?,
        _ summary: String
    ) -> SettingDefinition {
        SettingDefinition(key, .text(rule), default: usual.map(SettingValue.text) ?? .null, summary)
    }

    private static let people = [
        text("people.location", .line(200), nil, "Where the camera hangs."),
        integer("people.order", 0...1_000_000, 0, "Its place among the cameras, the smallest first."),
    ]

    private static let showing = [
        text("live.mode", .choice(["auto", "webcodecs", "mjpeg"]), "auto", "How a page is to show it."),
        bool("live.sound", false, "Whether its sound is wanted in live views."),
        bool("live.has_sound", false, "Whether it is said to have sound."),
        integer("picture.width", 1...16_384, 800, unit: "pixels", "Of its picture, as it was said."),
        integer("picture.height", 1...16_384, 600, unit: "pixels", "Of its picture, as it was said."),
        bool("picture.size_is_found", true, "Whether the size is taken from what it sends."),
        integer("picture.rate", 1...240, 15, unit: "frames", "Pictures a second, as it was said."),
        integer("picture.rotation", 0...359, 0, unit: "degrees", "How far its picture is to be turned."),
        text("overlay.left", .line(200), nil, "What is to be written over its picture, on the left."),
        text("overlay.right", .line(200), "%Y-%m-%d %H:%M:%S", "The same on the right."),
        SettingDefinition("overlay.scale", .number(0.1...10), default: .number(1), "How large that is written."),
    ]

    private static let files = [
        text(
            "movie.file_name",
            .line(200),
            "%Y-%m-%d/%H-%M-%S",
            "How films were named elsewhere; here by camera and time."
        ),
        integer("movie.quality", 1...100, 75, unit: "percent", "Of films that would be encoded anew."),
        bool("movie.unaltered", true, "Whether films are what the camera sends; here they always are."),
        text("movie.previous_mode", .line(40), nil, "How it was recorded before somebody recorded it by hand."),
        text("picture.when", .choice(["Manual", "Motion Triggered"]), "Manual", "When a snapshot is kept."),
        text("picture.file_name", .line(200), "%Y-%m-%d/%H-%M-%S-%q", "How snapshots were named elsewhere."),
        integer("picture.quality", 1...100, 75, unit: "percent", "Of snapshots."),
        text("picture.kept", .line(40), "Forever", "How long snapshots of it are kept."),
        bool("picture.by_hand", true, "Whether a page offers snapshots of it."),
        SettingDefinition(
            "picture.quota_gigabytes",
            .number(0...1_000_000),
            default: .number(0),
            "How much its snapshots may take; 0 for any amount."
        ),
        integer(
            "archive.after_hours",
            0...87_600,
            0,
            unit: "hours",
            "After which recordings are to move; 0 for never."
        ),
    ]

    private static let motion = [
        text("motion.engine", .choice(["OpenCV", "ONVIF Edge", "AI"]), "OpenCV", "Who looks for motion."),
        text(
            "motion.when",
            .choice(["Always", "Working Schedule", "Manual Toggle", "OpenCV", "ONVIF Edge", "AI"]),
            "Always",
            "When motion counts."
        ),
        integer("motion.threshold", 0...100_000_000, 1500, unit: "pixels", "How many must change."),
        bool("motion.despeckle", false, "Whether single pixels count for nothing."),
        integer("motion.gap", 0...3600, 10, unit: "seconds", "Without motion after which it has ended."),
        integer("motion.least_frames", 1...1000, 2, unit: "frames", "With motion before it has begun."),
        bool("motion.shows_changes", true, "Whether what has changed is drawn."),
        bool("motion.tunes_threshold", true, "Whether the threshold follows what is usual."),
        bool("motion.finds_noise", true, "Whether noise is told from motion."),
        integer(
            "motion.light_switch",
            0...100,
            0,
            unit: "percent",
            "Of the picture at once that is light and no motion."
        ),
        bool("motion.uses_mask", false, "Whether its motion masks count."),
        bool("motion.keeps_debug_pictures", false, "Whether pictures of how motion was found are kept."),
    ]

    private static let schedule: [SettingDefinition] = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ].flatMap { day in
        [
            bool("schedule.\(day)", true, "Whether motion counts on this day."),
            text("schedule.\(day)_start", .line(5), "00:00", "From when on."),
            text("schedule.\(day)_end", .line(5), "23:59", "Until when."),
        ]
    }

    private static let objects: [SettingDefinition] = [
        bool("objects.enabled", false, "Whether it is looked at for people, vehicles and animals."),
        SettingDefinition(
            "objects.types",
            .list(of: .line(64), atMost: 50),
            default: .list([.text("person"), .text("vehicle")]),
            "What is looked for."
        ),
        SettingDefinition("objects.threshold", .number(0.1...0.99), default: .number(0.5), "How sure it must be."),
        bool("objects.tracking", false, "Whether what was found is followed from picture to picture."),
    ]

    private static let telling: [SettingDefinition] = [
        text("notify.webhook_url", .remoteURL, nil, "Where its events are posted."),
        text("notify.telegram_chat", .line(100), nil, "The chat that is told of its events."),
        text("notify.email", .email, nil, "Who gets mail about its events."),
        text("notify.health_webhook_url", .remoteURL, nil, "Where it is told how it does."),
        text("notify.health_telegram_chat", .line(100), nil, "The chat that is told how it does."),
        text("notify.health_email", .email, nil, "Who gets mail about how it does."),
        bool("notify.email_picture", true, "Whether a picture comes along with mail."),
    ]

    private static let ways: [SettingDefinition] = [
        "start_email", "start_telegram", "start_webhook", "start_command", "end_webhook", "end_command", "health_email",
        "health_telegram", "health_webhook",
    ].map { bool("notify.tells_\($0)", false, "Whether it is told in this way.") }
}
