import Glibc
import Media

/// Volumes beside the one in the data folder: beneath a root, reached part by part without following a link.
extension LocalDisk {
    /// Opens a volume that is known. Makes nothing, and writes nothing. Blocks.
    package static func open(_ place: VolumePlace, as expected: VolumeID) throws(VolumeFault) -> LocalDisk {
        let root = try folder(at: place, makesLast: false)
        guard let found = try identity(root, of: place) else {
            throw VolumeFault(
                .missing,
                "The disk at \(place) is not mounted, or is not the one that recordings were written to: it has no "
                    + "\(VolumeID.fileName). Mount it; nothing is written there until then."
            )
        }
        guard found == expected else {
            throw VolumeFault(
                .foreign,
                "The disk at \(place) is another one than before (\(found), not \(expected)). Mount the right disk; "
                    + "nothing is written there until then."
            )
        }
        return LocalDisk(found, path: place.path, root: root)
    }

    /// Opens a folder as a volume that is not known yet, and makes it one where it is empty or not there. Blocks.
    ///
    /// - Parameter isWelcome: whether a folder that is a volume already may be taken.
    /// - Throws: `foreign` where it is a volume that is not welcome, or has other things in it.
    package static func make(
        at place: VolumePlace,
        isWelcome: (VolumeID) -> Bool
    ) throws(VolumeFault) -> LocalDisk {
        let root = try folder(at: place, makesLast: true)
        if let found = try identity(root, of: place) {
            guard isWelcome(found) else {
                throw VolumeFault(
                    .foreign,
                    "\(place) is a volume already (\(found)), of this recorder or of another. Give this one an empty folder."
                )
            }
            return LocalDisk(found, path: place.path, root: root)
        }
        let made: VolumeID
        do {
            made = try makeIdentity(root, path: place.path)
        } catch {
            throw VolumeFault(error) ?? VolumeFault(.failed, error.description)
        }
        return LocalDisk(made, path: place.path, root: root)
    }

    /// Writes a small file, sets room aside for it, and takes it away again. Blocks.
    package func probe() throws(StorageError) {
        let name = ".nightjar-probe"
        do throws(FileDescriptor.Failure) {
            let file = try root.child(name, flags: O_RDWR | O_CREAT | O_TRUNC, mode: Self.fileMode)
            do throws(FileDescriptor.Failure) {
                do throws(FileDescriptor.Failure) {
                    try file.reserve(upTo: Self.probedRoom)
                } catch {
                    // Some volumes cannot do this.
                    guard [EOPNOTSUPP, ENOSYS, EINVAL].contains(error.number) else { throw error }
                }
                try file.write([Bytes(Array("probe\n".utf8))], at: 0)
                try file.synchronize()
            } catch {
                try? root.removeFile(name)
                throw error
            }
            try root.removeFile(name)
        } catch {
            throw StorageError(error.number, at: path)
        }
    }

    /// A volume that was full is written to again once there is so much room.
    private static let probedRoom: Int64 = 16 << 20

    private static func folder(at place: VolumePlace, makesLast: Bool) throws(VolumeFault) -> FileDescriptor {
        do throws(FileDescriptor.Failure) {
            var folder = try FileDescriptor.folder(path: place.root)
            let parts = place.below?.parts ?? []
            for (index, part) in parts.enumerated() {
                if makesLast, index == parts.count - 1 { try makeIfMissing(String(part), in: folder) }
                folder = try folder.childFolder(String(part))
            }
            return folder
        } catch {
            throw fault(error, at: place)
        }
    }

    private static func makeIfMissing(
        _ name: String,
        in folder: borrowing FileDescriptor
    ) throws(FileDescriptor.Failure) {
        do throws(FileDescriptor.Failure) {
            try folder.makeFolder(name, mode: folderMode)
        } catch {
            guard error.number == EEXIST else { throw error }
        }
    }

    private static func fault(_ failure: FileDescriptor.Failure, at place: VolumePlace) -> VolumeFault {
        switch failure.number {
        case ENOENT: VolumeFault(.missing, "There is no folder \(place). Mount the disk that it lies on.")
        case ELOOP, ENOTDIR:
            VolumeFault(.foreign, "\(place) leads over a link, or is no folder; a volume is reached without links.")
        default: VolumeFault(.failed, StorageError(failure.number, at: place.path).description)
        }
    }

    /// Nil where there is no identity.
    private static func identity(
        _ root: borrowing FileDescriptor,
        of place: VolumePlace
    ) throws(VolumeFault) -> VolumeID? {
        do throws(StorageError) {
            return try readIdentity(root, path: place.path)
        } catch .missing {
            return nil
        } catch {
            throw VolumeFault(error) ?? VolumeFault(.failed, error.description)
        }
    }
}
