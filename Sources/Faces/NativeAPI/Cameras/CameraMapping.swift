import Media
import NVR
import OpenAPI
import Reception

extension CameraMessage {
    init(_ camera: CameraView, for principal: Principal) {
        let connection = camera.connection
        self.init(
            id: camera.id,
            name: camera.name,
            url: connection?.url,
            subURL: connection?.subURL,
            snapshotURL: connection?.snapshotURL,
            username: connection?.username,
            hasPassword: connection?.hasPassword,
            transport: connection?.transport,
            subTransport: connection?.subTransport,
            certificateFingerprint: connection?.certificateFingerprint,
            enabled: camera.isEnabled,
            record: camera.isRecorded,
            mode: camera.mode,
            subMode: camera.subMode,
            schedule: camera.schedule,
            subSchedule: camera.subSchedule,
            preRollSeconds: camera.preRoll,
            postRollSeconds: camera.postRoll,
            eventMaxSeconds: camera.longestEvent,
            connect: camera.connect,
            recordAudio: camera.recordsAudio,
            segmentSeconds: camera.segmentSeconds,
            sampleInterval: camera.sampleInterval,
            priority: camera.priority,
            hlsEnabled: camera.offersHLS,
            hlsMaxFPS: camera.hlsFrameRate,
            maskRecordings: camera.masksRecordings,
            retentionDays: camera.retentionDays,
            eventRetentionDays: camera.eventRetentionDays,
            quotaBytes: camera.quotaBytes,
            volume: camera.volume,
            subVolume: camera.subVolume,
            eventVolume: camera.eventVolume,
            snapshotVolume: camera.snapshotVolume,
            demo: camera.isDemo,
            createdAt: RFC3339.text(camera.createdAt),
            status: StatusMessage(camera.status),
            permissions: Action.allCases.filter { Policy.may(principal, $0, .camera(camera.id)) }.map(\.rawValue)
        )
    }
}

extension StatusMessage {
    init(_ status: CameraStatus) {
        self.init(
            state: status.state.rawValue,
            code: status.code,
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
            code: stream.code,
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
            lastFrameAt: stream.lastFrameAt.map(RFC3339.text),
            manualUntil: stream.manualUntil.map(RFC3339.text)
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
        snapshotURL = message.snapshotURL
        username = message.username
        password = message.password
        isEnabled = message.enabled ?? true
        isRecorded = message.record ?? true
        mode = message.mode
        subMode = message.subMode
        schedule = message.schedule
        subSchedule = message.subSchedule
        preRoll = message.preRollSeconds
        postRoll = message.postRollSeconds
        longestEvent = message.eventMaxSeconds
        connect = message.connect ?? CameraDraft.usualConnect
        recordsAudio = message.recordAudio ?? true
        segmentSeconds = message.segmentSeconds
        transport = message.transport
        subTransport = message.subTransport
        sampleInterval = message.sampleInterval ?? 1
        priority = message.priority ?? CameraDraft.usualPriority
        offersHLS = message.hlsEnabled ?? true
        hlsFrameRate = message.hlsMaxFPS ?? 0
        masksRecordings = message.maskRecordings ?? false
        retentionDays = message.retentionDays
        eventRetentionDays = message.eventRetentionDays
        quotaBytes = message.quotaBytes
        volume = message.volume
        subVolume = message.subVolume
        eventVolume = message.eventVolume
        snapshotVolume = message.snapshotVolume
        certificateFingerprint = message.certificateFingerprint
    }
}

extension CameraChange {
    init(_ message: CameraPatchMessage) {
        self.init()
        name = message.name.value
        url = message.url.value
        subURL = message.subURL.value
        snapshotURL = message.snapshotURL.value
        username = message.username.value
        password = message.password.value
        isEnabled = message.enabled.value
        isRecorded = message.record.value
        mode = message.mode.value
        subMode = message.subMode.value
        schedule = message.schedule.value
        subSchedule = message.subSchedule.value
        preRoll = message.preRollSeconds.value
        postRoll = message.postRollSeconds.value
        longestEvent = message.eventMaxSeconds.value
        connect = message.connect.value
        recordsAudio = message.recordAudio.value
        segmentSeconds = message.segmentSeconds.value
        transport = message.transport.value
        subTransport = message.subTransport.value
        sampleInterval = message.sampleInterval.value
        priority = message.priority.value
        offersHLS = message.hlsEnabled.value
        hlsFrameRate = message.hlsMaxFPS.value
        masksRecordings = message.maskRecordings.value
        retentionDays = message.retentionDays.value
        eventRetentionDays = message.eventRetentionDays.value
        quotaBytes = message.quotaBytes.value
        volume = message.volume.value
        subVolume = message.subVolume.value
        eventVolume = message.eventVolume.value
        snapshotVolume = message.snapshotVolume.value
        certificateFingerprint = message.certificateFingerprint.value
    }
}
