import Media

/// What went through one network interface since it came up.
package struct NetworkCounters: Hashable, Sendable {
    package var receivedBytes: UInt64 = 0
    package var receivedPackets: UInt64 = 0
    /// Packets that came damaged, and packets that found no room.
    package var receiveErrors: UInt64 = 0
    package var receiveDrops: UInt64 = 0
    package var sentBytes: UInt64 = 0
    package var sentPackets: UInt64 = 0

    package init() {}

    /// By interface, from `/proc/net/dev` (proc_pid_net(5)); lines that are not understood are left out.
    package static func parse(netDev text: String) -> [String: NetworkCounters] {
        var counters: [String: NetworkCounters] = [:]
        // Two lines of headings; old kernels leave no blank behind the colon.
        for line in Substring(text).lines.dropFirst(2).prefix(4096) {
            let (name, rest) = line.cut(at: ":")
            let numbers = (rest ?? "").words.map { UInt64($0) }
            guard isName(name), numbers.count >= 10, let received = numbers[0], let receivedPackets = numbers[1],
                let errors = numbers[2], let drops = numbers[3], let sent = numbers[8], let sentPackets = numbers[9]
            else { continue }
            var counter = NetworkCounters()
            (counter.receivedBytes, counter.receivedPackets) = (received, receivedPackets)
            (counter.receiveErrors, counter.receiveDrops) = (errors, drops)
            (counter.sentBytes, counter.sentPackets) = (sent, sentPackets)
            counters[String(name)] = counter
        }
        return counters
    }

    /// The kernel's rule (IFNAMSIZ, no slash), which also makes it safe to look for the name in a folder.
    private static func isName(_ name: Substring) -> Bool {
        (1...15).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 < 0x7F && $0 != UInt8(ascii: "/") }
    }

    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.receivedBytes = left.receivedBytes.clampedAdding(right.receivedBytes)
        sum.receivedPackets = left.receivedPackets.clampedAdding(right.receivedPackets)
        sum.receiveErrors = left.receiveErrors.clampedAdding(right.receiveErrors)
        sum.receiveDrops = left.receiveDrops.clampedAdding(right.receiveDrops)
        sum.sentBytes = left.sentBytes.clampedAdding(right.sentBytes)
        sum.sentPackets = left.sentPackets.clampedAdding(right.sentPackets)
        return sum
    }
}
