import HTTPServing
import Media
import NVR
import Reception

extension LightRecordingMessage {
    init(_ recording: RecordingView, number: Int64, stream: String) {
        let seconds = recording.duration.inSeconds
        self.init(
            id: number,
            stream: stream,
            filePath: recording.key,
            startTime: LightTime.text(recording.start),
            endTime: LightTime.text(recording.end),
            startUnix: recording.start.unixSeconds,
            endUnix: recording.end.unixSeconds,
            duration: (seconds * 1000).rounded() / 1000,
            size: LightSize.text(recording.bytes),
            sizeBytes: recording.bytes,
            captureMethod: recording.isEvent ? "detection" : "continuous",
            hasDetection: recording.isEvent,
            protected: recording.isProtected
        )
    }
}

extension RecordingBatch.Filter {
    /// - Throws: `Problem`, 400 for what makes no sense, 404 for a stream that is not there.
    init(_ filter: LightBatchDeleteBody.Filter, _ book: StreamBook) throws {
        self.init()
        if let name = (filter.stream ?? filter.streamName)?.nothingIfEmpty {
            guard let id = book.camera(name) ?? book.cameras(name).first else { throw LightSubject.stream.missing }
            camera = id
        }
        from = try Self.time(filter.start, "start", isEnd: false)
        to = try Self.time(filter.end, "end", isEnd: true)
        if let detection = filter.detection, detection != 0 { kind = detection > 0 ? "event" : "continuous" }
        guard camera != nil || from != nil || to != nil || kind != nil else {
            throw LightErrors.invalid("The filter chooses nothing: name a stream, a time or detection")
        }
        stream = "main"
    }

    private static func time(_ text: String?, _ name: String, isEnd: Bool) throws -> WallTime? {
        guard let text = text?.nothingIfEmpty else { return nil }
        guard let time = LightTime.time(text, isEnd: isEnd) else {
            throw LightErrors.invalid("Invalid \(name) time format")
        }
        return time
    }
}

extension LightProgressMessage {
    init(_ job: JobView) {
        func count(_ name: String) -> Int { job.result[name].flatMap { Int($0) } ?? 0 }
        let (done, failed) = (count("done"), count("refused") + count("unknown"))
        let isOver = job.endedAt != nil
        let status =
            switch job.state {
            case .queued: "pending"
            case .running: "running"
            case .succeeded: "complete"
            case .failed, .cancelled: "error"
            }
        self.init(
            jobID: job.id,
            status: status,
            total: done + failed,
            current: done + failed,
            succeeded: done,
            failed: failed,
            statusMessage: job.sentence,
            complete: isOver,
            errorMessage: status == "error" ? job.sentence : nil
        )
    }
}
