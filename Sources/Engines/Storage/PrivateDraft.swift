import Glibc
import Media
import Synchronization

extension PrivateFolder {
    /// Begins a file that is too long to be written at once. It is there under its name once it is kept; what a crash
    /// leaves of it is taken away when the folder is next opened.
    ///
    /// - Throws: `exists` where there is a file of that name.
    package func draft(_ name: String) throws(StorageError) -> PrivateDraft {
        try check(name)
        guard try !entries().contains(where: { $0.name == name }) else { throw .exists(name) }
        do throws(FileDescriptor.Failure) {
            let file = try folder.child(
                Self.draftPrefix + name,
                flags: O_RDWR | O_CREAT | O_TRUNC,
                mode: Self.fileMode
            )
            return PrivateDraft(file, name: name, in: self)
        } catch {
            throw StorageError(error.number, at: name)
        }
    }

    /// Opens a file for reading.
    package func open(_ name: String) throws(StorageError) -> ReadableFile {
        try check(name)
        do throws(FileDescriptor.Failure) {
            // Without O_NONBLOCK a pipe that somebody put there would hang the thread.
            return try ReadableFile(folder.child(name, flags: O_RDONLY | O_NONBLOCK), name: name)
        } catch {
            throw StorageError(error.number, at: name)
        }
    }
}

/// A file of a ``PrivateFolder`` that is being written. The calls block; one after another. One that is let go without being
/// kept is taken away.
package final class PrivateDraft: Sendable {
    private let file: FileDescriptor
    private let name: String
    private let folder: PrivateFolder
    private let isOver = Mutex(false)

    init(_ file: consuming FileDescriptor, name: String, in folder: PrivateFolder) {
        self.file = file
        self.name = name
        self.folder = folder
    }

    deinit { discard() }

    package func write(_ bytes: [UInt8], at offset: Int64) throws(StorageError) {
        try folder.at(name) { () throws(FileDescriptor.Failure) in try file.write([Bytes(bytes)], at: offset) }
    }

    /// The `count` bytes at `offset`; fewer where what was written ends.
    package func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        try folder.at(name) { () throws(FileDescriptor.Failure) in try file.read(at: offset, count: count) }
    }

    /// Has the disk keep what was written, and the memory of the machine forget these bytes, which nobody will read soon: so a
    /// long file is not in the way of what others have to sync.
    package func settle(_ range: Range<Int64>) throws(StorageError) {
        try folder.at(name) { () throws(FileDescriptor.Failure) in try file.synchronizeData() }
        file.forget(range)
    }

    /// Sets aside room for so many bytes, where the disk can do that. Throws `full` where it has no such room.
    package func reserve(upTo length: Int64) throws(StorageError) {
        do throws(FileDescriptor.Failure) {
            try file.reserve(upTo: length)
        } catch {
            guard ![EOPNOTSUPP, ENOSYS, EINVAL].contains(error.number) else { return }
            throw StorageError(error.number, at: name)
        }
    }

    /// Gives the file its name. It is on the disk when this returns.
    ///
    /// - Parameter length: bytes of it; what was written or set aside behind them goes.
    package func keep(_ length: Int64) throws(StorageError) {
        try folder.at(name) { () throws(FileDescriptor.Failure) in
            // Also frees what is set aside behind the end.
            try file.truncate(to: length)
            try file.synchronize()
            try folder.folder.rename(PrivateFolder.draftPrefix + name, to: name)
            isOver.withLock { $0 = true }
            try folder.folder.synchronize()
        }
    }

    /// Takes it away.
    package func discard() {
        let wasOver = isOver.withLock { isOver in
            defer { isOver = true }
            return isOver
        }
        // What cannot be taken away now is when the folder is next opened.
        if !wasOver { try? folder.folder.removeFile(PrivateFolder.draftPrefix + name) }
    }
}

/// A file that is only read. The calls block, and may come from any thread.
package final class ReadableFile: Sendable {
    /// Bytes, as it was when it was opened.
    package let length: Int64
    private let file: FileDescriptor
    private let name: String

    init(_ file: consuming FileDescriptor, name: String) throws(FileDescriptor.Failure) {
        guard try file.isRegularFile() else { throw .init(number: ELOOP) }
        length = try file.length()
        self.file = file
        self.name = name
    }

    /// A file anywhere, by what somebody has typed.
    package init(path: String) throws(StorageError) {
        name = path
        do throws(FileDescriptor.Failure) {
            let file = try FileDescriptor.file(path: path)
            guard try file.isRegularFile() else { throw .init(number: ELOOP) }
            length = try file.length()
            self.file = file
        } catch {
            throw StorageError(error.number, at: path)
        }
    }

    /// The `count` bytes at `offset`; fewer where the file ends.
    package func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        do { return try file.read(at: offset, count: count) } catch { throw StorageError(error.number, at: name) }
    }
}
