import Glibc

/// Room on the disk that is kept for the catalogue's next opening: a database with a write-ahead log cannot even be read
/// on a disk that is full to the last byte, and the recorder must be up to say so.
struct CatalogReserve: Sendable {
    /// As much as the write-ahead log takes before it is begun anew.
    private static let length = 4 << 20
    /// Set aside only where the disk has so much more: recordings need the rest.
    private static let plenty = 4 * length

    /// The file that takes the room.
    let path: String

    init(forCatalogAt catalog: String) { path = catalog + "-reserve" }

    /// Gives the room back, where the disk has hardly any other. To be called before the catalogue is opened.
    func releaseIfNeeded() {
        guard let free = freeBytes, free < Self.length else { return }
        unlink(path)
    }

    /// Gives the room back. False where none was set aside.
    func release() -> Bool { unlink(path) == 0 }

    /// Sets the room aside, where that is not done and the disk has plenty.
    func fill() {
        guard access(path, F_OK) != 0, let free = freeBytes, free >= Self.plenty else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        // Half of it would be of no use, and hide that it is not the whole.
        if posix_fallocate(file, 0, off_t(Self.length)) != 0 { unlink(path) }
    }

    private var freeBytes: Int? {
        var information = statvfs()
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard statvfs(folder, &information) == 0 else { return nil }
        return Int(clamping: information.f_bavail * UInt(information.f_frsize))
    }
}
