import Glibc

/// Files of keys that only their owner may read.
enum PrivateKeyFile {
    /// The first `most` bytes of a file; nil where there is none.
    static func read(_ path: String, most: Int) throws(StartError) -> [UInt8]? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if file < 0, errno == ENOENT { return nil }
        guard file >= 0 else { throw StartError("\(path) cannot be read: \(systemError()).") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw StartError("\(path) cannot be read: \(systemError()).") }
        guard status.st_mode & 0o077 == 0 else {
            throw StartError("\(path) can be read by other users; make it private with: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: most)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw StartError("\(path) cannot be read: \(systemError()).") }
        return Array(bytes.prefix(count))
    }

    /// Written under another name first: a crash leaves no half key behind.
    static func write(_ bytes: [UInt8], to path: String) throws(StartError) {
        let draft = path + ".new"
        unlink(draft)
        try writeDraft(bytes, draft)
        guard rename(draft, path) == 0 else { throw StartError("\(path) cannot be written: \(systemError()).") }
    }

    private static func writeDraft(_ bytes: [UInt8], _ path: String) throws(StartError) {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw StartError("\(path) cannot be written: \(systemError()).") }
        defer { close(file) }
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(file) == 0 else {
            throw StartError("\(path) cannot be written: \(systemError()).")
        }
    }
}
