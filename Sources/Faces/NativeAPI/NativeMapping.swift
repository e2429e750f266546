import Media
import NVR

extension CameraMessage {
    init(_ camera: CameraView) {
        self.init(
            id: camera.id,
            name: camera.name,
            url: camera.url,
            subURL: camera.subURL,
            username: camera.username,
            hasPassword: camera.hasPassword,
            enabled: camera.isEnabled,
            recordAudio: camera.recordsAudio,
            segmentSeconds: camera.segmentSeconds,
            transport: camera.transport,
            subTransport: camera.subTransport,
            sampleInterval: camera.sampleInterval,
            priority: camera.priority,
            certificateFingerprint: camera.certificateFingerprint,
            demo: camera.isDemo,
            createdAt: RFC3339.text(camera.createdAt),
            status: StatusMessage(camera.status)
        )
    }
}

extension StatusMessage {
    init(_ status: CameraStatus) {
        self.init(
            state: status.state.rawValue,
            reason: status.reason,
            since: RFC3339.text(status.since),
            retryAt: status.retryAt.map(RFC3339.text),
            streams: Streams(
                main: status.main.map(StreamStatusMessage.init),
                sub: status.sub.map(StreamStatusMessage.init)
            )
        )
    }
}

extension StreamStatusMessage {
    init(_ stream: CameraStatus.Stream) {
        self.init(
            state: stream.state.rawValue,
            reason: stream.reason,
            video: stream.video.map(TrackMessage.init),
            audio: stream.audio.map(TrackMessage.init),
            frames: stream.frames,
            bytes: stream.bytes,
            bitsPerSecond: stream.bitsPerSecond,
            transport: stream.transport,
            lostPackets: stream.lostPackets,
            packetsLostAtCamera: stream.packetsLostAtCamera,
            damagedUnits: stream.damagedUnits,
            sessions: stream.sessions,
            remarks: stream.remarks,
            lastFrameAt: stream.lastFrameAt.map(RFC3339.text)
        )
    }
}

extension TrackMessage {
    init(_ format: TrackFormat) {
        self.init(codec: format.codec.codecString, name: format.codec.name)
        width = format.pictureSize?.width
        height = format.pictureSize?.height
        sampleRate = format.codec.sound?.sampleRate
        channels = format.codec.sound?.channels
    }
}

extension CameraDraft {
    init(_ message: NewCameraMessage) {
        self.init(name: message.name, url: message.url)
        identifier = message.id
        subURL = message.subURL
        username = message.username
        password = message.password
        isEnabled = message.enabled ?? true
        recordsAudio = message.recordAudio ?? true
        segmentSeconds = message.segmentSeconds
        transport = message.transport
        subTransport = message.subTransport
        sampleInterval = message.sampleInterval ?? 1
        priority = message.priority ?? CameraDraft.usualPriority
        certificateFingerprint = message.certificateFingerprint
    }
}

extension RecordingMessage {
    init(_ recording: RecordingView) {
        self.init(
            id: recording.id,
            camera: recording.camera,
            stream: recording.stream,
            start: RFC3339.text(recording.start),
            end: RFC3339.text(recording.end),
            duration: (recording.end - recording.start).inSeconds,
            bytes: recording.bytes,
            videoFrames: recording.videoFrames,
            audioFrames: recording.audioFrames,
            keyFrames: recording.keyFrames,
            open: recording.isOpen,
            endReason: recording.endReason,
            videoCodec: recording.videoCodec,
            audioCodec: recording.audioCodec,
            width: recording.pictureSize?.width,
            height: recording.pictureSize?.height,
            mediaURL: "/api/v1/recordings/\(recording.id)/media"
        )
    }
}

extension CoverageMessage {
    init(_ coverage: CoverageView) {
        self.init(
            camera: coverage.camera,
            stream: coverage.stream,
            from: RFC3339.text(coverage.range.lowerBound),
            to: RFC3339.text(coverage.range.upperBound),
            spans: coverage.spans.map {
                Span(start: RFC3339.text($0.lowerBound), end: RFC3339.text($0.upperBound))
            },
            gaps: coverage.gaps.map {
                Gap(
                    start: RFC3339.text($0.range.lowerBound),
                    end: RFC3339.text($0.range.upperBound),
                    reason: $0.reason,
                    detail: $0.detail
                )
            },
            recordedRatio: coverage.recordedRatio
        )
    }
}

extension HealthMessage {
    init(_ health: RecorderHealth) {
        self.init(
            status: health.problems.isEmpty ? "ok" : "degraded",
            version: health.version,
            time: RFC3339.text(health.time),
            uptime: health.uptime.inSeconds,
            cameras: Cameras(total: health.cameras, recording: health.recording),
            problems: health.problems.map(Problem.init)
        )
    }
}

extension LiveControlMessage {
    init(type: String) { self.type = type }
}
