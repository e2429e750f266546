import CZlib
import NIOCore

/// Compression with gzip (RFC 1952).
enum Gzip {
    /// The compressed bytes; nil where they would not be fewer.
    ///
    /// - Parameter level: from 1, fast, to 9, small.
    static func compress(_ bytes: ByteBuffer, level: Int32) -> ByteBuffer? {
        guard bytes.readableBytes > 0 else { return nil }
        var result = ByteBuffer()
        // What does not fit into the room of the original is not worth having. The pointers do not leave the closures.
        let written = result.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes.readableBytes) { room in
            bytes.withUnsafeReadableBytes { source in
                czlib_gzip(source.baseAddress, source.count, level, room.baseAddress, bytes.readableBytes)
            }
        }
        return written > 0 && written < bytes.readableBytes ? result : nil
    }
}
