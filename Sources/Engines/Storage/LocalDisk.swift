import Glibc
import Media

/// A volume on a disk of this machine: everything beneath one folder.
///
/// The folder is opened once, and every file is reached from there part by part without following a link, so that no
/// name leads out, whatever is put into the volume from outside.
package final class LocalDisk: MediaStore {
    /// The volume that this is.
    package let volume: VolumeID
    /// Where it lies, for messages.
    package let path: String
    let root: FileDescriptor

    static let folderMode: mode_t = 0o750
    static let fileMode: mode_t = 0o640

    /// Opens the volume at `path`. Where nothing is, or an empty folder, a new volume is made, unless a certain one is
    /// expected.
    ///
    /// - Parameter expected: the volume that it was the last time; nil for the first time.
    /// - Throws: `wrongVolume` where it is another one, or none: a disk that is not mounted leaves an empty folder.
    package init(path: String, expecting expected: VolumeID? = nil) throws(StorageError) {
        let root = try Self.openRoot(path, mayCreate: expected == nil)
        do throws(StorageError) {
            volume = try Self.readIdentity(root, path: path)
        } catch .missing where expected == nil {
            volume = try Self.makeIdentity(root, path: path)
        } catch .missing {
            throw .wrongVolume(
                "The disk at \(path) is not the one that recordings were written to, or is not mounted: it has no "
                    + "\(VolumeID.fileName). Mount it; nothing is written there until then."
            )
        }
        if let expected, expected != volume {
            throw .wrongVolume(
                "The disk at \(path) is another one than before (\(volume), not \(expected)). Mount the right disk, "
                    + "or add this one as a new volume."
            )
        }
        self.path = path
        self.root = root
    }

    /// A folder that is known to be this volume.
    init(_ volume: VolumeID, path: String, root: consuming FileDescriptor) {
        self.volume = volume
        self.path = path
        self.root = root
    }

    // MARK: The store

    package func create(_ key: StorageKey) throws(StorageError) -> any MediaFile {
        // A folder may be taken away, because it has become empty, between its being found and the file's being made.
        for _ in 0..<3 {
            do throws(StorageError) {
                return try createOnce(key)
            } catch .missing {
                continue
            }
        }
        throw .missing(key.text)
    }

    package func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
        try at(key) { () throws(FileDescriptor.Failure) in
            let folder = try folder(of: key)
            let flags = access == .reading ? O_RDONLY : O_RDWR
            // Without O_NONBLOCK a pipe that somebody put there would hang the thread.
            let file = try folder.child(key.name, flags: flags | O_NONBLOCK)
            guard try file.isRegularFile() else { throw .init(number: ELOOP) }
            return LocalFile(file, name: key.text)
        }
    }

    package func delete(_ key: StorageKey) throws(StorageError) {
        try at(key) { () throws(FileDescriptor.Failure) in
            let folder = try folder(of: key)
            try folder.removeFile(key.name)
            // Its absence needs no haste: the catalogue knows that the file is to go until this has returned.
            try folder.synchronize()
        }
        removeIfEmpty(key.folder)
    }

    package func delete(_ keys: [StorageKey]) -> [StorageKey: StorageError] {
        var failures: [StorageKey: StorageError] = [:]
        for (folder, keys) in Dictionary(grouping: keys, by: \.folder) {
            failures.merge(delete(keys, in: folder)) { _, new in new }
            removeIfEmpty(folder)
        }
        return failures
    }

    /// Each folder is synced once: that costs as much as taking many files away.
    private func delete(_ keys: [StorageKey], in folder: StorageKey?) -> [StorageKey: StorageError] {
        var failures: [StorageKey: StorageError] = [:]
        do throws(FileDescriptor.Failure) {
            let descriptor = try self.folder(parts: folder?.parts ?? [])
            for key in keys {
                do throws(FileDescriptor.Failure) {
                    try descriptor.removeFile(key.name)
                } catch  where error.number == ENOENT {
                    continue
                } catch {
                    failures[key] = StorageError(error.number, at: key.text)
                }
            }
            try descriptor.synchronize()
        } catch  where error.number == ENOENT {
            // The folder is gone, and all that lay in it.
        } catch {
            for key in keys { failures[key] = StorageError(error.number, at: key.text) }
        }
        return failures
    }

    /// Takes a folder away that has become empty, and those above it.
    private func removeIfEmpty(_ folder: StorageKey?) {
        var empty = folder
        while let folder = empty {
            do throws(FileDescriptor.Failure) {
                try self.folder(of: folder).removeFolder(folder.name)
            } catch {
                // It is not empty, or gone already.
                return
            }
            empty = folder.folder
        }
    }

    package func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] {
        let entries = try at(folder) { () throws(FileDescriptor.Failure) in
            let descriptor = try self.folder(parts: folder?.parts ?? [])
            let entries = try descriptor.entries()
            return folder == nil ? entries.filter { !Self.isVolume($0, in: descriptor) } : entries
        }
        let known = entries.compactMap { entry -> StorageEntry? in
            let key = folder.map { $0.appending(entry.name) } ?? StorageKey(entry.name)
            return key.map { StorageEntry(key: $0, kind: entry.kind, reserved: entry.reserved) }
        }
        return known.sorted { $0.key < $1.key }
    }

    // MARK: Folders

    /// A folder that is a volume of its own is no part of this one.
    private static func isVolume(_ entry: FileDescriptor.Entry, in folder: borrowing FileDescriptor) -> Bool {
        guard entry.kind == .folder else { return false }
        do throws(FileDescriptor.Failure) {
            let below = try folder.childFolder(entry.name)
            _ = try below.child(VolumeID.fileName, flags: O_RDONLY | O_NONBLOCK)
            return true
        } catch {
            return false
        }
    }

    private func createOnce(_ key: StorageKey) throws(StorageError) -> LocalFile {
        try at(key) { () throws(FileDescriptor.Failure) in
            var changed: [LocalFile.Folder] = []
            var folder = LocalFile.Folder(try root.duplicate())
            for part in key.parts.dropLast() {
                do throws(FileDescriptor.Failure) {
                    try folder.descriptor.makeFolder(String(part), mode: Self.folderMode)
                    changed.append(folder)
                } catch  where error.number == EEXIST {
                    // As nearly always. Who made it may not have synced it yet, but will with a file of its own.
                }
                folder = LocalFile.Folder(try folder.descriptor.childFolder(String(part)))
            }
            let flags = O_RDWR | O_CREAT | O_EXCL
            let file = try folder.descriptor.child(key.name, flags: flags, mode: Self.fileMode)
            return LocalFile(file, name: key.text, unsyncedFolders: changed + [folder])
        }
    }

    private func folder(of key: StorageKey) throws(FileDescriptor.Failure) -> FileDescriptor {
        try folder(parts: key.parts.dropLast())
    }

    private func folder(parts: [Substring]) throws(FileDescriptor.Failure) -> FileDescriptor {
        var folder = try root.duplicate()
        for part in parts { folder = try folder.childFolder(String(part)) }
        return folder
    }

    /// The result of `body`; what it throws happened at `key`.
    private func at<Result>(
        _ key: StorageKey?,
        _ body: () throws(FileDescriptor.Failure) -> Result
    ) throws(StorageError) -> Result {
        do {
            return try body()
        } catch {
            throw StorageError(error.number, at: key?.text ?? path)
        }
    }
}

