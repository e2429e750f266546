import Media
import NVR
import Reception

extension MiBeeCameraMessage {
    /// - Parameters:
    ///   - device: nil where it is not known as one of ONVIF.
    ///   - declared: what somebody has said that it sends.
    ///   - lastRecorded: the end of its newest recording.
    init(_ camera: CameraView, _ device: DeviceView?, declared: String?, lastRecorded: WallTime?) {
        let kind = CameraWay.kind(of: camera, device)
        let isHTTP = kind == .http
        let seen = camera.status.main?.video.map(\.mibeeName)
        let last = camera.isRecorded ? camera.status.main?.lastFrameAt ?? lastRecorded : lastRecorded
        self.init(
            id: camera.id,
            name: camera.name,
            protocol: kind.rawValue,
            // Pictures are of one kind, whichever way they come: of an HTTP camera its own word is as good.
            encoding: (isHTTP ? declared ?? seen : seen ?? declared) ?? (isHTTP ? "jpeg" : "h264"),
            url: (device == nil ? camera.connection?.url : device?.connection?.address) ?? "",
            enabled: camera.isEnabled,
            status: camera.status.mibeeState(isRecorded: camera.isRecorded),
            errorDetail: camera.status.code.isEmpty ? nil : camera.status.reason,
            lastSeen: OrNull(last.map(RFC3339.text)),
            retentionDays: camera.retentionDays ?? 0,
            username: camera.connection?.username ?? "",
            hasPassword: camera.connection?.hasPassword ?? false,
            subStreamURL: camera.connection?.subURL ?? "",
            snapshotURL: camera.connection?.snapshotURL ?? "",
            sampleInterval: camera.sampleInterval,
            hlsMaxFPS: camera.hlsFrameRate,
            onvifEndpoint: device?.connection?.address,
            profileToken: device?.mainProfile,
            audioEnabled: camera.recordsAudio,
            recordingEnabled: camera.isRecorded
        )
    }
}

extension TrackFormat {
    /// "h264", "h265" or "mjpeg" of pictures.
    var mibeeName: String {
        switch self {
        case .h264: "h264"
        case .h265: "h265"
        case .jpeg: "mjpeg"
        default: codec.name.lowercased()
        }
    }
}

extension CameraStatus {
    /// "recording", "stopped", "reconnecting" or "error".
    func mibeeState(isRecorded: Bool) -> String {
        guard isRecorded else { return "stopped" }
        switch state {
        case .recording: return "recording"
        case .connecting, .waiting: return "reconnecting"
        // The disk refuses it, where there is a code; else its schedule rests.
        case .watching, .idle: return code.isEmpty ? "stopped" : "error"
        case .disabled, .stopped: return "stopped"
        }
    }
}

extension CameraDraft {
    /// - Throws: `Problem`, INVALID_INPUT.
    init(_ body: MiBeeCameraBody, _ way: CameraWay) throws {
        guard let name = body.name, !name.isEmpty else { throw MiBeeErrors.invalid("name is required") }
        guard let url = body.address(way) else { throw MiBeeErrors.invalid("url is required") }
        try way.check(url)
        self.init(name: name, url: url)
        identifier = body.id.flatMap { $0.isEmpty ? nil : $0 }
        subURL = body.subStreamURL?.nothingIfEmpty
        snapshotURL = body.snapshotURL?.nothingIfEmpty
        username = body.username?.nothingIfEmpty
        password = body.password?.nothingIfEmpty
        isEnabled = body.enabled ?? true
        isRecorded = body.recordingEnabled ?? true
        recordsAudio = body.audioEnabled ?? false
        retentionDays = try body.keptDays ?? nil
        sampleInterval = body.sampleInterval ?? 1
        hlsFrameRate = body.hlsMaxFPS ?? 0
    }
}

extension CameraChange {
    /// All but the address of an ONVIF device, which its link has.
    ///
    /// - Parameter way: how the camera is to be reached.
    init(_ body: MiBeeCameraBody, _ way: CameraWay) throws {
        self.init()
        name = body.name
        if let text = body.address(way) {
            try way.check(text)
            if way.kind != .onvif { url = text }
        }
        if let text = body.subStreamURL { subURL = .some(text.nothingIfEmpty) }
        if let text = body.snapshotURL { snapshotURL = .some(text.nothingIfEmpty) }
        // Empty ones keep what is there: forms send back what they were shown.
        if let text = body.username?.nothingIfEmpty { username = .some(text) }
        if let text = body.password?.nothingIfEmpty { password = .some(text) }
        isEnabled = body.enabled
        isRecorded = body.recordingEnabled
        recordsAudio = body.audioEnabled
        retentionDays = try body.keptDays
        sampleInterval = body.sampleInterval
        hlsFrameRate = body.hlsMaxFPS
    }
}

extension MiBeeCameraBody {
    /// Nil where none is named.
    func address(_ way: CameraWay) -> String? {
        way.kind == .onvif ? (onvifEndpoint ?? url)?.nothingIfEmpty : url?.nothingIfEmpty
    }

    /// As the domain has them: 0 leaves it to the settings.
    fileprivate var keptDays: Int?? {
        get throws {
            guard let retentionDays else { return nil }
            guard retentionDays >= 0 else { throw MiBeeErrors.invalid("retention_days is 0 or more") }
            return .some(retentionDays == 0 ? nil : retentionDays)
        }
    }
}

extension DomainError {
    /// Whether it is the camera that does not do what was asked.
    var isOfCamera: Bool {
        switch kind {
        case .camera, .unsupported: true
        default: false
        }
    }
}

extension MiBeeCameraTestMessage {
    /// One that could not even be asked for its streams.
    init(failing sentence: String, _ way: CameraWay) {
        self.init(
            success: false,
            message: sentence,
            latencyMilliseconds: 0,
            details: Details(
                protocol: way.kind.rawValue,
                encoding: way.encoding,
                latencyMilliseconds: 0,
                framesReceived: 0
            )
        )
    }

    init(_ report: CameraTestReport, _ way: CameraWay) {
        let picture = report.tracks.first { $0.kind == "video" }
        let latency = (report.roundTrip ?? report.connecting ?? report.firstPicture ?? report.duration).inSeconds
        let names = ["H.264": "h264", "H.265": "h265", "MJPEG": way.kind == .http ? way.encoding : "mjpeg"]
        let found = picture.flatMap { names[$0.name] } ?? way.encoding
        self.init(
            success: report.isGood,
            message: report.fault?.sentence ?? "Connection successful",
            latencyMilliseconds: Int((latency * 1000).rounded(.up)),
            details: Details(
                protocol: way.kind.rawValue,
                encoding: found,
                latencyMilliseconds: Int((latency * 1000).rounded(.up)),
                framesReceived: picture?.units ?? 0
            )
        )
    }
}
