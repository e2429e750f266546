import NVR
import Reception

struct VibeStatsMessage: Encodable, Sendable {
    /// In gigabytes.
    struct Storage: Codable, Sendable {
        var total: Double
        /// By what was recorded.
        var used: Double
        var free: Double
        var percent: Double
        var dailyRate: Double

        enum CodingKeys: String, CodingKey {
            case percent
            case total = "total_gb"
            case used = "used_gb"
            case free = "free_gb"
            case dailyRate = "daily_rate_gb"
        }
    }

    /// The recorder is what the document calls the backend, and its workers the engine.
    struct Resources: Codable, Sendable {
        var processors: Double
        var memory: Double
        var backendProcessors: Double
        var backendMemory: Double
        var engineProcessors: Double
        var engineMemory: Double

        enum CodingKeys: String, CodingKey {
            case processors = "cpu_percent"
            case memory = "memory_mb"
            case backendProcessors = "backend_cpu"
            case backendMemory = "backend_mem_mb"
            case engineProcessors = "engine_cpu"
            case engineMemory = "engine_mem_mb"
        }
    }

    struct Network: Codable, Sendable {
        var received: Double
        var sent: Double

        enum CodingKeys: String, CodingKey {
            case received = "recv_mbps"
            case sent = "sent_mbps"
        }
    }

    struct Broker: Encodable, Sendable {
        var enabled: Bool
        var host: OrNull<String>
        var connected: Bool
    }

    struct Detector: Encodable, Sendable {
        var initialized: Bool
        var hardware: OrNull<String>
    }

    struct Engine: Encodable, Sendable {
        /// "ONLINE" or "OFFLINE".
        var status: String
        var mqtt: Broker
        var ai: Detector
    }

    struct Acceleration: Encodable, Sendable {
        var enabled: Bool
        var type: OrNull<String>
        var status: String
    }

    var activeCameras: Int
    var totalErrors: Int
    var totalEvents: Int
    var eventsToday: Int
    var videos: Int
    var pictures: Int
    var storage: Storage
    var resources: Resources
    var network: Network
    var engine: Engine
    /// By what they are of; an object as the document's program has it.
    var details: SettingValue
    var systemStatus: String
    var uptime: String
    var acceleration: Acceleration

    enum CodingKeys: String, CodingKey {
        case storage, resources, network, engine, details, uptime
        case activeCameras = "active_cameras"
        case totalErrors = "total_errors"
        case totalEvents = "total_events"
        case eventsToday = "events_24h"
        case videos = "video_count"
        case pictures = "picture_count"
        case systemStatus = "system_status"
        case acceleration = "hw_accel"
    }
}

struct VibeHourMessage: Codable, Hashable, Sendable {
    /// "04:00"
    var time: String
    var events: Int
    var videos: Int
}

struct VibeHealthMessage: Codable, Sendable {
    struct Components: Codable, Sendable {
        var database: String
        var engine: String
    }

    var status: String
    var components: Components
    var isWeakKey = false

    enum CodingKeys: String, CodingKey {
        case status, components
        case isWeakKey = "is_weak_key"
    }
}
