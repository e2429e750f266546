package import Media

/// Where recordings lie: a volume of files with relative names. The local disk is the first of its kind.
///
/// All calls block: they are meant for threads of ``DiskThreads``, never for an event loop or a task.
package protocol MediaStore: Sendable {
    /// Makes a new file, and the folders that it lies in. Throws `exists` where there is one.
    func create(_ key: StorageKey) throws(StorageError) -> any MediaFile

    /// Opens a file that is there; a file that is opened only for reading refuses everything else.
    func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile

    /// Takes a file away. What has it open goes on reading it. Folders that become empty go too.
    func delete(_ key: StorageKey) throws(StorageError)

    /// Takes files away, one after the other; when this returns, their absence will outlive a power cut. One that is not
    /// there is away already. Folders that become empty go too.
    ///
    /// - Returns: why those stay that could not be taken away.
    func delete(_ keys: [StorageKey]) -> [StorageKey: StorageError]

    /// What lies in a folder (nil: at the top), by name. Names that no key can have are left out; so are links.
    func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry]
}

extension MediaStore {
    package func delete(_ keys: [StorageKey]) -> [StorageKey: StorageError] {
        var failures: [StorageKey: StorageError] = [:]
        for key in keys {
            do throws(StorageError) {
                try delete(key)
            } catch .missing {
                continue
            } catch {
                failures[key] = error
            }
        }
        return failures
    }
}

package enum MediaAccess: Hashable, Sendable { case reading, writing }

/// One line of a listing.
package struct StorageEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case folder
        /// With its length in bytes.
        case file(Int64)
    }

    package var key: StorageKey
    package var kind: Kind
    /// Bytes that a file occupies beyond its length: at most a few blocks, unless a reserve was left behind.
    package var reserved: Int64

    package init(key: StorageKey, kind: Kind, reserved: Int64 = 0) {
        self.key = key
        self.kind = kind
        self.reserved = reserved
    }
}

/// An open file of a volume; it is closed when it is let go. All calls block, and may come from any thread.
package protocol MediaFile: AnyObject, Sendable {
    /// Bytes.
    func length() throws(StorageError) -> Int64

    /// Writes `pieces` one after another at `offset`, with as few calls to the system as it takes: usually one. After
    /// an error the bytes from `offset` on are undefined; writing them again there is allowed.
    func write(_ pieces: [Bytes], at offset: Int64) throws(StorageError)

    /// Returns when all that has been written, and the file's name, will outlive a power cut.
    ///
    /// After an error other than `full` nothing written since the last good call can be relied on, ever.
    func sync() throws(StorageError)

    /// Cuts the file. What is set aside behind it is given back.
    func truncate(to length: Int64) throws(StorageError)

    /// Sets aside room for the bytes up to `length`, so that they come to lie together, and a disk that has no such room
    /// says so before there is anything to write. The file is no longer for it. Where a volume cannot do this, nothing
    /// happens.
    ///
    /// - Throws: `full` where there is no such room; none is set aside then.
    func reserve(upTo length: Int64) throws(StorageError)

    /// Gives back what is set aside beyond the file's end.
    func releaseReserve() throws(StorageError)

    /// Says that these bytes, which have been synced, will not be read soon: they need not be kept in memory. A piece that
    /// the system keeps whole, and that reaches beyond the range, stays.
    func forget(_ range: Range<Int64>)

    /// The `count` bytes at `offset`; fewer where the file ends.
    func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8]
}
