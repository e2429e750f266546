import Media

/// One mounted file system, from `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
package struct Mount: Hashable, Sendable {
    /// Where it is in the tree of files.
    package let point: String
    /// "ext4", "nfs4", "overlay", …
    package let fileSystem: String
    /// What is mounted: a device, a server's folder, or a word.
    package let source: String
    package let isReadOnly: Bool

    /// All mounts in the kernel's order; lines that are not understood are left out.
    package static func parse(mountinfo text: String) -> [Mount] {
        Substring(text).lines.prefix(16_384).compactMap { Mount(line: $0) }
    }

    private init?(line: Substring) {
        let words = line.words
        // Between the sixth word and a lone hyphen stand as many as the kernel likes.
        guard words.count > 6, let hyphen = words[6...].firstIndex(of: "-"), words.count > hyphen + 3 else {
            return nil
        }
        let point = Self.unescaped(words[4])
        guard point.utf8.first == UInt8(ascii: "/") else { return nil }
        self.point = point
        fileSystem = String(words[hyphen + 1])
        source = Self.unescaped(words[hyphen + 2])
        // The mount can be read-only where the file system beneath is not, and the other way round.
        isReadOnly = [words[5], words[hyphen + 3]].contains { options in
            options.fields(separatedBy: ",").contains("ro")
        }
    }

    /// Blanks, tabs, line feeds and backslashes come as a backslash and three octal digits.
    private static func unescaped(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
        let bytes = Array(text.utf8)
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), index + 3 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 3)], as: UTF8.self), radix: 8)
            {
                plain.append(value)
                index += 4
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The mount that holds `path`, which is absolute and without links: of those whose point leads to it the longest,
    /// and of several on one point the last, which lies on top.
    package static func holding(_ path: String, among mounts: [Mount]) -> Mount? {
        var best: Mount?
        for mount in mounts where mount.holds(path) {
            if let found = best, found.point.utf8.count > mount.point.utf8.count { continue }
            best = mount
        }
        return best
    }

    private func holds(_ path: String) -> Bool {
        guard point != "/" else { return path.utf8.first == UInt8(ascii: "/") }
        guard path.utf8.starts(with: point.utf8) else { return false }
        let rest = path.utf8.dropFirst(point.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }
}
