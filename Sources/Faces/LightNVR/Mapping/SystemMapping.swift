import Foundation
import Media
import NVR
import Reception

extension LightSystemMessage {
    init(_ info: ServerInfo, _ storage: StorageView, cameras: [CameraView], retentionDays: Int) {
        let bytes = storage.volumes.reduce(Int64(0)) { $0 + $1.bytes }
        // The first is the one in the data folder.
        let disk = info.disks.first
        let (memory, room) = (Room(memory: info), Room(total: disk?.total ?? 0, free: disk?.free ?? 0))
        self.init(
            version: info.versions.nightjar,
            cpu: Processors(
                model: info.processors.model ?? info.processors.architecture,
                cores: info.processors.count,
                usage: ((info.processors.percent ?? 0) * 10).rounded() / 10
            ),
            memory: Room(total: memory.total, used: info.recorder?.residentBytes ?? 0, free: memory.free),
            systemMemory: memory,
            threads: info.recorder?.threads ?? 0,
            uptime: info.uptime.components.seconds,
            disk: Room(total: room.total, used: UInt64(max(0, bytes)), free: room.free),
            systemDisk: room,
            retentionDays: retentionDays,
            versions: Versions(items: Self.versions(info)),
            network: Network(interfaces: info.network.interfaces.map { Interface(name: $0.name) }),
            streams: Streams(
                active: cameras.count { ["connected", "error"].contains($0.lightStatus) },
                total: cameras.count
            ),
            recordings: Recordings(count: storage.volumes.reduce(0) { $0 + $1.recordings }, size: bytes)
        )
    }

    private static func versions(_ info: ServerInfo) -> [Version] {
        var items = [
            Version(name: "Nightjar", category: "application", version: info.versions.nightjar),
            Version(name: "Operating system", category: "system", version: info.versions.system),
            Version(name: "Kernel", category: "system", version: info.versions.kernel),
            Version(name: "Swift", category: "library", version: info.versions.swift),
        ]
        for (name, version) in info.versions.libraries.sorted(by: { $0.key < $1.key }) {
            items.append(Version(name: name, category: "library", version: version))
        }
        if let version = info.versions.workerFFmpeg {
            items.append(Version(name: "FFmpeg", category: "library", version: version))
        }
        return items
    }
}

extension LightSystemMessage.Room {
    fileprivate init(memory info: ServerInfo) {
        let memory = info.memory
        self.init(total: memory?.total ?? 0, used: memory?.used ?? 0, free: memory?.available ?? 0)
    }

    fileprivate init(total: UInt64, free: UInt64) {
        self.init(total: total, used: total - min(free, total), free: free)
    }
}

extension LightHealthMessage {
    init(_ readiness: Readiness, _ health: PublicHealth, in zone: TimeZone) {
        let isWorking = readiness.isCatalogueWritable && readiness.isVolumeWritable
        self.init(
            healthy: isWorking,
            status: !isWorking ? "critical" : health.isWell ? "healthy" : "degraded",
            uptime: health.uptime.components.seconds,
            timestamp: LightTime.local(health.time, in: zone)
        )
    }
}

extension LightLogMessage {
    init(_ entry: LogEntry, in zone: TimeZone) {
        let fields = entry.fields.map { "\($0.name)=\($0.value)" }
        self.init(
            timestamp: LightTime.local(entry.time, in: zone, isFine: true),
            level: LightLevel(entry.level).rawValue.uppercased(),
            message: ([entry.message] + fields).joined(separator: " ")
        )
    }
}

extension LightICEMessage {
    /// No stranger is asked by default. A relay is told of with its password, or not at all.
    init(_ settings: Settings) {
        var servers: [Server] = []
        let stun = settings.value(\.ice.stunServers)
        if !stun.isEmpty { servers.append(Server(urls: stun)) }
        let turn = settings.value(\.ice.turnServers)
        if !turn.isEmpty, let username = settings.value(\.ice.turnUsername),
            let password = settings.secret(\.ice.turnPassword)
        {
            servers.append(Server(urls: turn, username: username, credential: password))
        }
        self.init(servers: servers)
    }
}
