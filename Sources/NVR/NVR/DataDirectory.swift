import Glibc

/// The recorder's own folder, checked before anything is opened in it.
struct DataDirectory: Sendable {
    let path: String

    var catalogue: String { path + "/nightjar.sqlite" }
    var recordings: String { path + "/recordings" }
    var snapshots: String { path + "/snapshots" }
    var storyboards: String { path + "/storyboards" }
    var backups: String { path + "/backups" }
    var exports: String { path + "/exports" }

    /// Whether a name directly in it is one that the recorder uses, or may use: its own folders, the catalogue and what lies
    /// beside it, and what begins with a dot.
    static func isOwn(_ name: some StringProtocol) -> Bool {
        let own: Set = [
            "recordings", "snapshots", "storyboards", "backups", "exports", "keys", "models", "import", "run",
        ]
        return own.contains(name.lowercased()) || name.lowercased().hasPrefix("nightjar") || name.hasPrefix(".")
    }

    /// A folder that is there, to be read only.
    init(existing path: String) { self.path = path }

    /// Makes the folder where it is missing, and tries whether it can be written to.
    init(_ path: String) throws(StartError) {
        self.path = path
        try Self.make(path)
        let probe = path + "/.write-test-\(getpid())"
        let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw StartError(
                "The data folder \(path) cannot be written to: \(systemError()). Choose another with --data-dir."
            )
        }
        close(file)
        unlink(probe)
    }

    /// Makes the folder and those above it, readable by the owner and the group.
    private static func make(_ path: String) throws(StartError) {
        guard isFolder(path) || makeAll(path) else {
            let reason = errno == ENOTDIR || errno == EEXIST ? "it is not a folder" : systemError()
            throw StartError("The data folder \(path) cannot be used: \(reason). Choose another with --data-dir.")
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// False, with `errno` set, if one of them cannot be made.
    private static func makeAll(_ path: String) -> Bool {
        if mkdir(path, 0o750) == 0 { return true }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return false }
        return makeAll(String(path[..<slash])) && mkdir(path, 0o750) == 0
    }
}
