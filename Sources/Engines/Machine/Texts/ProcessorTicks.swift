import Media

/// Time that all processors together have spent since the machine started, by kind, in ticks (a hundredth of a second
/// on every machine that Nightjar knows; ``MachineConstants/ticksPerSecond``). Guests' time is in `user` and `nice`
/// already.
package struct ProcessorTicks: Hashable, Sendable {
    package var user: UInt64 = 0
    package var nice: UInt64 = 0
    package var system: UInt64 = 0
    package var idle: UInt64 = 0
    /// Idle, with something waiting for a disk.
    package var ioWait: UInt64 = 0
    package var interrupts: UInt64 = 0
    package var softInterrupts: UInt64 = 0
    /// Taken by the host that this machine is a guest of.
    package var stolen: UInt64 = 0
    /// Processors that are switched on.
    package var processors = 0

    package init() {}

    /// - Parameter stat: the text of `/proc/stat` (proc_stat(5)); nil where it has no line for all processors.
    package init?(stat: String) {
        let lines = Substring(stat).lines
        guard let total = lines.first(where: { $0.utf8.starts(with: "cpu ".utf8) }) else { return nil }
        let numbers = total.words.dropFirst().map { UInt64($0) ?? 0 }
        guard numbers.count >= 4 else { return nil }
        let at = { (index: Int) in index < numbers.count ? numbers[index] : 0 }
        (user, nice, system, idle) = (at(0), at(1), at(2), at(3))
        (ioWait, interrupts, softInterrupts, stolen) = (at(4), at(5), at(6), at(7))
        processors = lines.count { line in
            guard line.utf8.starts(with: "cpu".utf8) else { return false }
            let number = line.utf8.dropFirst(3).prefix { $0 > UInt8(ascii: " ") }
            return UInt32(Substring(number)) != nil
        }
    }

    package var total: UInt64 {
        [user, nice, system, idle, ioWait, interrupts, softInterrupts, stolen].reduce(0) { $0.clampedAdding($1) }
    }

    /// The part of the time between two readings that any processor was at work, from 0 to 1; nil where no time passed.
    ///
    /// What a host has stolen counts as work: it was not there to be used.
    package static func busyRatio(from earlier: Self, to later: Self) -> Double? {
        // Waiting for disks may fall by a little (proc_stat(5)), so each kind is held apart.
        let grown = { (kind: KeyPath<Self, UInt64>) in
            Double(later[keyPath: kind].growth(since: earlier[keyPath: kind]))
        }
        let idle = grown(\.idle) + grown(\.ioWait)
        let busy =
            grown(\.user) + grown(\.nice) + grown(\.system) + grown(\.interrupts) + grown(\.softInterrupts)
            + grown(\.stolen)
        return idle + busy > 0 ? busy / (idle + busy) : nil
    }
}
