import Media
import NVR
import Reception

/// What a page of figures is made of.
struct VibeFigures: Sendable {
    var info: ServerInfo
    var storage: StorageView
    var cameras: [CameraView]
    var numbers: [String: Int64]
    var pictures: Int
    var eventsToday: Int
    var workers: WorkersView?
}

extension VibeStatsMessage {
    init(_ figures: VibeFigures, _ settings: Settings) {
        let (info, cameras) = (figures.info, figures.cameras)
        let videos = figures.storage.volumes.reduce(0) { $0 + $1.recordings }
        let troubled = cameras.count { $0.status.state == .waiting }
        let isActive = cameras.contains { $0.isEnabled }
        self.init(
            activeCameras: cameras.count { $0.isEnabled },
            totalErrors: troubled,
            totalEvents: videos + figures.pictures,
            eventsToday: figures.eventsToday,
            videos: videos,
            pictures: figures.pictures,
            storage: Storage(figures),
            resources: Resources(info),
            network: Network(
                received: (info.network.receivedBytesPerSecond ?? 0) * 8 / 1e6,
                sent: (info.network.sentBytesPerSecond ?? 0) * 8 / 1e6
            ),
            engine: Engine(
                status: "ONLINE",
                mqtt: Broker(
                    enabled: settings.value(\.mqtt.isEnabled),
                    host: OrNull(settings.value(\.mqtt.host)),
                    connected: false
                ),
                ai: Detector(initialized: false, hardware: OrNull(settings.value(\.detection.hardware)))
            ),
            details: Self.details(figures),
            systemStatus: !isActive ? "Standby" : troubled > 0 ? "Issues Detected" : "Healthy",
            uptime: Self.uptime(info.uptime),
            acceleration: Acceleration(
                enabled: figures.workers?.devices.isEmpty == false,
                type: OrNull(figures.workers?.devices.first),
                status: figures.workers?.trouble ?? "ready"
            )
        )
    }

    /// "5d 12h 30m"
    static func uptime(_ duration: Duration) -> String {
        let minutes = max(0, duration.components.seconds) / 60
        return "\(minutes / 1440)d \(minutes / 60 % 24)h \(minutes % 60)m"
    }

    private static func details(_ figures: VibeFigures) -> SettingValue {
        func films(_ count: Int, _ bytes: Int64) -> SettingValue {
            .object(["count": .integer(count), "size_gb": .number(RecordingWords.gigabytes(bytes))])
        }
        var cameras: [String: SettingValue] = [:]
        for camera in figures.storage.cameras {
            guard let number = figures.numbers[camera.id] else { continue }
            cameras["\(number)"] = .object([
                "movies": films(camera.recordings, camera.bytes),
                "daily_rate_gb": .number(RecordingWords.gigabytes(camera.bytesPerDay)),
            ])
        }
        let all = figures.storage.volumes
        return .object([
            "global": .object([
                "movies": films(all.reduce(0) { $0 + $1.recordings }, all.reduce(0) { $0 + $1.bytes }),
                "images": .object(["count": .integer(figures.pictures)]),
            ]),
            "cameras": .object(cameras),
        ])
    }
}

extension VibeStatsMessage.Storage {
    fileprivate init(_ figures: VibeFigures) {
        // The first is the one in the data folder.
        let disk = figures.info.disks.first
        let held = figures.storage.volumes.reduce(0) { $0 + $1.bytes }
        let total = Int64(clamping: disk?.total ?? 0)
        self.init(
            total: RecordingWords.gigabytes(total),
            used: RecordingWords.gigabytes(held),
            free: RecordingWords.gigabytes(Int64(clamping: disk?.free ?? 0)),
            percent: total > 0 ? (Double(held) / Double(total) * 1000).rounded() / 10 : 0,
            dailyRate: RecordingWords.gigabytes(figures.storage.cameras.reduce(0) { $0 + $1.bytesPerDay })
        )
    }
}

extension VibeStatsMessage.Resources {
    fileprivate init(_ info: ServerInfo) {
        func megabytes(_ bytes: UInt64?) -> Double { RecordingWords.megabytes(Int64(clamping: bytes ?? 0)) }
        func percent(_ number: Double?) -> Double { ((number ?? 0) * 10).rounded() / 10 }
        let own = megabytes(info.recorder?.residentBytes)
        let workers = info.workers.reduce(0.0) { $0 + megabytes($1.residentBytes) }
        self.init(
            processors: percent(info.processors.percent),
            memory: own + workers,
            backendProcessors: percent(info.recorder?.percent),
            backendMemory: own,
            engineProcessors: percent(info.workers.reduce(0) { $0 + ($1.percent ?? 0) }),
            engineMemory: workers
        )
    }
}
