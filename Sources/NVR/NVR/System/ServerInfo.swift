package import Media

/// The machine, and what of it the recorder uses. What the system does not tell is nil.
package struct ServerInfo: Hashable, Sendable {
    package struct Versions: Hashable, Sendable {
        package var nightjar: String
        /// Of the compiler: "6.3".
        package var swift: String
        /// "Debian GNU/Linux 12 (bookworm)".
        package var system: String
        package var kernel: String
        /// By the library's name: "SQLite", "OpenSSL".
        package var libraries: [String: String]
        /// Of the worker's FFmpeg; nil as long as there is no worker.
        package var workerFFmpeg: String?
    }

    /// Time of all processors together since the machine started, by kind, in ticks.
    package struct Ticks: Hashable, Sendable {
        package var user: UInt64
        package var nice: UInt64
        package var system: UInt64
        package var idle: UInt64
        /// Idle, with something waiting for a disk.
        package var ioWait: UInt64
        package var interrupts: UInt64
        package var softInterrupts: UInt64
        /// Taken by the host that this machine is a guest of.
        package var stolen: UInt64
    }

    /// What one process uses.
    package struct ProcessUse: Hashable, Sendable {
        package var name: String
        package var pid: Int32
        /// Of one processor, over the last seconds: 200 keeps two busy. Nil until there are two readings.
        package var percent: Double?
        /// Since it started, in its own code and in the kernel for it.
        package var userTicks: UInt64
        package var systemTicks: UInt64
        package var threads: Int
        /// Bytes in memory now, and the most that there ever were.
        package var residentBytes: UInt64?
        package var peakBytes: UInt64?
        /// Files and sockets that are open, and how many there may be.
        package var openDescriptors: Int?
        package var descriptorLimit: Int?
    }

    package struct Processors: Hashable, Sendable {
        package var model: String?
        /// "x86_64" or "aarch64".
        package var architecture: String
        /// Processors that the system sees.
        package var count: Int
        /// Processors that may be kept busy, where a container has fewer: 1.5 is one and a half.
        package var limit: Double?
        /// Over 1, 5 and 15 minutes; empty where the system does not tell.
        package var load: [Double]
        /// Of all processors together, 0 to 100, over the last seconds. Nil until there are two readings.
        package var percent: Double?
        package var ticks: Ticks?
        package var ticksPerSecond: Int
    }

    /// In bytes.
    package struct Memory: Hashable, Sendable {
        package var total: UInt64
        /// What programs may still take.
        package var available: UInt64
        /// What the recorder may use, where a container has less.
        package var limit: UInt64?
        package var limitUsed: UInt64?
        package var swapTotal: UInt64
        package var swapFree: UInt64

        package var used: UInt64 { total - min(available, total) }
    }

    /// Since the interface came up.
    package struct Interface: Hashable, Sendable {
        package var name: String
        package var receivedBytes: UInt64
        package var sentBytes: UInt64
        package var receivedPackets: UInt64
        package var sentPackets: UInt64
        package var receiveErrors: UInt64
        package var receiveDrops: UInt64
    }

    package struct Network: Hashable, Sendable {
        /// By name, without the loopback.
        package var interfaces: [Interface]
        /// Of all together.
        package var receivedBytes: UInt64
        package var sentBytes: UInt64
        /// Over the last seconds; nil until there are two readings.
        package var receivedBytesPerSecond: Double?
        package var sentBytesPerSecond: Double?
    }

    /// In bytes.
    package struct Disk: Hashable, Sendable {
        /// The volume's; the path stays here.
        package var name: String
        package var total: UInt64
        package var used: UInt64
        /// That this program may use.
        package var free: UInt64
        /// "ext4", "nfs4", …
        package var fileSystem: String?
        package var isReadOnly: Bool
    }

    package var versions: Versions
    package var hostName: String
    package var time: WallTime
    package var startedAt: WallTime
    package var uptime: Duration
    package var machineUptimeSeconds: Double?
    package var processors: Processors
    package var recorder: ProcessUse?
    /// Empty as long as there are none.
    package var workers: [ProcessUse]
    package var memory: Memory?
    package var network: Network
    package var disks: [Disk]
    /// Bytes of the catalogue.
    package var catalogueBytes: Int64?
}
