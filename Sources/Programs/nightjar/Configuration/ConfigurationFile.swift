import Cryptography
import Media
import NVR
import Yams

/// Reads `nightjar.yaml`. Strict: a key that is not known is an error, because a misspelt one would silently do nothing.
struct ConfigurationFile {
    /// - Parameter name: the file's path, for messages.
    static func parse(_ text: String, name: String) throws(ConfigurationError) -> ServerConfiguration {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(description: "\(name) is not valid YAML: \(firstLine(of: error)).")
        }
        var configuration = ServerConfiguration()
        guard let root, root.null == nil else { return configuration }
        var section = try ConfigurationSection(root, file: name, path: "")
        if let value = try section.string("data_dir") { configuration.dataDirectory = value }
        if let value = try section.bool("allow_loopback_cameras") { configuration.allowLoopbackCameras = value }
        configuration.volumeRoots = try section.strings("volume_roots")
        configuration.allowedHosts = try hosts(&section)
        configuration.trustedProxies = try proxies(&section)
        if let server = try section.section("rtsp_server") { try readRTSPServer(server, into: &configuration) }
        for item in try section.sections("listeners") {
            configuration.listeners.append(try listener(item, hasProxies: configuration.trustedProxies != .none))
        }
        for item in try section.sections("cameras") { configuration.cameras.append(try camera(item)) }
        try section.finish()
        return configuration
    }

    private static func camera(_ section: ConfigurationSection) throws(ConfigurationError) -> CameraDraft {
        var section = section
        let identifier = try section.string("id")
        let url = try section.required("url")
        let name = try section.string("name") ?? identifier
        guard let name else { throw section.error("needs a name or an id") }
        var camera = CameraDraft(name: name, url: url)
        camera.identifier = identifier
        camera.subURL = try section.string("sub_url")
        camera.snapshotURL = try section.string("snapshot_url")
        camera.username = try section.string("username")
        camera.password = try section.string("password")
        if let value = try section.bool("enabled") { camera.isEnabled = value }
        let records = try section.bool("record")
        camera.isRecorded = records ?? true
        try readRecording(&section, into: &camera)
        let connect = try section.string("connect")
        camera.connect = connect ?? CameraDraft.usualConnect
        if let value = try section.bool("record_audio") { camera.recordsAudio = value }
        camera.segmentSeconds = try section.int("segment_seconds", within: 10...3600)
        camera.transport = try section.string("transport")
        camera.subTransport = try section.string("sub_transport")
        if let value = try section.int("sample_interval", within: 1...3600) { camera.sampleInterval = value }
        if let value = try section.int("priority", within: 1...10) { camera.priority = value }
        camera.certificateFingerprint = try section.string("certificate_fingerprint")
        camera.retentionDays = try section.int("retention_days", within: 0...36_500)
        camera.eventRetentionDays = try section.int("event_retention_days", within: 0...36_500)
        camera.quotaBytes = try section.int("quota_bytes", within: 1...(1 << 53)).map(Int64.init)
        var younger = [records.map { "record=\($0)" }, connect.map { "connect=\($0)" }]
        younger.append(camera.snapshotURL.map { "snapshot_url=\($0)" })
        if let value = try section.bool("hls_enabled") {
            camera.offersHLS = value
            younger.append("hls_enabled=\(value)")
        }
        if let value = try section.int("hls_max_fps", within: 0...120) {
            camera.hlsFrameRate = value
            younger.append("hls_max_fps=\(value)")
        }
        if let value = try section.bool("mask_recordings") {
            camera.masksRecordings = value
            younger.append("mask_recordings=\(value)")
        }
        younger.append(camera.retentionDays.map { "retention_days=\($0)" })
        younger.append(camera.eventRetentionDays.map { "event_retention_days=\($0)" })
        younger.append(camera.quotaBytes.map { "quota_bytes=\($0)" })
        camera.volume = try section.string("volume")
        camera.subVolume = try section.string("sub_volume")
        camera.eventVolume = try section.string("event_volume")
        camera.snapshotVolume = try section.string("snapshot_volume")
        younger.append(camera.volume.map { "volume=\($0)" })
        younger.append(camera.subVolume.map { "sub_volume=\($0)" })
        younger.append(camera.eventVolume.map { "event_volume=\($0)" })
        younger.append(camera.snapshotVolume.map { "snapshot_volume=\($0)" })
        younger += Self.recordingMembers(of: camera)
        try section.finish()
        camera.entryHash = hash(of: camera, younger.compactMap(\.self))
        return camera
    }

    /// Over the entry's members in a fixed order: changes when the entry does.
    ///
    /// - Parameter younger: what the entry says of members that have come later. Entries that say nothing of them must not
    ///   seem to be others than they were.
    private static func hash(of camera: CameraDraft, _ younger: [String]) -> String {
        let members: [String?] = [
            camera.identifier, camera.name, camera.url, camera.subURL, camera.username, camera.password,
            String(camera.isEnabled), String(camera.recordsAudio), camera.segmentSeconds.map(String.init),
            camera.transport, camera.subTransport, String(camera.sampleInterval), String(camera.priority),
            camera.certificateFingerprint,
        ]
        // Length before each member, so that no two entries read the same.
        let text = (members + younger).map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined(separator: ",")
        return Hexadecimal.encode(SHA256.hash(Array(text.utf8)))
    }

    private static func firstLine(of error: any Error) -> String {
        let text = String(describing: error)
        return text.split(separator: "\n").first.map(String.init) ?? text
    }
}
