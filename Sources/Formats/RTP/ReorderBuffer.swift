package import Media

/// Puts the packets of one sender that came by UDP back in order.
///
/// A packet in order is never copied: ``push(_:sequence:arrival:)`` says to use it as it lies. One that came too early
/// is copied and held until those before it have come, at most 64 packets and 50 ms; then the gap is given up. After
/// every push, and at the ``deadline``, pull with ``next(now:)`` until nil.
package struct ReorderBuffer: Sendable {
    package struct Packet: Sendable {
        /// The whole packet, header included.
        package var bytes: Bytes
        package var sequence: UInt16
        package var arrival: MonotonicTime
    }

    package enum Admission: Hashable, Sendable {
        /// Use the packet now, then pull.
        case deliver
        /// Copied; ``next(now:)`` will return it.
        case held
        /// Too late, or a copy of one that is held.
        case dropped
    }

    package static let capacity = 64
    package static let patience: Duration = .milliseconds(50)

    private var expected: UInt16?
    /// In falling order of sequence, so that the next one is taken off the end.
    private var held: [Packet] = []
    private var afterStray: UInt16?

    package init() { held.reserveCapacity(Self.capacity + 1) }

    package var heldCount: Int { held.count }

    package mutating func push(_ packet: Span<UInt8>, sequence: UInt16, arrival: MonotonicTime) -> Admission {
        guard let expected else {
            self.expected = sequence &+ 1
            return .deliver
        }
        let ahead = distance(to: sequence, from: expected)
        if ahead < -100 {
            // The sequence tracker calls the first of these a stray, and the second a restart.
            if sequence == afterStray {
                self.expected = sequence &+ 1
                held.removeAll(keepingCapacity: true)
                afterStray = nil
            } else {
                afterStray = sequence &+ 1
            }
            return .deliver
        }
        afterStray = nil
        guard ahead >= 0 else { return .dropped }
        if ahead == 0 {
            self.expected = sequence &+ 1
            return .deliver
        }
        return hold(packet, sequence: sequence, arrival: arrival, ahead: ahead, expected: expected)
    }

    private mutating func hold(
        _ packet: Span<UInt8>,
        sequence: UInt16,
        arrival: MonotonicTime,
        ahead: Int,
        expected: UInt16
    ) -> Admission {
        // A caller that does not pull must not make this grow.
        guard held.count <= Self.capacity else { return .dropped }
        var index = held.count
        while index > 0 {
            let other = distance(to: held[index - 1].sequence, from: expected)
            if other == ahead { return .dropped }
            if other > ahead { break }
            index -= 1
        }
        held.insert(Packet(bytes: Bytes(copying: packet), sequence: sequence, arrival: arrival), at: index)
        return .held
    }

    /// The next packet in order, if it is there or there is no use in waiting for those before it.
    package mutating func next(now: MonotonicTime) -> Packet? {
        guard let expected, let lowest = held.last, let highest = held.first else { return nil }
        let isDue =
            lowest.sequence == expected
            || held.count >= Self.capacity
            || distance(to: highest.sequence, from: expected) >= Self.capacity
            || deadline.map { $0 <= now } == true
        guard isDue else { return nil }
        held.removeLast()
        self.expected = lowest.sequence &+ 1
        return lowest
    }

    /// When to call ``next(now:)`` even if no packet comes; nil if nothing is held.
    package var deadline: MonotonicTime? {
        var earliest: MonotonicTime?
        for packet in held where earliest.map({ packet.arrival < $0 }) ?? true { earliest = packet.arrival }
        return earliest.map { $0 + Self.patience }
    }

    private func distance(to sequence: UInt16, from expected: UInt16) -> Int {
        Int(Int16(bitPattern: sequence &- expected))
    }
}
