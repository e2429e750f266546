struct MiBeeHealthMessage: Codable, Hashable, Sendable {
    struct Check: Codable, Hashable, Sendable {
        /// "ok", "warning" or "error".
        var status: String
        var message: String
    }

    struct Checks: Codable, Hashable, Sendable {
        var database: Check
        var storage: Check
    }

    /// "ok", "degraded" or "unhealthy".
    var status: String
    var checks: Checks
    var uptime: String
}

struct MiBeeNotReadyMessage: Codable, Hashable, Sendable {
    var status: String
    var checks: MiBeeHealthMessage.Checks
}

struct MiBeeSystemStatsMessage: Codable, Hashable, Sendable {
    /// Ticks since the machine started.
    struct Processors: Codable, Hashable, Sendable {
        var total: UInt64
        var idle: UInt64
    }

    /// In bytes.
    struct Memory: Codable, Hashable, Sendable {
        var total: UInt64
        var available: UInt64
        var processRSS: UInt64

        enum CodingKeys: String, CodingKey {
            case total, available
            case processRSS = "process_rss"
        }
    }

    struct Network: Codable, Hashable, Sendable {
        var bytesSent: UInt64
        var bytesReceived: UInt64

        enum CodingKeys: String, CodingKey {
            case bytesSent = "bytes_sent"
            case bytesReceived = "bytes_recv"
        }
    }

    var cpu: Processors
    var memory: Memory
    var network: Network
    var uptime: String
    /// Unix seconds.
    var timestamp: Int64
}

struct MiBeeStatsMessage: Codable, Hashable, Sendable {
    /// Of the file system that recordings go to.
    var totalBytes: UInt64
    var usedBytes: UInt64
    var recordingCount: Int
    var cameraCount: Int

    enum CodingKeys: String, CodingKey {
        case totalBytes = "total_bytes"
        case usedBytes = "used_bytes"
        case recordingCount = "recording_count"
        case cameraCount = "camera_count"
    }
}

/// Day by day, in the words of both versions.
struct MiBeeTrendsMessage: Codable, Hashable, Sendable {
    struct Day: Codable, Hashable, Sendable {
        /// "2026-11-22"
        var date: String
        /// Of the file system that recordings go to, as it is now.
        var totalBytes: UInt64
        /// That recordings took at its end.
        var usedBytes: Int64
        /// That had begun by its end, and are there now.
        var recordingCount: Int
        /// That began on this day, and are there now.
        var recordings: Int
        /// Bytes that were written.
        var totalSize: Int64

        enum CodingKeys: String, CodingKey {
            case date, recordings
            case totalBytes = "total_bytes"
            case usedBytes = "used_bytes"
            case recordingCount = "recording_count"
            case totalSize = "total_size"
        }
    }

    var trends: [Day]
}

struct MiBeeTranscodingMessage: Codable, Hashable, Sendable {
    struct Device: Codable, Hashable, Sendable {
        var type: String
        var name: String
    }

    var supported: Bool
    /// "available" or "not_installed"; the recorder downloads nothing.
    var ffmpegStatus: String
    /// By "h264" and "h265", FFmpeg's name of it.
    var encoders: [String: String]
    var warnings: [String]
    var maxConcurrent: Int
    var estimatedFPS: Double
    var totalCores: Int
    var totalMemoryMB: Int
    var h264EncoderType: String
    var h265EncoderType: String
    var devices: [Device]

    enum CodingKeys: String, CodingKey {
        case supported, encoders, warnings, devices
        case ffmpegStatus = "ffmpeg_status"
        case maxConcurrent = "max_concurrent"
        case estimatedFPS = "estimated_fps"
        case totalCores = "total_cores"
        case totalMemoryMB = "total_memory_mb"
        case h264EncoderType = "h264_encoder_type"
        case h265EncoderType = "h265_encoder_type"
    }
}
