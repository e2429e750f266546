/// A file that a playlist of recordings names.
package struct VODFile: Sendable {
    private enum Content: Sendable {
        case made([UInt8])
        case stored(RangeReader)
    }

    /// Bytes.
    package let length: Int64
    package let contentType: String
    private let content: Content

    package init(_ bytes: [UInt8], contentType: String) {
        length = Int64(bytes.count)
        self.contentType = contentType
        content = .made(bytes)
    }

    init(_ reader: RangeReader, length: Int64, contentType: String) {
        self.length = length
        self.contentType = contentType
        content = .stored(reader)
    }

    /// Up to `count` bytes at `offset`, and at least one, unless `offset` is at or beyond the end or `count` is 0.
    package func read(offset: Int64, count: Int) async throws(PlaybackError) -> [UInt8] {
        guard offset >= 0, offset < length, count > 0 else { return [] }
        let count = min(count, RecordingFile.longestRead)
        switch content {
        case .made(let bytes): return Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)])
        case .stored(let reader): return try await reader.read(offset: offset, count: count)
        }
    }
}
