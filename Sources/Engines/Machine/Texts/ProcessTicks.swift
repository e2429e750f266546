import Media

/// What a process has used so far, from `/proc/PID/stat` (proc_pid_stat(5)).
package struct ProcessTicks: Hashable, Sendable {
    package let pid: Int32
    package let parent: Int32
    /// Time in ticks in the program's own code, and in the kernel for it.
    package let user: UInt64
    package let system: UInt64
    package let threads: Int
    /// When the process began, in ticks since the machine did: with the pid it is one process for certain.
    package let start: UInt64
    package let residentPages: UInt64

    package var total: UInt64 { user.clampedAdding(system) }

    /// Nil where the text is not of that kind.
    package init?(stat: String) {
        let bytes = stat.utf8
        // The name stands in parentheses and may hold parentheses, blanks and line feeds itself.
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")), let close = bytes.lastIndex(of: UInt8(ascii: ")")),
            open < close, let pid = Int32(Substring(bytes[..<open]).trimmed)
        else { return nil }
        let fields = Substring(bytes[bytes.index(after: close)...]).words
        // Counted from the state, which is the manual's field 3.
        guard fields.count > 21, let parent = Int32(fields[1]), let user = UInt64(fields[11]),
            let system = UInt64(fields[12]), let threads = Int(fields[17]), let start = UInt64(fields[19]),
            let pages = Int64(fields[21])
        else { return nil }
        self.pid = pid
        self.parent = parent
        self.user = user
        self.system = system
        self.threads = max(0, threads)
        self.start = start
        residentPages = UInt64(max(0, pages))
    }
}
