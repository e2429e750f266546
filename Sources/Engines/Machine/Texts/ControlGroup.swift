import Media

/// The control group that a process is in, for one kind of limit: where its files lie beneath `/sys/fs/cgroup`.
package struct ControlGroup: Hashable, Sendable {
    package enum Version: Sendable { case one, two }

    package let version: Version
    /// Folders from the process' own group up to the root of what is seen, each of them a limit.
    package let folders: [String]

    /// - Parameters:
    ///   - controller: "memory" or "cpu".
    ///   - text: of `/proc/self/cgroup` (cgroups(7)).
    /// - Returns: nil where the controller is in no hierarchy.
    package init?(of controller: Substring, cgroup text: String) {
        var unified: Substring?
        for line in Substring(text).lines.prefix(100) {
            // The path may hold colons.
            let (_, behind) = line.cut(at: ":")
            guard let behind else { continue }
            let (controllers, path) = behind.cut(at: ":")
            guard let path, path.utf8.first == UInt8(ascii: "/") else { continue }
            if controllers.isEmpty {
                unified = unified ?? path
            } else if controllers.fields(separatedBy: ",").contains(controller) {
                version = .one
                folders = Self.folders(beneath: "/sys/fs/cgroup/\(controller)", path)
                return
            }
        }
        guard let unified else { return nil }
        version = .two
        folders = Self.folders(beneath: "/sys/fs/cgroup", unified)
    }

    private static func folders(beneath root: String, _ path: Substring) -> [String] {
        var parts = path.fields(separatedBy: "/")
        // Outside of its name space a process sees "/..": then, as in a container that does not see its own path, the
        // root is all there is.
        guard parts.count <= 64, !parts.contains("..") else { return [root] }
        var folders: [String] = []
        while !parts.isEmpty {
            folders.append(root + "/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return folders + [root]
    }

    /// A limit as version one ("9223372036854771712" for none) or two ("max") writes it; nil where there is none.
    static func limit(_ text: String) -> UInt64? {
        guard let bytes = UInt64(Substring(text).trimmed), bytes < 1 << 62 else { return nil }
        return bytes
    }

    /// Processors that the group may keep busy, from `cpu.max`: a quota and a period of microseconds.
    static func processors(cpuMax text: String) -> Double? {
        let words = Substring(text).words
        guard words.count == 2 else { return nil }
        return processors(quota: words[0], period: words[1])
    }

    static func processors(quota: Substring, period: Substring) -> Double? {
        guard let quota = Int64(quota.trimmed), let period = Int64(period.trimmed), quota > 0, period > 0 else {
            return nil
        }
        return Double(quota) / Double(period)
    }
}
