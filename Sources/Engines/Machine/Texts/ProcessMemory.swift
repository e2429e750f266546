/// Memory of one process in bytes.
package struct ProcessMemory: Hashable, Sendable {
    /// In memory now, with what it shares with others.
    package var resident: UInt64
    /// The most that was ever resident.
    package var peak: UInt64
    package var threads: Int
    /// Resident, with what is shared divided among those who share it. Nil where it was not asked for: the kernel walks
    /// all pages for it.
    package var proportional: UInt64?

    /// - Parameter status: the text of `/proc/PID/status` (proc_pid_status(5)); nil where it says nothing of memory, as
    ///   that of a process that has ended.
    package init?(status: String) {
        let lines = ColonLines(status)
        guard let resident = lines.bytes("VmRSS") else { return nil }
        self.resident = resident
        peak = max(resident, lines.bytes("VmHWM") ?? 0)
        threads = lines.number("Threads").flatMap { Int(exactly: $0) } ?? 0
    }

    /// The proportional part of `/proc/PID/smaps_rollup`.
    package static func proportional(smapsRollup text: String) -> UInt64? { ColonLines(text).bytes("Pss") }
}
