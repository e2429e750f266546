// A file with pointers: what is read and written lies in arrays and in `Bytes`, whose memory is lent to the one system call
// that fills or empties it, with its own length, and no longer.

import CProcess
import Glibc
import Media
import WorkerChannel

/// The socket to the recorder, used by one thread, which waits in it.
struct WorkerSocket {
    /// The recorder is gone.
    struct Closed: Error {}

    private static let descriptor = Int32(cprocess_channel)

    /// Fills the array anew with what there is, up to its count.
    ///
    /// - Returns: how many bytes came; 0 at the end.
    func read(into buffer: inout [UInt8]) throws(Closed) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(Self.descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else { throw Closed() }
        }
    }

    /// - Throws: ``Closed``.
    func write(_ message: WorkerMessageBytes) throws {
        try message.head.withUnsafeBytes { try write($0) }
        try message.payload?.withUnsafeBytes { try write($0) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(Closed) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.write(Self.descriptor, part.baseAddress, part.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw Closed()
            }
        }
    }
}
