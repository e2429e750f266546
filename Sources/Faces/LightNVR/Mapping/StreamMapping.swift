import Media
import NVR

/// What a stream is made of.
struct StreamParts {
    var camera: CameraView
    var name: String
    var number: Int64
    /// Nil where it is not known as one of ONVIF.
    var device: DeviceView?
    var traits: StreamTraits
    /// What somebody has said that it sends.
    var codec: String?
}

extension LightStreamMessage {
    init(_ parts: StreamParts, _ settings: Settings) {
        let (camera, traits) = (parts.camera, parts.traits)
        let picture = ShownPicture(parts)
        let connection = camera.connection
        let rules = ShownRules(parts, settings)
        self.init(
            id: parts.number,
            name: parts.name,
            url: connection?.url ?? "",
            enabled: camera.isEnabled,
            streamingEnabled: camera.offersHLS,
            width: picture.width,
            height: picture.height,
            fps: picture.rate,
            codec: picture.codec,
            priority: camera.priority,
            record: camera.isLightRecorded,
            segmentDuration: rules.segment,
            protocol: connection?.transport == "udp" ? 1 : 0,
            recordAudio: camera.recordsAudio,
            detectionBasedRecording: parts.isDetecting ? 1 : 0,
            detectionModel: rules.model,
            detectionThreshold: rules.threshold,
            detectionInterval: rules.interval,
            preDetectionBuffer: rules.before,
            postDetectionBuffer: rules.after,
            detectionAPIURL: rules.server,
            isONVIF: parts.device != nil,
            onvifUsername: connection?.username ?? "",
            onvifProfile: rules.profile,
            onvifPort: rules.port,
            ptzEnabled: parts.isSteerable,
            backchannelEnabled: traits.talksBack == true,
            bufferStrategy: rules.buffering,
            retentionDays: rules.days,
            detectionRetentionDays: rules.eventDays,
            maxStorageMB: rules.megabytes,
            hasSubStream: connection?.subURL != nil,
            status: camera.lightStatus,
            state: camera.lightState,
            errorMessage: camera.lightStatus == "error" ? camera.status.reason : nil
        )
    }

    /// As the product spells codecs.
    static func spelled(_ codec: String) -> String { codec == "h265" ? "hevc" : codec }
}

/// What is shown of a stream's pictures: what comes, and before anything has come what was said.
private struct ShownPicture {
    let width: Int
    let height: Int
    let rate: Double
    let codec: String

    init(_ parts: StreamParts) {
        let video = parts.camera.status.main?.video
        let said = parts.traits.picture
        width = video?.pictureSize?.width ?? said.width ?? 0
        height = video?.pictureSize?.height ?? said.height ?? 0
        rate = video?.lightRate ?? said.framesPerSecond ?? 0
        codec = video?.lightName ?? parts.codec.map(LightStreamMessage.spelled) ?? ""
    }
}

/// What counts for a stream, of its own or by the settings.
private struct ShownRules {
    let segment: Int
    let model: String
    let threshold: Double
    let interval: Int
    let before: Int
    let after: Int
    let server: String
    let profile: String
    let port: Int
    let buffering: String
    let days: Int
    let eventDays: Int
    let megabytes: Int64

    init(_ parts: StreamParts, _ settings: Settings) {
        let (camera, traits) = (parts.camera, parts.traits)
        segment = camera.segmentSeconds ?? settings.value(\.recording.segmentSeconds)
        model = traits.detection.model ?? ""
        threshold = traits.detection.threshold ?? settings.value(\.detection.threshold)
        interval = traits.detection.interval ?? settings.value(\.detection.interval)
        before = camera.preRoll ?? settings.value(\.recording.preRoll)
        after = camera.postRoll ?? settings.value(\.recording.postRoll)
        server = traits.detection.server ?? ""
        profile = parts.device?.mainProfile ?? traits.profile ?? ""
        port = traits.devicePort ?? 0
        buffering = traits.buffering ?? "auto"
        days = camera.retentionDays ?? settings.value(\.storage.retentionDays)
        eventDays = camera.eventRetentionDays ?? -1
        megabytes = (camera.quotaBytes ?? 0) >> 20
    }
}

extension StreamParts {
    /// What is detected begins recordings, or would be drawn into those that go on anyway.
    var isDetecting: Bool { camera.mode == "event" || (traits.detection.isWanted ?? false) }

    /// Whether the head may be turned: as somebody has said, or else where the device has one.
    var isSteerable: Bool { traits.isSteerable ?? (device?.facts?.movement != nil) }
}

extension CameraView {
    /// Whether it is recorded whatever happens; clips of events are the document's detection.
    var isLightRecorded: Bool { mode == "continuous" || mode == "schedule" }

    var lightStatus: String {
        switch status.state {
        case .disabled: "disabled"
        case .connecting: "connecting"
        case .recording: "connected"
        // The disk refuses it, where there is a code.
        case .watching: status.code.isEmpty ? "connected" : "error"
        case .waiting: "reconnecting"
        case .idle, .stopped: "disconnected"
        }
    }

    var lightState: String {
        switch lightStatus {
        case "connected": "Running"
        case "connecting": "Starting"
        case "reconnecting": "Reconnecting"
        case "error": "Error"
        default: "Stopped"
        }
    }
}

extension TrackFormat {
    /// "h264", "hevc" or "mjpeg" of pictures.
    var lightName: String {
        switch self {
        case .h264: "h264"
        case .h265: "hevc"
        case .jpeg: "mjpeg"
        default: codec.name.lowercased()
        }
    }

    /// Pictures a second, to a hundredth; nil where that is not told.
    var lightRate: Double? {
        guard usualDuration > 0 else { return nil }
        return (Double(timescale) / Double(usualDuration) * 100).rounded() / 100
    }
}

extension LightRetentionMessage {
    init(_ camera: CameraView, name: String, message: String? = nil) {
        self.init(
            streamName: name,
            retentionDays: camera.retentionDays ?? -1,
            detectionRetentionDays: camera.eventRetentionDays ?? -1,
            maxStorageMB: (camera.quotaBytes ?? 0) >> 20,
            message: message
        )
    }
}

extension LightTestMessage {
    init(_ report: CameraTestReport) {
        guard report.isGood, let picture = report.tracks.first(where: { $0.kind == "video" }) else {
            let sentence = report.fault?.sentence ?? "The stream has no pictures."
            self.init(success: false, message: sentence, info: nil)
            return
        }
        let names = ["H.264": "h264", "H.265": "hevc", "MJPEG": "mjpeg"]
        self.init(
            success: true,
            message: nil,
            info: Information(
                width: picture.pictureSize?.width ?? 0,
                height: picture.pictureSize?.height ?? 0,
                fps: Int((picture.framesPerSecond ?? 0).rounded()),
                codec: names[picture.name] ?? picture.name.lowercased()
            )
        )
    }
}
