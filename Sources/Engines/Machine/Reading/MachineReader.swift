package import Media

/// Reads how the machine and the program are. Each call opens a dozen small files of the kernel's: well below a
/// millisecond, no disk and no network; but not on an event loop for each request, see ``MachineSampler``.
package struct MachineReader: Sendable {
    private let files: any SystemFiles
    /// Whether to ask for the proportional memory of processes, for which the kernel walks all their pages: about a
    /// millisecond for each hundred megabytes.
    private let measuresProportionalMemory: Bool

    package init(files: any SystemFiles = KernelFiles(), measuresProportionalMemory: Bool = false) {
        self.files = files
        self.measuresProportionalMemory = measuresProportionalMemory
    }

    package func read(now: MonotonicTime, workers: [WorkerProcess] = []) -> MachineReading {
        var reading = MachineReading(at: now)
        reading.processors = files.text(of: "/proc/stat").flatMap(ProcessorTicks.init(stat:))
        reading.load = files.text(of: "/proc/loadavg").flatMap(LoadAverage.init(loadavg:))
        reading.uptimeSeconds = files.text(of: "/proc/uptime").flatMap(Uptime.seconds(uptime:))
        reading.memory = files.text(of: "/proc/meminfo").flatMap(MachineMemory.init(meminfo:))
        reading.limits = limits()
        reading.own = process("self")
        if let own = reading.own, let uptime = reading.uptimeSeconds {
            let start = Double(own.ticks.start) / Double(MachineConstants.ticksPerSecond)
            reading.processUptimeSeconds = max(0, uptime - start)
        }
        for worker in workers {
            reading.workers[worker.name] = process(String(worker.pid))
        }
        reading.interfaces = interfaces()
        return reading
    }

    package func facts() -> MachineFacts {
        let osRelease = files.text(of: "/etc/os-release") ?? files.text(of: "/usr/lib/os-release") ?? ""
        return MachineFacts(
            system: OperatingSystem(osRelease: osRelease),
            kernel: word("/proc/sys/kernel/osrelease"),
            architecture: Self.architecture,
            hostName: word("/proc/sys/kernel/hostname"),
            processorModel: files.text(of: "/proc/cpuinfo").flatMap(ProcessorModel.name(cpuinfo:)),
            processors: files.text(of: "/proc/stat").flatMap(ProcessorTicks.init(stat:))?.processors ?? 0,
            memory: files.text(of: "/proc/meminfo").flatMap(MachineMemory.init(meminfo:))?.total
        )
    }

    #if arch(x86_64)
        private static let architecture = "x86_64"
    #elseif arch(arm64)
        private static let architecture = "aarch64"
    #else
        private static let architecture = "another"
    #endif

    private func word(_ path: String) -> String {
        files.text(of: path).map { String(Substring($0).trimmed) } ?? ""
    }

    // MARK: Parts

    /// - Parameter name: a pid, or "self".
    private func process(_ name: String) -> ProcessReading? {
        let folder = "/proc/\(name)"
        guard let ticks = files.text(of: "\(folder)/stat").flatMap(ProcessTicks.init(stat:)) else { return nil }
        var reading = ProcessReading(ticks: ticks)
        reading.memory = files.text(of: "\(folder)/status").flatMap(ProcessMemory.init(status:))
        if measuresProportionalMemory {
            reading.memory?.proportional = files.text(of: "\(folder)/smaps_rollup")
                .flatMap(ProcessMemory.proportional(smapsRollup:))
        }
        reading.openDescriptors = files.count(in: "\(folder)/fd")
        reading.descriptorLimit = files.text(of: "\(folder)/limits").flatMap(DescriptorLimit.parse(limits:))
        return reading
    }

    private func interfaces() -> [String: NetworkCounters] {
        var all = NetworkCounters.parse(netDev: files.text(of: "/proc/net/dev") ?? "")
        all["lo"] = nil
        // Bridges, tunnels and the ends of containers' cables have no device, and carry what a real one carries too. In
        // a container there are no others.
        let real = all.filter { files.exists("/sys/class/net/\($0.key)/device") }
        return real.isEmpty ? all : real
    }

    private func limits() -> ContainerLimits {
        var limits = ContainerLimits()
        guard let groups = files.text(of: "/proc/self/cgroup") else { return limits }
        if let group = ControlGroup(of: "memory", cgroup: groups) {
            for folder in group.folders {
                let isOne = group.version == .one
                let names =
                    isOne ? ("memory.limit_in_bytes", "memory.usage_in_bytes") : ("memory.max", "memory.current")
                guard let limit = files.text(of: "\(folder)/\(names.0)").flatMap(ControlGroup.limit),
                    limit < limits.memory ?? .max
                else { continue }
                limits.memory = limit
                limits.memoryUsed = files.text(of: "\(folder)/\(names.1)").flatMap(ControlGroup.limit)
            }
        }
        if let group = ControlGroup(of: "cpu", cgroup: groups) {
            limits.processors = group.folders.compactMap { processors(in: $0, group.version) }.min()
        }
        return limits
    }

    private func processors(in folder: String, _ version: ControlGroup.Version) -> Double? {
        switch version {
        case .two: return files.text(of: "\(folder)/cpu.max").flatMap(ControlGroup.processors(cpuMax:))
        case .one:
            guard let quota = files.text(of: "\(folder)/cpu.cfs_quota_us"),
                let period = files.text(of: "\(folder)/cpu.cfs_period_us")
            else { return nil }
            return ControlGroup.processors(quota: Substring(quota), period: Substring(period))
        }
    }
}
