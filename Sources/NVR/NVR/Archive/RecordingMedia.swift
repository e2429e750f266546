import Playback

/// The bytes of a recording, for one reader who may have them.
package struct RecordingMedia: Sendable {
    package let recording: RecordingView
    private let file: RecordingFile

    init(recording: RecordingView, file: RecordingFile) {
        self.recording = recording
        self.file = file
    }

    /// Bytes; does not change while this value is read.
    package var length: Int64 { file.length }

    /// Up to `count` bytes at `offset`, at least one.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        try await file.read(offset: offset, count: count)
    }
}