extension LocalDisk {
    private static func openRoot(_ path: String, mayCreate: Bool) throws(StorageError) -> FileDescriptor {
        if mayCreate, mkdir(path, folderMode) != 0, errno != EEXIST { throw StorageError(errno, at: path) }
        do {
            return try FileDescriptor.folder(path: path)
        } catch {
            throw StorageError(error.number, at: path)
        }
    }

    static func readIdentity(
        _ root: borrowing FileDescriptor,
        path: String
    ) throws(StorageError) -> VolumeID {
        let name = "\(path)/\(VolumeID.fileName)"
        let content: [UInt8]
        do {
            content = try root.child(VolumeID.fileName, flags: O_RDONLY | O_NONBLOCK).read(at: 0, count: 256)
        } catch {
            throw StorageError(error.number, at: name)
        }
        guard let volume = VolumeID(fileContent: content) else {
            throw .wrongVolume(
                "\(name) is not what Nightjar wrote, so nothing is written to this disk. Restore the file."
            )
        }
        return volume
    }

    /// A folder with other things in it is not taken for a volume: it may be a typing error.
    static func makeIdentity(
        _ root: borrowing FileDescriptor,
        path: String
    ) throws(StorageError) -> VolumeID {
        let volume = VolumeID.random()
        do {
            let entries = try root.entries().filter { $0.name != "lost+found" }
            if let entry = entries.first {
                throw StorageError.wrongVolume(
                    "\(path) is not empty (it has ‘\(entry.name)’) and was not made by Nightjar. Give it an empty folder."
                )
            }
            let file = try root.child(VolumeID.fileName, flags: O_RDWR | O_CREAT | O_EXCL, mode: fileMode)
            try file.write([.init(Array(volume.fileContent.utf8))], at: 0)
            try file.synchronize()
            try root.synchronize()
        } catch let error as FileDescriptor.Failure {
            throw StorageError(error.number, at: path)
        } catch let error as StorageError {
            throw error
        } catch {
            throw .io(EIO, path)
        }
        return volume
    }
}
