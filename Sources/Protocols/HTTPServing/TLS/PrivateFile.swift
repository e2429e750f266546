#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Small files with secrets in them.
enum PrivateFile {
    /// Which version of a file lies at a path: another one, or a changed one, has another stamp.
    struct Stamp: Hashable, Sendable {
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    /// No certificate chain or key is larger, in bytes.
    static let largest = 1024 * 1024

    /// Nil where there is no file.
    static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec
        )
    }

    static func read(_ path: String) throws(CertificateError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw CertificateError(path: path, reason: .unreadable(systemError())) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while bytes.count <= largest {
            let count = piece.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CertificateError(path: path, reason: .unreadable(systemError())) }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
        }
        throw CertificateError(path: path, reason: .unreadable("it is larger than a certificate"))
    }

    /// Replaces a file, so that a crash leaves the old one or the new one; for its owner's eyes alone.
    static func write(_ bytes: [UInt8], to path: String) throws(CertificateError) {
        let draft = path + ".new"
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw CertificateError(path: path, reason: .unwritable(systemError())) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CertificateError(path: path, reason: .unwritable(systemError())) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0, rename(draft, path) == 0 else {
            throw CertificateError(path: path, reason: .unwritable(systemError()))
        }
    }

    private static func systemError() -> String { String(cString: strerror(errno)) }
}

/// Under other names, since `PrivateFile` has a `read` and a `write` of its own.
private func systemRead(_ file: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, bytes, count)
}

private func systemWrite(_ file: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
