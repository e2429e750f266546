import Playback

/// The bytes of a recording, for one reader who may have them.
package struct RecordingMedia: Sendable {
    package let recording: RecordingView
    private let file: RecordingFile

    /// What he saw of the camera when he asked, which was everything.
    private let viewing: Viewing

    init(recording: RecordingView, file: RecordingFile, viewing: Viewing) {
        self.recording = recording
        self.file = file
        self.viewing = viewing
    }

    /// Bytes; does not change while this value is read.
    package var length: Int64 { file.length }

    /// Up to `count` bytes at `offset`, at least one.
    ///
    /// - Throws: where masks hide something from the reader since he has asked; nothing more is read then.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        let bytes = try await file.read(offset: offset, count: count)
        try viewing.requireCurrent()
        return bytes
    }
}
