import Playback

/// A file that a playlist of recordings names, for one reader who may have it.
package struct PlaylistFile: Sendable {
    private let file: VODFile
    /// What the reader was given to see of the camera.
    private let viewing: Viewing
    /// Whether a worker has made it for him: its name says no more of its bytes then than what they show.
    package let isMade: Bool

    init(file: VODFile, viewing: Viewing, isMade: Bool = false) {
        self.file = file
        self.viewing = viewing
        self.isMade = isMade
    }

    /// Bytes; does not change while this value is read.
    package var length: Int64 { file.length }
    package var contentType: String { file.contentType }

    /// Up to `count` bytes at `offset`, at least one.
    ///
    /// - Throws: where masks hide something from the reader since he has asked; nothing more is read then.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        let bytes: [UInt8]
        do throws(PlaybackError) {
            bytes = try await file.read(offset: offset, count: count)
        } catch {
            throw DomainError(error)
        }
        try viewing.requireCurrent()
        return bytes
    }
}
