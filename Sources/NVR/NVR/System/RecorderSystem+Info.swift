import Machine
import Media
import Stream

extension RecorderSystem {
    /// The machine and what the recorder uses of it. Rates are of the last seconds.
    package func info(as principal: Principal) async throws(DomainError) -> ServerInfo {
        try Policy.require(principal, .seeSystem)
        let disks = await volumes.reading()
        let workers = await parts.workers()
        let sample = sample(with: workers)
        let reading = sample.reading
        return ServerInfo(
            versions: ServerInfo.Versions(
                nightjar: parts.version,
                swift: SwiftCompiler.version,
                system: facts.system.name,
                kernel: facts.kernel,
                libraries: parts.libraries,
                workerFFmpeg: workers?.library
            ),
            hostName: facts.hostName,
            time: services.time.wall,
            startedAt: startedAt,
            uptime: services.time.monotonic - started,
            machineUptimeSeconds: reading.uptimeSeconds,
            processors: ServerInfo.Processors(facts, sample),
            recorder: reading.own.map {
                ServerInfo.ProcessUse("nightjar", $0, processors: sample.rates?.ownProcessors)
            },
            workers: reading.workers.sorted { $0.key < $1.key }.map { name, worker in
                ServerInfo.ProcessUse(name, worker, processors: sample.rates?.workerProcessors[name])
            },
            memory: reading.memory.map { ServerInfo.Memory($0, reading.limits) },
            network: ServerInfo.Network(sample),
            disks: disks.disks,
            catalogueBytes: disks.catalogueBytes
        )
    }
}

extension RecorderSystem {
    /// Every reading is of the workers too: whoever asks within a second gets the one that another has made.
    func sample(with workers: WorkersView?) -> MachineSample {
        let pids = (workers?.workers.map(\.pid) ?? []) + (workers?.sessions.map(\.pid) ?? [])
        let processes = pids.map { WorkerProcess(name: "nightjar-worker \($0)", pid: $0) }
        return sampler.sample(now: services.time.monotonic, workers: processes)
    }
}

/// What the program was built with, as far as a program can know.
enum SwiftCompiler {
    #if compiler(>=6.4)
        static let version = "6.4 or newer"
    #elseif compiler(>=6.3)
        static let version = "6.3"
    #else
        static let version = "6.2"
    #endif
}

extension ServerInfo.Processors {
    init(_ facts: MachineFacts, _ sample: MachineSample) {
        let load = sample.reading.load
        self.init(
            model: facts.processorModel,
            architecture: facts.architecture,
            count: facts.processors,
            limit: sample.reading.limits.processors,
            load: load.map { [$0.oneMinute, $0.fiveMinutes, $0.fifteenMinutes] } ?? [],
            percent: sample.rates?.busyRatio.map { $0 * 100 },
            ticks: sample.reading.processors.map(ServerInfo.Ticks.init),
            ticksPerSecond: MachineConstants.ticksPerSecond
        )
    }
}

extension ServerInfo.Ticks {
    init(_ ticks: ProcessorTicks) {
        self.init(
            user: ticks.user,
            nice: ticks.nice,
            system: ticks.system,
            idle: ticks.idle,
            ioWait: ticks.ioWait,
            interrupts: ticks.interrupts,
            softInterrupts: ticks.softInterrupts,
            stolen: ticks.stolen
        )
    }
}

extension ServerInfo.ProcessUse {
    init(_ name: String, _ reading: ProcessReading, processors: Double?) {
        self.init(
            name: name,
            pid: reading.ticks.pid,
            percent: processors.map { $0 * 100 },
            userTicks: reading.ticks.user,
            systemTicks: reading.ticks.system,
            threads: reading.ticks.threads,
            residentBytes: reading.memory?.resident,
            peakBytes: reading.memory?.peak,
            openDescriptors: reading.openDescriptors,
            descriptorLimit: reading.descriptorLimit
        )
    }
}

extension ServerInfo.Memory {
    init(_ memory: MachineMemory, _ limits: ContainerLimits) {
        self.init(
            total: memory.total,
            available: memory.available,
            limit: limits.memory,
            limitUsed: limits.memoryUsed,
            swapTotal: memory.swapTotal,
            swapFree: memory.swapFree
        )
    }
}

extension ServerInfo.Network {
    init(_ sample: MachineSample) {
        let all = sample.reading.network
        self.init(
            interfaces: sample.reading.interfaces.sorted { $0.key < $1.key }.map { name, counters in
                ServerInfo.Interface(
                    name: name,
                    receivedBytes: counters.receivedBytes,
                    sentBytes: counters.sentBytes,
                    receivedPackets: counters.receivedPackets,
                    sentPackets: counters.sentPackets,
                    receiveErrors: counters.receiveErrors,
                    receiveDrops: counters.receiveDrops
                )
            },
            receivedBytes: all.receivedBytes,
            sentBytes: all.sentBytes,
            receivedBytesPerSecond: sample.rates?.receivedBytesPerSecond,
            sentBytesPerSecond: sample.rates?.sentBytesPerSecond
        )
    }
}
