package import NIOCore

/// Bytes of a known length that can be read from any place: a recording, an export, a file in memory.
package protocol ByteSource: Sendable {
    /// In bytes; does not change while it is read.
    var length: Int64 { get }

    /// Reads up to `count` bytes at `offset`, at least one; both lie within the length.
    func read(offset: Int64, count: Int) async throws -> ByteBuffer
}

/// A byte source in memory.
package struct BufferSource: ByteSource {
    private let buffer: ByteBuffer

    package init(_ buffer: ByteBuffer) { self.buffer = buffer }

    package var length: Int64 { Int64(buffer.readableBytes) }

    package func read(offset: Int64, count: Int) -> ByteBuffer {
        buffer.getSlice(at: buffer.readerIndex + Int(offset), length: count) ?? ByteBuffer()
    }
}

/// A source that gave fewer bytes than its length promised.
package struct ByteSourceEndedEarly: Error, Equatable {
    package let offset: Int64
}
