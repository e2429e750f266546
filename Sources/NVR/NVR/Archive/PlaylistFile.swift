import Playback

/// A file that a playlist of recordings names, for one reader who may have it.
package struct PlaylistFile: Sendable {
    private let file: VODFile

    init(file: VODFile) { self.file = file }

    /// Bytes; does not change while this value is read.
    package var length: Int64 { file.length }
    package var contentType: String { file.contentType }

    /// Up to `count` bytes at `offset`, at least one.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        do {
            return try await file.read(offset: offset, count: count)
        } catch {
            throw DomainError(error)
        }
    }
}
