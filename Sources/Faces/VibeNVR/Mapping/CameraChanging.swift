import NVR
import Reception

extension CameraDraft {
    /// - Parameter volumes: the ids of volumes by their numbers.
    /// - Throws: `Problem`, 422.
    init(_ body: VibeCameraBody, _ volumes: [Int64: String]) throws {
        guard let name = try body.text("name"), !name.isEmpty else {
            throw VibeErrors.invalid("name", "Field required")
        }
        guard let url = try body.text("rtsp_url"), !url.isEmpty else {
            throw VibeErrors.invalid("rtsp_url", "Field required")
        }
        self.init(name: name, url: url)
        subURL = try body.text("sub_rtsp_url")?.nothingIfEmpty
        transport = try body.text("rtsp_transport")?.nothingIfEmpty
        subTransport = try body.text("sub_rtsp_transport")?.nothingIfEmpty
        isEnabled = try body.bool("is_active") ?? true
        mode = try RecordingWords.mode(try body.text("recording_mode") ?? "Motion Triggered")
        recordsAudio = try body.bool("record_audio") ?? false
        if body.has("max_movie_length") {
            segmentSeconds = RecordingWords.movieLength(try body.integer("max_movie_length"))
        }
        preRoll = try body.integer("captured_before").map { min(max($0, 0), 30) }
        postRoll = try body.integer("captured_after").map { min(max($0, 0), 300) }
        retentionDays = try RecordingWords.days(try body.keptTime ?? "For One Week")
        quotaBytes = try RecordingWords.bytes(try body.number("max_storage_gb") ?? 0, "max_storage_gb")
        volume = try body.volume("storage_profile_id", volumes) ?? nil
        eventVolume = try body.volume("motion_storage_profile_id", volumes) ?? nil
        snapshotVolume = try body.volume("snapshot_storage_profile_id", volumes) ?? nil
    }
}

extension CameraChange {
    /// Only what the body speaks of, and only where it says something else than is shown: forms send back what they were shown.
    ///
    /// - Throws: `Problem`, 422.
    init(_ body: VibeCameraBody, _ camera: CameraView, _ volumes: [Int64: String]) throws {
        self.init()
        if body.has("name") {
            guard let name = try body.text("name") else { throw VibeErrors.invalid("name", "Field required") }
            self.name = name
        }
        if body.has("rtsp_url") {
            guard let text = try body.text("rtsp_url") else { throw VibeErrors.invalid("rtsp_url", "Field required") }
            if text != camera.connection?.url { url = text }
        }
        if let text = try body.optionalText("sub_rtsp_url"), text != camera.connection?.subURL { subURL = .some(text) }
        if let text = try body.optionalText("rtsp_transport"), text != camera.connection?.transport ?? "tcp" {
            transport = .some(text)
        }
        if let text = try body.optionalText("sub_rtsp_transport"), text != camera.connection?.subTransport ?? "tcp" {
            subTransport = .some(text)
        }
        isEnabled = try body.bool("is_active")
        if let word = try body.text("recording_mode"), word != RecordingWords.word(of: camera) {
            mode = try RecordingWords.mode(word)
            subMode = mode
        }
        recordsAudio = try body.bool("record_audio")
        try keep(body, camera, volumes)
    }

    private mutating func keep(_ body: VibeCameraBody, _ camera: CameraView, _ volumes: [Int64: String]) throws {
        if body.has("max_movie_length"), try body.integer("max_movie_length") != camera.segmentSeconds {
            segmentSeconds = .some(RecordingWords.movieLength(try body.integer("max_movie_length")))
        }
        if let seconds = try body.integer("captured_before") { preRoll = .some(min(max(seconds, 0), 30)) }
        if let seconds = try body.integer("captured_after") { postRoll = .some(min(max(seconds, 0), 300)) }
        if let time = try body.keptTime { retentionDays = .some(try RecordingWords.days(time)) }
        if let room = try body.number("max_storage_gb") {
            quotaBytes = .some(try RecordingWords.bytes(room, "max_storage_gb"))
        }
        if let id = try body.volume("storage_profile_id", volumes) { volume = .some(id) }
        if let id = try body.volume("motion_storage_profile_id", volumes) { eventVolume = .some(id) }
        if let id = try body.volume("snapshot_storage_profile_id", volumes) { snapshotVolume = .some(id) }
    }
}

extension VibeCameraBody {
    /// Days may be a number or a text.
    fileprivate var keptTime: String? {
        get throws {
            if let days = self["preserve_movies"]?.asInteger { return String(days) }
            return try text("preserve_movies")?.nothingIfEmpty
        }
    }

    /// Nil where it is not spoken of; nothing in it for the default one.
    fileprivate func volume(_ name: String, _ volumes: [Int64: String]) throws -> String?? {
        guard has(name) else { return nil }
        guard let number = try integer(name), number != 0 else { return .some(nil) }
        guard let id = volumes[Int64(number)] else { throw VibeErrors.invalid(name, "Storage profile not found") }
        return .some(id)
    }
}
