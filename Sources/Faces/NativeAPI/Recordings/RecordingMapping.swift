import Media
import NVR
import Reception

extension RecordingMessage {
    init(_ recording: RecordingView) {
        let pauses = zip(recording.parts, recording.parts.dropFirst()).map { before, after in
            Pause(start: RFC3339.text(before.upperBound), end: RFC3339.text(after.lowerBound))
        }
        self.init(
            id: recording.id,
            camera: recording.camera,
            stream: recording.stream,
            start: RFC3339.text(recording.start),
            end: RFC3339.text(recording.end),
            duration: recording.duration.inSeconds,
            bytes: recording.bytes,
            videoFrames: recording.videoFrames,
            audioFrames: recording.audioFrames,
            keyFrames: recording.keyFrames,
            open: recording.isOpen,
            protected: recording.isProtected,
            event: recording.isEvent,
            merged: recording.isMerged,
            pauses: pauses.isEmpty ? nil : pauses,
            retentionDays: recording.retentionDays,
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
                    missing: $0.missing.inSeconds,
                    reason: $0.reason,
                    detail: $0.detail
                )
            },
            recordedRatio: coverage.recordedRatio
        )
    }
}
