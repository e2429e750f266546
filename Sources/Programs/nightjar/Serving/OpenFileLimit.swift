import Glibc

/// How many files and sockets the program may have open at once, and how they are shared out.
struct OpenFileLimit: Equatable {
    let count: Int

    /// More is never of use, and some systems have a bound of a thousand million.
    private static let most: rlim_t = 1 << 20
    /// Below this an owner is told.
    private static let ample = 4096

    /// Takes all that the system lets this program have. What it is given at first is often 1024 for the sake of programs of
    /// old, beside a hard limit that is far higher (systemd.exec(5)).
    static func raised() -> OpenFileLimit {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return OpenFileLimit(count: 1024) }
        let wanted = min(limit.rlim_max, most)
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return OpenFileLimit(count: Int(clamping: limit.rlim_cur))
    }

    /// Connections of all listeners together: half of all. The other half is for cameras, for files that are written, and for
    /// those that are played.
    var connections: Int { max(8, count / 2) }

    /// The largest part of `connections` that one address may have on one listener.
    var connectionsPerAddress: Int { max(8, connections / 4) }

    /// A sentence without a full stop; nil where there is plenty.
    var warning: String? {
        guard count < Self.ample else { return nil }
        return
            "only \(count) files and sockets may be open at once, so that there can be \(connections) connections; raise the "
            + "hard limit (LimitNOFILE with systemd, ulimit -Hn in a shell) to \(Self.ample) or more"
    }
}
