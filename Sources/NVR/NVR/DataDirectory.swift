import Glibc

/// The recorder's own folder, checked before anything is opened in it.
struct DataDirectory: Sendable {
    let path: String

    var catalogue: String { path + "/nightjar.sqlite" }
    var recordings: String { path + "/recordings" }

    /// Makes the folder where it is missing, and tries whether it can be written to.
    init(_ path: String) throws(StartError) {
        self.path = path
        try Self.make(path)
        let probe = path + "/.write-test-\(getpid())"
        let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw StartError(
                "The data folder \(path) cannot be written to: \(systemError()). Choose another with --data-dir.")
        }
        close(file)
        unlink(probe)
    }

    /// Makes a folder and those above it, readable by the owner and the group.
    private static func make(_ path: String) throws(StartError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw StartError("The data folder \(path) is not a folder. Choose another with --data-dir.")
            }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try make(String(path[..<slash])) }
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else {
            throw StartError(
                "The data folder \(path) cannot be made: \(systemError()). Choose another with --data-dir.")
        }
    }
}
