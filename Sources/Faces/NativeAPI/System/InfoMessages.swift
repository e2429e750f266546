import Media
import NVR
import Reception

// The machine and the program, in their wire spelling (docs/api.md). Bytes are bytes, times of use are ticks as the kernel
// counts them; what the system does not tell is left out.

struct InfoMessage: Codable, Sendable {
    struct Versions: Codable, Sendable {
        var nightjar: String
        var swift: String
        var system: String
        var kernel: String
        var libraries: [String: String]
        /// Left out as long as there is no worker.
        var workerFFmpeg: String?

        enum CodingKeys: String, CodingKey {
            case nightjar, swift, system, kernel, libraries
            case workerFFmpeg = "worker_ffmpeg"
        }
    }

    struct Ticks: Codable, Sendable {
        var user: UInt64
        var nice: UInt64
        var system: UInt64
        var idle: UInt64
        var ioWait: UInt64
        var interrupts: UInt64
        var softInterrupts: UInt64
        var stolen: UInt64

        enum CodingKeys: String, CodingKey {
            case user, nice, system, idle, interrupts, stolen
            case ioWait = "io_wait"
            case softInterrupts = "soft_interrupts"
        }
    }

    struct Processors: Codable, Sendable {
        var model: String?
        var architecture: String
        var count: Int
        var limit: Double?
        var load: [Double]
        /// Of all together, 0 to 100, over the last seconds.
        var percent: Double?
        var ticks: Ticks?
        var ticksPerSecond: Int

        enum CodingKeys: String, CodingKey {
            case model, architecture, count, limit, load, percent, ticks
            case ticksPerSecond = "ticks_per_second"
        }
    }

    struct Program: Codable, Sendable {
        var name: String
        var pid: Int32
        /// Of one processor, over the last seconds.
        var percent: Double?
        var userTicks: UInt64
        var systemTicks: UInt64
        var threads: Int
        var residentBytes: UInt64?
        var peakBytes: UInt64?
        var openDescriptors: Int?
        var descriptorLimit: Int?

        enum CodingKeys: String, CodingKey {
            case name, pid, percent, threads
            case userTicks = "user_ticks"
            case systemTicks = "system_ticks"
            case residentBytes = "resident_bytes"
            case peakBytes = "peak_bytes"
            case openDescriptors = "open_descriptors"
            case descriptorLimit = "descriptor_limit"
        }
    }

    struct Memory: Codable, Sendable {
        var total: UInt64
        var used: UInt64
        var available: UInt64
        var limit: UInt64?
        var limitUsed: UInt64?
        var swapTotal: UInt64
        var swapFree: UInt64

        enum CodingKeys: String, CodingKey {
            case total, used, available, limit
            case limitUsed = "limit_used"
            case swapTotal = "swap_total"
            case swapFree = "swap_free"
        }
    }

    struct Interface: Codable, Sendable {
        var name: String
        var receivedBytes: UInt64
        var sentBytes: UInt64
        var receivedPackets: UInt64
        var sentPackets: UInt64
        var receiveErrors: UInt64
        var receiveDrops: UInt64

        enum CodingKeys: String, CodingKey {
            case name
            case receivedBytes = "received_bytes"
            case sentBytes = "sent_bytes"
            case receivedPackets = "received_packets"
            case sentPackets = "sent_packets"
            case receiveErrors = "receive_errors"
            case receiveDrops = "receive_drops"
        }
    }

    struct Network: Codable, Sendable {
        var receivedBytes: UInt64
        var sentBytes: UInt64
        var receivedBytesPerSecond: Double?
        var sentBytesPerSecond: Double?
        var interfaces: [Interface]

        enum CodingKeys: String, CodingKey {
            case interfaces
            case receivedBytes = "received_bytes"
            case sentBytes = "sent_bytes"
            case receivedBytesPerSecond = "received_bytes_per_second"
            case sentBytesPerSecond = "sent_bytes_per_second"
        }
    }

    struct Disk: Codable, Sendable {
        var name: String
        var total: UInt64
        var used: UInt64
        var free: UInt64
        var fileSystem: String?
        var readOnly: Bool

        enum CodingKeys: String, CodingKey {
            case name, total, used, free
            case fileSystem = "file_system"
            case readOnly = "read_only"
        }
    }

    var versions: Versions
    var hostName: String
    var time: String
    var startedAt: String
    var uptime: Double
    var machineUptime: Double?
    var processors: Processors
    var recorder: Program?
    /// Empty as long as there are none.
    var workers: [Program]
    var memory: Memory?
    var network: Network
    var disks: [Disk]
    var catalogueBytes: Int64?

    enum CodingKeys: String, CodingKey {
        case versions, time, processors, recorder, workers, memory, network, disks
        case hostName = "host_name"
        case startedAt = "started_at"
        case uptime = "uptime_s"
        case machineUptime = "machine_uptime_s"
        case catalogueBytes = "catalogue_bytes"
    }
}
