import Media
import NVR
import Reception

extension MiBeeRecordingMessage {
    init(_ recording: RecordingView) {
        let seconds = recording.duration.inSeconds
        self.init(
            id: recording.id,
            cameraID: recording.camera,
            // Below the folder of its volume, whose place on this machine is nobody's business.
            filePath: recording.key,
            format: recording.pictureFamily ?? "h264",
            startedAt: RFC3339.text(recording.start),
            endedAt: OrNull(recording.isOpen ? nil : RFC3339.text(recording.end)),
            duration: (seconds * 1000).rounded() / 1000,
            fileSize: recording.bytes,
            frameCount: recording.videoFrames,
            merged: recording.isMerged,
            mergeStatus: recording.isMerged ? "merged" : "pending"
        )
    }
}

extension MiBeeRecordingsMessage {
    init(_ places: Archive.Places) {
        self.init(recordings: places.items.map(MiBeeRecordingMessage.init), total: places.total)
    }
}

extension MiBeeFramesMessage.Frame {
    init(_ frame: RecordingFrames.Frame, of recording: RecordingView) {
        let digits = String(frame.index)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        self.init(
            index: frame.index,
            filename: "\(recording.camera)_\(recording.id)_\(padded).jpg",
            size: frame.bytes
        )
    }
}

extension MiBeeArchiveMessage {
    /// Nil where its recordings are not archived, or there are none.
    init?(_ group: ArchiveGroupView) {
        guard let archivedAt = group.archivedAt, group.recordings > 0 else { return nil }
        self.init(
            cameraID: group.camera,
            retentionDays: group.retentionDays,
            recordingsCount: group.recordings,
            totalSizeMB: (group.bytes + 524_288) / 1_048_576,
            id: group.camera,
            name: group.name,
            recordingCount: group.recordings,
            totalSize: group.bytes,
            archivedAt: RFC3339.text(archivedAt),
            archiveRetentionDays: group.retentionDays
        )
    }
}

extension Archive.PlaceQuery {
    private static let largest = 500

    /// - Throws: `Problem`, INVALID_INPUT.
    init(_ call: Call, cameras: Set<String>) throws {
        self.init()
        self.cameras = cameras
        if let camera = try call.query("camera_id")?.nothingIfEmpty { self.cameras = cameras.intersection([camera]) }
        if let format = try call.query("format")?.nothingIfEmpty { codec = format }
        if let text = try call.query("merged")?.nothingIfEmpty { isMerged = text == "true" || text == "1" }
        from = try call.time("start")
        to = try call.time("end")
        // What makes no sense is as if it were left out.
        let wanted = try call.query("limit").flatMap { Int($0) } ?? limit
        limit = wanted > 0 ? min(wanted, Self.largest) : limit
        offset = max(0, try call.query("offset").flatMap { Int($0) } ?? 0)
    }
}
