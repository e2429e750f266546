import Media
import NVR
import Reception

extension LightMotionBody {
    private static let usualBefore = 5
    private static let usualAfter = 10
    private static let usualLongest = 300
    private static let usualDays = 7

    /// What the recorder is to do: what is left out is as the document has it.
    ///
    /// - Throws: `Problem`, 400.
    func change(isEnabled: Bool) throws -> MotionRecordingChange {
        let days = retentionDays ?? Self.usualDays
        guard (0...365).contains(days) else { throw LightErrors.invalid("retention_days must be between 0 and 365") }
        var change = MotionRecordingChange(isEnabled: isEnabled)
        change.preRoll = preBuffer ?? Self.usualBefore
        change.postRoll = postBuffer ?? Self.usualAfter
        change.longestEvent = longestFile ?? Self.usualLongest
        change.retentionDays = days
        return change
    }

    /// What is kept of it beside that.
    var motion: StreamTraits.Motion {
        StreamTraits.Motion(
            isEnabled: enabled?.isOn ?? true,
            codec: codec?.nothingIfEmpty ?? LightMotionMessage.usualCodec,
            quality: quality?.nothingIfEmpty ?? LightMotionMessage.usualQuality
        )
    }
}

extension LightMotionMessage {
    fileprivate static let usualCodec = "h264"
    fileprivate static let usualQuality = "medium"

    init(_ motion: MotionRecording, _ kept: StreamTraits.Motion?, _ camera: CameraView, stream: String) {
        self.init(
            streamName: stream,
            enabled: kept?.isEnabled ?? motion.isEnabled,
            preBuffer: motion.preRoll,
            postBuffer: motion.postRoll,
            longestFile: motion.longestEvent,
            codec: kept?.codec.nothingIfEmpty ?? Self.usualCodec,
            quality: kept?.quality.nothingIfEmpty ?? Self.usualQuality,
            // Its own, where it has one: what counts is never less than of other recordings.
            retentionDays: camera.eventRetentionDays ?? motion.retentionDays
        )
    }
}

extension LightMotionStatsMessage {
    init(_ motion: MotionRecording, isEnabled: Bool, stream: String) {
        self.init(
            streamName: stream,
            totalRecordings: motion.clips,
            totalBytes: motion.bytes,
            totalMB: motion.bytes.inMegabytes,
            oldest: motion.oldest?.unixSeconds ?? 0,
            newest: motion.newest?.unixSeconds ?? 0,
            totalEvents: motion.events,
            enabled: isEnabled
        )
    }
}

extension LightMotionRecordingsMessage.Recording {
    init(_ recording: RecordingView, number: Int64) {
        self.init(
            id: number,
            filePath: recording.key,
            timestamp: recording.start.unixSeconds,
            startTime: LightTime.text(recording.start),
            endTime: LightTime.text(recording.end),
            sizeBytes: recording.bytes,
            sizeMB: recording.bytes.inMegabytes
        )
    }
}

extension LightMotionStorageMessage {
    init(_ all: [MotionRecording], _ disk: ServerInfo.Disk?) {
        let bytes = all.reduce(Int64(0)) { $0 + $1.bytes }
        let (total, free) = (disk?.total ?? 0, disk?.free ?? 0)
        let used = total > 0 ? Double(total - min(free, total)) / Double(total) * 100 : 0
        self.init(
            totalRecordings: all.reduce(0) { $0 + $1.clips },
            totalBytes: bytes,
            totalMB: bytes.inMegabytes,
            totalGB: (bytes.inMegabytes / 1024 * 100).rounded() / 100,
            oldest: all.compactMap(\.oldest).min()?.unixSeconds ?? 0,
            newest: all.compactMap(\.newest).max()?.unixSeconds ?? 0,
            diskTotal: total,
            diskAvailable: free,
            diskUsed: (used * 10).rounded() / 10
        )
    }
}

extension Int64 {
    /// To a hundredth.
    fileprivate var inMegabytes: Double { (Double(self) / 1_048_576 * 100).rounded() / 100 }
}
