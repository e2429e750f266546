/// All settings that there are, by groups: `\.mqtt.port` is the setting `mqtt.port`.
///
/// Most of them are named by the programs whose interfaces Nightjar speaks, and wait for the part that reads them
/// (``SettingDefinition/isInUse``); so a face can keep what it was told.
package struct KnownSettings: Sendable {
    package let server = Server()
    package let general = General()
    package let recording = Recording()
    package let merge = Merge()
    package let storage = Storage()
    package let live = Live()
    package let ice = ICE()
    package let detection = Detection()
    package let discovery = Discovery()
    package let mqtt = MQTT()
    package let webhook = Webhook()
    package let email = Email()
    package let telegram = Telegram()
    package let webdav = WebDAV()
    package let backup = Backup()
    package let export = Export()
    package let security = Security()
    package let audit = Audit()
    package let logs = Logs()

    static let all = KnownSettings()

    /// Every definition, in the order in which they are shown.
    static let definitions: [SettingDefinition] = {
        // Reflection, so that a setting that is declared cannot be forgotten here.
        let groups = Mirror(reflecting: all).children.map(\.value)
        let settings = groups.flatMap { Mirror(reflecting: $0).children.map(\.value) }
        return settings.compactMap { ($0 as? any DefinedSetting)?.definition }
    }()

    static let byKey = Dictionary(definitions.map { ($0.key, $0) }) { first, _ in first }

    /// What everybody who is signed in may read.
    static let openGroup = "general"
}

extension KnownSettings {
    /// What the start decided, to be seen and not changed here.
    package struct Server: Sendable {
        let version = Setting.textOrNone("server.version", .line(100), "The version of the program.")
            .setElsewhere("the program that was installed")
        let dataDirectory = Setting.textOrNone(
            "server.data_dir",
            .line(4096),
            "The folder of the catalogue, the keys and the recordings."
        ).setElsewhere("the configuration file's data_dir, NIGHTJAR_DATA_DIR or --data-dir")
        let allowsLoopbackCameras = Setting.bool(
            "server.allow_loopback_cameras",
            default: false,
            "Whether a camera's address may be of this machine itself."
        ).setElsewhere("the configuration file's allow_loopback_cameras")
        let listeners = Setting.list(
            "server.listeners",
            of: .line(300),
            atMost: 100,
            "The addresses on which the server listens."
        ).setElsewhere("the configuration file's listeners, NIGHTJAR_LISTEN or --listen")
    }

    /// What the recorder is to those who use it.
    package struct General: Sendable {
        package let name = Setting.text(
            "general.name",
            .line(100),
            default: "Nightjar",
            "The name of this recorder, among several."
        )
        package let timeZone = Setting.textOrNone(
            "general.time_zone",
            .timeZone,
            "The time zone in which days begin, of schedules and of names of files; none for the machine's own."
        ).inUse()
        package let language = Setting.text(
            "general.language",
            .language,
            default: "en",
            "The language of those who have not chosen one."
        )
        package let landingPage = Setting.text(
            "general.landing_page",
            .line(64),
            default: "live",
            "The page that the app begins with."
        )
    }

    /// How the audit log is kept.
    package struct Audit: Sendable {
        package let retentionDays = Setting.integer(
            "audit.retention_days",
            1...36_500,
            default: 365,
            unit: "days",
            "How long it is kept who has done what."
        ).inUse()
    }

    /// How the log is kept.
    package struct Logs: Sendable {
        package let level = Setting.text(
            "logs.level",
            .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            default: "info",
            "The least important line that the log keeps."
        ).inUse()
    }
}
