/// The machine and the recorder on it. All sizes are in bytes.
struct LightSystemMessage: Codable, Sendable {
    struct Processors: Codable, Sendable {
        var model: String
        var cores: Int
        /// Percent.
        var usage: Double
    }

    struct Room: Codable, Hashable, Sendable {
        var total: UInt64
        var used: UInt64
        var free: UInt64
    }

    struct Version: Codable, Hashable, Sendable {
        var name: String
        /// "system", "application" or "library".
        var category: String
        var version: String
    }

    struct Versions: Codable, Hashable, Sendable { var items: [Version] }

    struct Interface: Codable, Hashable, Sendable {
        var name: String
        /// What the recorder does not know of it.
        var address = ""
        var mac = ""
        var up = true
    }

    struct Network: Codable, Hashable, Sendable { var interfaces: [Interface] }

    struct Streams: Codable, Hashable, Sendable {
        var active: Int
        var total: Int
    }

    struct Recordings: Codable, Hashable, Sendable {
        var count: Int
        var size: Int64
    }

    var version: String
    var cpu: Processors
    /// Used is what this program uses.
    var memory: Room
    var systemMemory: Room
    var threads: Int
    /// Seconds.
    var uptime: Int64
    /// Used is what recordings use.
    var disk: Room
    var systemDisk: Room
    var retentionDays: Int
    var versions: Versions
    var network: Network
    var streams: Streams
    var recordings: Recordings

    enum CodingKeys: String, CodingKey {
        case version, cpu, memory, systemMemory, threads, uptime, disk, systemDisk, versions, network, streams
        case recordings
        case retentionDays = "global_retention_days"
    }
}

struct LightStatusMessage: Codable, Hashable, Sendable {
    /// "ok" or "degraded".
    var status: String
    var message: String
}

struct LightLogMessage: Codable, Hashable, Sendable {
    /// By the clock on the wall.
    var timestamp: String
    /// "DEBUG", "INFO", "WARN" or "ERROR".
    var level: String
    var message: String
}

struct LightLogsMessage: Codable, Sendable {
    var logs: [LightLogMessage]
    /// From which level on.
    var level: String
}

struct LightBackupMessage: Codable, Hashable, Sendable {
    var success = true
    var message = "Backup created successfully"
    var backupUrl: String
    var filename: String
}

struct LightHealthMessage: Codable, Hashable, Sendable {
    /// Whether the recorder can do its work.
    var healthy: Bool
    /// "healthy", "degraded" where a camera or something else is not well, or "critical".
    var status: String
    /// Seconds.
    var uptime: Int64
    var timestamp: String
}

struct LightHLSHealthMessage: Codable, Hashable, Sendable {
    var healthy: Bool
    var status: String
    /// There is no watchdog that could.
    var watchdogRestartCount = 0
    var timestamp: String
}

struct LightICEMessage: Codable, Hashable, Sendable {
    struct Server: Codable, Hashable, Sendable {
        var urls: [String]
        var username: String?
        var credential: String?
    }

    var servers: [Server]

    enum CodingKeys: String, CodingKey { case servers = "ice_servers" }
}

struct LightSettingsChangedMessage: Codable, Hashable, Sendable {
    var success = true
    var isRestartRequired = false

    enum CodingKeys: String, CodingKey {
        case success
        case isRestartRequired = "restart_required"
    }
}
