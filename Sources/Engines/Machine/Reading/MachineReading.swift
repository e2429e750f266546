package import Media

/// A child process that works for the program, by the name that people know it by.
package struct WorkerProcess: Hashable, Sendable {
    package var name: String
    package var pid: Int32

    package init(name: String, pid: Int32) {
        self.name = name
        self.pid = pid
    }
}

/// One process at one moment.
package struct ProcessReading: Hashable, Sendable {
    package var ticks: ProcessTicks
    /// Nil where it has just ended, or may not be seen.
    package var memory: ProcessMemory?
    /// Files, sockets and the like that it has open, and how many it may have. Nil where that is not known.
    package var openDescriptors: Int?
    package var descriptorLimit: Int?
}

/// What a container, or a service manager, lets the program use.
package struct ContainerLimits: Hashable, Sendable {
    /// Bytes of memory; nil where the machine is the limit.
    package var memory: UInt64?
    /// Bytes that all within that limit use, with the files that are kept in memory.
    package var memoryUsed: UInt64?
    /// Processors that may be kept busy: 1.5 is one and a half. Nil where the machine is the limit.
    package var processors: Double?

    package init() {}
}

/// The machine and the program at one moment. What the system does not tell is nil.
package struct MachineReading: Hashable, Sendable {
    package var at: MonotonicTime
    package var processors: ProcessorTicks?
    package var load: LoadAverage?
    /// Since the machine, and since the program was started.
    package var uptimeSeconds: Double?
    package var processUptimeSeconds: Double?
    package var memory: MachineMemory?
    package var limits = ContainerLimits()
    /// The program itself.
    package var own: ProcessReading?
    /// Those of the workers that are there, by name.
    package var workers: [String: ProcessReading] = [:]
    /// By name, without the loopback, and without virtual ones where there are others.
    package var interfaces: [String: NetworkCounters] = [:]

    package init(at: MonotonicTime) { self.at = at }

    /// All interfaces together.
    package var network: NetworkCounters { interfaces.values.reduce(NetworkCounters(), +) }

    /// Bytes of memory that the program can count on: the machine's, or less where a container has less.
    package var usableMemory: UInt64? { memory.map { min($0.total, limits.memory ?? .max) } }
}

/// What never changes while the program runs.
package struct MachineFacts: Hashable, Sendable {
    package var system: OperatingSystem
    /// "6.1.0-28-amd64".
    package var kernel: String
    /// "x86_64" or "aarch64".
    package var architecture: String
    package var hostName: String
    /// As its maker prints it; nil where the machine does not say.
    package var processorModel: String?
    /// Processors that the system sees.
    package var processors: Int
    /// Bytes of the machine; what a container may use of it can be less.
    package var memory: UInt64?
}
