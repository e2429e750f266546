package import Media

/// Puts the packets of one sender that came by UDP back in order.
///
/// A packet in order is never copied: ``push(_:header:arrival:)`` says to use it as it lies. One that came too early is
/// copied and held until those before it have come, at most 64 packets and 50 ms; then the gap is given up. After every
/// push, and at the ``deadline``, pull with ``next(now:)`` until nil.
package struct ReorderBuffer: Sendable {
    package struct Packet: Sendable {
        /// The whole packet, header included.
        package var bytes: Bytes
        package var header: RTPHeader
        package var arrival: MonotonicTime
    }

    package enum Admission: Hashable, Sendable {
        /// The one expected, or the first of all: use the packet now, then pull.
        case inOrder
        /// Copied; ``next(now:)`` will return it.
        case held
        /// Those behind it have been given out already.
        case late
        /// A copy of one that is held.
        case duplicate
        /// Where no packet is expected (RFC 3550 appendix A.1). If the sender has begun anew, say so with
        /// ``restart(after:)``.
        case farOff
    }

    package static let capacity = 64
    package static let patience: Duration = .milliseconds(50)

    private var expected: UInt16?
    /// In falling order of sequence, so that the next one is taken off the end.
    private var held: [Packet] = []
    /// When the first of those held came.
    private var waitingSince: MonotonicTime?

    package init() { held.reserveCapacity(Self.capacity + 1) }

    package var heldCount: Int { held.count }

    package mutating func push(_ packet: Span<UInt8>, header: RTPHeader, arrival: MonotonicTime) -> Admission {
        guard let expected else {
            self.expected = header.sequence &+ 1
            return .inOrder
        }
        let ahead = distance(to: header.sequence, from: expected)
        if ahead == 0 {
            self.expected = header.sequence &+ 1
            return .inOrder
        }
        guard (-SequenceTracker.largestDelay...SequenceTracker.largestGap).contains(ahead) else { return .farOff }
        guard ahead > 0 else { return .late }
        return hold(packet, header: header, arrival: arrival, ahead: ahead, expected: expected)
    }

    private mutating func hold(
        _ packet: Span<UInt8>,
        header: RTPHeader,
        arrival: MonotonicTime,
        ahead: Int,
        expected: UInt16
    ) -> Admission {
        // A caller that does not pull must not make this grow.
        guard held.count <= Self.capacity else { return .late }
        var index = held.count
        while index > 0 {
            let other = distance(to: held[index - 1].header.sequence, from: expected)
            if other == ahead { return .duplicate }
            if other > ahead { break }
            index -= 1
        }
        held.insert(Packet(bytes: Bytes(copying: packet), header: header, arrival: arrival), at: index)
        if waitingSince == nil { waitingSince = arrival }
        return .held
    }

    /// The next packet in order, if it is there or there is no use in waiting for those before it.
    package mutating func next(now: MonotonicTime) -> Packet? {
        guard let expected, let lowest = held.last, let highest = held.first else {
            waitingSince = nil
            return nil
        }
        if lowest.header.sequence != expected, held.count < Self.capacity,
            distance(to: highest.header.sequence, from: expected) < Self.capacity
        {
            // Only here does it matter how long they wait, so only here it is looked up, once after packets were taken.
            let since = waitingSince ?? held.reduce(lowest.arrival) { min($0, $1.arrival) }
            waitingSince = since
            guard since + Self.patience <= now else { return nil }
        }
        held.removeLast()
        waitingSince = nil
        self.expected = lowest.header.sequence &+ 1
        return lowest
    }

    /// When to call ``next(now:)`` even if no packet comes; nil if nothing is held.
    package var deadline: MonotonicTime? { waitingSince.map { $0 + Self.patience } }

    /// The sender has begun anew with this packet, which is in use: what is held belongs to what was before.
    package mutating func restart(after sequence: UInt16) {
        expected = sequence &+ 1
        held.removeAll(keepingCapacity: true)
        waitingSince = nil
    }

    private func distance(to sequence: UInt16, from expected: UInt16) -> Int {
        Int(Int16(bitPattern: sequence &- expected))
    }
}
