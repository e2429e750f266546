import Glibc
import Synchronization

/// Keeps two recorders from using one catalogue: an advisory lock on a file beside it, held while the catalogue is
/// open.
///
/// The file stays when the lock is released, since removing it would let a third process lock another file of that
/// name.
final class CatalogLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(forCatalogAt catalog: String) throws(CatalogError) {
        let path = catalog + ".lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw CatalogError.cannotOpen(path, errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let owner = Self.owner(file)
            Glibc.close(file)
            guard code == EWOULDBLOCK else { throw CatalogError.cannotOpen(path, code) }
            throw CatalogError.inUse(catalog, by: owner)
        }
        // The number is for the sentence that another process shows; without it that sentence is just shorter.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, text, text.count, 0) }
        descriptor = Mutex(file)
    }

    func release() {
        descriptor.withLock { file in
            if let open = file { Glibc.close(open) }
            file = nil
        }
    }

    deinit { release() }

    /// The number of the process that has written it into its lock file.
    private static func owner(_ file: Int32) -> Int? {
        var text = [UInt8](repeating: 0, count: 20)
        let count = pread(file, &text, text.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: text.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
