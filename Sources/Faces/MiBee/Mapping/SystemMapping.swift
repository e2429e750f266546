import Media
import NVR

extension MiBeeHealthMessage {
    init(_ readiness: Readiness, _ health: PublicHealth) {
        let database = Check(readiness.isCatalogueWritable, "the catalogue takes no rows")
        let storage = Check(readiness.isVolumeWritable, "a disk refuses recordings")
        let isBroken = !readiness.isCatalogueWritable || !readiness.isVolumeWritable
        self.init(
            status: isBroken ? "unhealthy" : health.isWell ? "ok" : "degraded",
            checks: Checks(database: database, storage: storage),
            uptime: MiBeeDuration.text(Int(health.uptime.components.seconds))
        )
    }
}

extension MiBeeHealthMessage.Check {
    fileprivate init(_ isGood: Bool, _ sentence: String) {
        self.init(status: isGood ? "ok" : "error", message: isGood ? "" : sentence)
    }
}

extension MiBeeSystemStatsMessage {
    init(_ info: ServerInfo) {
        let ticks = info.processors.ticks
        let idle = (ticks?.idle ?? 0) + (ticks?.ioWait ?? 0)
        let busy = ticks.map { $0.user + $0.nice + $0.system + $0.interrupts + $0.softInterrupts + $0.stolen } ?? 0
        self.init(
            cpu: Processors(total: idle + busy, idle: idle),
            memory: Memory(
                total: info.memory?.total ?? 0,
                available: info.memory?.available ?? 0,
                processRSS: info.recorder?.residentBytes ?? 0
            ),
            network: Network(bytesSent: info.network.sentBytes, bytesReceived: info.network.receivedBytes),
            uptime: MiBeeDuration.text(Int(info.uptime.components.seconds)),
            timestamp: info.time.nanoseconds / 1_000_000_000
        )
    }
}

extension MiBeeStatsMessage {
    init(_ info: ServerInfo, _ storage: StorageView, cameras: Int) {
        // The first is the one in the data folder.
        let disk = info.disks.first
        self.init(
            totalBytes: disk?.total ?? 0,
            usedBytes: disk?.used ?? 0,
            recordingCount: storage.volumes.reduce(0) { $0 + $1.recordings },
            cameraCount: cameras
        )
    }
}

extension MiBeeTrendsMessage.Day {
    init(_ day: StorageDayView, _ info: ServerInfo) {
        self.init(
            date: day.date,
            totalBytes: info.disks.first?.total ?? 0,
            usedBytes: day.held,
            recordingCount: day.begunSoFar ?? 0,
            recordings: day.begun ?? 0,
            totalSize: day.written
        )
    }
}

extension MiBeeTranscodingMessage {
    /// - Parameter benchmark: nil where no worker could try.
    init(_ benchmark: WorkerBenchmark?, _ workers: WorkersView?, _ info: ServerInfo) {
        let names = benchmark?.encoders ?? []
        var encoders: [String: String] = [:]
        encoders["h264"] = names.first { $0.contains("264") }
        encoders["h265"] = names.first { $0.contains("265") || $0.contains("hevc") }
        let isSupported = encoders["h264"] != nil
        var warnings: [String] = []
        if benchmark == nil {
            warnings.append(workers?.trouble ?? "No worker of this recorder can be asked what it can do.")
        } else if !isSupported {
            warnings.append("FFmpeg was built without an encoder for H.264.")
        }
        if isSupported, encoders["h265"] == nil { warnings.append("There is no encoder for H.265; none is used.") }
        let processor = Device(type: "cpu", name: info.processors.model ?? info.processors.architecture)
        self.init(
            supported: isSupported,
            ffmpegStatus: benchmark == nil ? "not_installed" : "available",
            encoders: encoders,
            warnings: warnings,
            maxConcurrent: benchmark?.sessions ?? 0,
            estimatedFPS: benchmark?.transcodedPerSecond ?? 0,
            totalCores: info.processors.count,
            totalMemoryMB: Int(clamping: (info.memory?.total ?? 0) >> 20),
            h264EncoderType: Self.type(encoders["h264"]),
            h265EncoderType: Self.type(encoders["h265"]),
            devices: [processor] + (workers?.devices ?? []).map { Device(type: "gpu", name: $0) }
        )
    }

    private static func type(_ encoder: String?) -> String {
        guard let encoder else { return "unknown" }
        let isOfHardware = ["vaapi", "qsv", "nvenc", "v4l2m2m", "rkmpp"].contains { encoder.contains($0) }
        return isOfHardware ? "hardware" : "software"
    }
}
