import Media
import NVR
import Reception

extension InfoMessage {
    init(_ info: ServerInfo) {
        self.init(
            versions: Versions(
                nightjar: info.versions.nightjar,
                swift: info.versions.swift,
                system: info.versions.system,
                kernel: info.versions.kernel,
                libraries: info.versions.libraries,
                workerFFmpeg: info.versions.workerFFmpeg
            ),
            hostName: info.hostName,
            time: RFC3339.text(info.time),
            startedAt: RFC3339.text(info.startedAt),
            uptime: info.uptime.inSeconds,
            machineUptime: info.machineUptimeSeconds,
            processors: Processors(info.processors),
            recorder: info.recorder.map(Program.init),
            workers: info.workers.map(Program.init),
            memory: info.memory.map(Memory.init),
            network: Network(info.network),
            disks: info.disks.map(Disk.init),
            catalogueBytes: info.catalogueBytes
        )
    }
}

extension InfoMessage.Processors {
    fileprivate init(_ processors: ServerInfo.Processors) {
        self.init(
            model: processors.model,
            architecture: processors.architecture,
            count: processors.count,
            limit: processors.limit,
            load: processors.load,
            percent: processors.percent,
            ticks: processors.ticks.map { ticks in
                InfoMessage.Ticks(
                    user: ticks.user,
                    nice: ticks.nice,
                    system: ticks.system,
                    idle: ticks.idle,
                    ioWait: ticks.ioWait,
                    interrupts: ticks.interrupts,
                    softInterrupts: ticks.softInterrupts,
                    stolen: ticks.stolen
                )
            },
            ticksPerSecond: processors.ticksPerSecond
        )
    }
}

extension InfoMessage.Program {
    fileprivate init(_ use: ServerInfo.ProcessUse) {
        self.init(
            name: use.name,
            pid: use.pid,
            percent: use.percent,
            userTicks: use.userTicks,
            systemTicks: use.systemTicks,
            threads: use.threads,
            residentBytes: use.residentBytes,
            peakBytes: use.peakBytes,
            openDescriptors: use.openDescriptors,
            descriptorLimit: use.descriptorLimit
        )
    }
}

extension InfoMessage.Memory {
    fileprivate init(_ memory: ServerInfo.Memory) {
        self.init(
            total: memory.total,
            used: memory.used,
            available: memory.available,
            limit: memory.limit,
            limitUsed: memory.limitUsed,
            swapTotal: memory.swapTotal,
            swapFree: memory.swapFree
        )
    }
}

extension InfoMessage.Network {
    fileprivate init(_ network: ServerInfo.Network) {
        self.init(
            receivedBytes: network.receivedBytes,
            sentBytes: network.sentBytes,
            receivedBytesPerSecond: network.receivedBytesPerSecond,
            sentBytesPerSecond: network.sentBytesPerSecond,
            interfaces: network.interfaces.map { interface in
                InfoMessage.Interface(
                    name: interface.name,
                    receivedBytes: interface.receivedBytes,
                    sentBytes: interface.sentBytes,
                    receivedPackets: interface.receivedPackets,
                    sentPackets: interface.sentPackets,
                    receiveErrors: interface.receiveErrors,
                    receiveDrops: interface.receiveDrops
                )
            }
        )
    }
}

extension InfoMessage.Disk {
    fileprivate init(_ disk: ServerInfo.Disk) {
        self.init(
            name: disk.name,
            total: disk.total,
            used: disk.used,
            free: disk.free,
            fileSystem: disk.fileSystem,
            readOnly: disk.isReadOnly
        )
    }
}
