// The only file of this target with raw pointers and bare system calls. What is safe and why:
//
// * A descriptor is owned by exactly one value, which cannot be copied and closes it when it goes. So no number is used
//   after it was closed.
// * `Bytes` promises that its address stays good while the value is kept; `write` keeps the array of pieces for longer
//   than the vectors that point into it.
// * What the kernel is told to write into is as long as the count that it is told.

import CFileSystem
import Glibc
import Media

/// An open file or folder of the system, closed when it is let go.
struct FileDescriptor: ~Copyable, Sendable {
    private let number: Int32

    /// What `errno` was after a failed call.
    struct Failure: Error, Hashable {
        let number: Int32
        static var last: Failure { Failure(number: errno) }
    }

    /// The most pieces that the kernel takes in one call (UIO_MAXIOV).
    private static let mostPieces = 1024

    private init(owning number: Int32) { self.number = number }

    deinit { _ = close(number) }

    /// A folder by a path of the system: links are followed, since this is what an administrator wrote.
    static func folder(path: String) throws(Failure) -> FileDescriptor {
        let number = try retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        return FileDescriptor(owning: number)
    }

    /// A file to be read, by a path of the system.
    static func file(path: String) throws(Failure) -> FileDescriptor {
        // Without O_NONBLOCK a pipe would hang the thread.
        let number = try retrying { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        return FileDescriptor(owning: number)
    }

    /// Something in this folder by a name without slashes; a link is an error.
    func child(_ name: String, flags: Int32, mode: mode_t = 0) throws(Failure) -> FileDescriptor {
        let number = try Self.retrying { openat(self.number, name, flags | O_NOFOLLOW | O_CLOEXEC, mode) }
        return FileDescriptor(owning: number)
    }

    func childFolder(_ name: String) throws(Failure) -> FileDescriptor {
        try child(name, flags: O_RDONLY | O_DIRECTORY)
    }

    func duplicate() throws(Failure) -> FileDescriptor {
        FileDescriptor(owning: try Self.retrying { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    func makeFolder(_ name: String, mode: mode_t) throws(Failure) {
        _ = try Self.retrying { mkdirat(number, name, mode) }
    }

    func removeFile(_ name: String) throws(Failure) { _ = try Self.retrying { unlinkat(number, name, 0) } }

    func removeFolder(_ name: String) throws(Failure) {
        _ = try Self.retrying { unlinkat(number, name, AT_REMOVEDIR) }
    }

    /// Gives a file in this folder another name, in place of what has that name already.
    func rename(_ name: String, to other: String) throws(Failure) {
        _ = try Self.retrying { renameat(number, name, number, other) }
    }

    func length() throws(Failure) -> Int64 {
        var information = stat()
        _ = try Self.retrying { fstat(number, &information) }
        return Int64(information.st_size)
    }

    func isRegularFile() throws(Failure) -> Bool {
        var information = stat()
        _ = try Self.retrying { fstat(number, &information) }
        return information.st_mode & S_IFMT == S_IFREG
    }

    /// Which folder or file of which file system this is: another one after a disk was mounted anew.
    func place() throws(Failure) -> FilePlace {
        var information = stat()
        _ = try Self.retrying { fstat(number, &information) }
        return FilePlace(device: UInt64(information.st_dev), node: UInt64(information.st_ino))
    }

    /// Whether the file system that it lies on may not be written to.
    func isOnReadOnlySystem() throws(Failure) -> Bool {
        var information = statvfs()
        _ = try Self.retrying { fstatvfs(number, &information) }
        return UInt(information.f_flag) & UInt(ST_RDONLY) != 0
    }

    func synchronizeData() throws(Failure) { _ = try Self.retrying { fdatasync(number) } }

    func synchronize() throws(Failure) { _ = try Self.retrying { fsync(number) } }

    func truncate(to length: Int64) throws(Failure) { _ = try Self.retrying { ftruncate(number, off_t(length)) } }

    /// Sets aside room for the first `length` bytes, beyond the file's end too.
    func reserve(upTo length: Int64) throws(Failure) { _ = try Self.retrying { cfilesystem_reserve(number, length) } }

    /// Says that these bytes will not be read soon. It is advice, so there is nothing to be done where it is not taken.
    func forget(_ range: Range<Int64>) {
        _ = posix_fadvise(
            number,
            off_t(range.lowerBound),
            off_t(range.upperBound - range.lowerBound),
            POSIX_FADV_DONTNEED
        )
    }

    func write(_ pieces: [Bytes], at offset: Int64) throws(Failure) {
        var vectors = pieces.compactMap { piece in
            piece.count == 0
                ? nil
                : piece.withUnsafeBytes { bytes in
                    iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
                }
        }
        var offset = offset
        var first = 0
        while first < vectors.count {
            let count = min(vectors.count - first, Self.mostPieces)
            var written = try Self.retrying {
                vectors[first..<first + count].withUnsafeBufferPointer { window in
                    pwritev(number, window.baseAddress, Int32(count), off_t(offset))
                }
            }
            // A disk that takes nothing and reports no error is full in all but name.
            guard written > 0 else { throw Failure(number: ENOSPC) }
            offset += Int64(written)
            while first < vectors.count, written >= vectors[first].iov_len {
                written -= vectors[first].iov_len
                first += 1
            }
            if written > 0 {
                vectors[first].iov_base += written
                vectors[first].iov_len -= written
            }
        }
        withExtendedLifetime(pieces) {}
    }

    func read(at offset: Int64, count: Int) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            do throws(Failure) {
                while filled < count {
                    let read = try Self.retrying {
                        pread(number, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + filled)
                    }
                    if read == 0 { break }
                    filled += read
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// One line of a folder.
    struct Entry {
        var name: String
        var kind: StorageEntry.Kind
        /// Bytes that a file has room for beyond its length.
        var reserved: Int64
    }

    /// What is in this folder; only files and folders, not `.` and `..`.
    func entries() throws(Failure) -> [Entry] {
        let copy = try Self.retrying { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(copy) else {
            let failure = Failure.last
            _ = close(copy)
            throw failure
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .last }
                return entries
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != "..", let entry = self.entry(name) { entries.append(entry) }
        }
    }

    /// Nil for what is neither a file nor a folder, or is gone meanwhile.
    private func entry(_ name: String) -> Entry? {
        var information = stat()
        guard fstatat(number, name, &information, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        switch information.st_mode & S_IFMT {
        case S_IFDIR: return Entry(name: name, kind: .folder, reserved: 0)
        case S_IFREG:
            let length = Int64(information.st_size)
            // The system counts in blocks of 512 bytes, whatever the volume's own are.
            let reserved = max(0, Int64(information.st_blocks) * 512 - length)
            return Entry(name: name, kind: .file(length), reserved: reserved)
        default: return nil
        }
    }

    private static func retrying<Number: SignedInteger>(_ call: () -> Number) throws(Failure) -> Number {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw .last }
        }
    }
}

/// Tells folders and files apart, whatever they are called.
package struct FilePlace: Hashable, Sendable {
    package var device: UInt64
    package var node: UInt64

    package init(device: UInt64, node: UInt64) {
        self.device = device
        self.node = node
    }
}
