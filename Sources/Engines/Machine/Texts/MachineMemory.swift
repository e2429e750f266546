/// Memory of the machine in bytes, from `/proc/meminfo` (proc_meminfo(5)).
package struct MachineMemory: Hashable, Sendable {
    package let total: UInt64
    /// What programs may still take without swapping: the number that counts.
    package let available: UInt64
    package let free: UInt64
    package let swapTotal: UInt64
    package let swapFree: UInt64

    /// Nil where the text does not say how much there is.
    package init?(meminfo: String) {
        let lines = ColonLines(meminfo)
        guard let total = lines.bytes("MemTotal"), total > 0 else { return nil }
        self.total = total
        free = min(total, lines.bytes("MemFree") ?? 0)
        let caches = (lines.bytes("Buffers") ?? 0).clampedAdding(lines.bytes("Cached") ?? 0)
        // Kernels before 3.14 do not say it.
        available = min(total, lines.bytes("MemAvailable") ?? free.clampedAdding(caches))
        swapTotal = lines.bytes("SwapTotal") ?? 0
        swapFree = min(swapTotal, lines.bytes("SwapFree") ?? 0)
    }
}
