package import Media

/// Follows the sequence numbers of one sender (RFC 3550 §6.4 and appendix A), and counts what a receiver report needs.
package struct SequenceTracker: Sendable {
    /// What a packet is in the order of things.
    package enum Place: Hashable, Sendable {
        /// The one expected, or the first of all.
        case next
        /// Ahead of the one expected: `lost` packets are missing before it.
        case gap(lost: Int)
        /// Behind the newest, and not seen before. Its gap has been reported: do not use it.
        case late
        /// Seen before: do not use it.
        case duplicate
        /// So far off that it may be an accident: do not use it. If its successor follows, that one is a restart.
        case stray
        /// The second in a row at a far-off place, or one after 64 old ones: the sender has begun anew. Use it, as after a
        /// loss.
        case restart

        /// Whether the packet may go to the depacketiser.
        package var isUsable: Bool {
            switch self {
            case .next, .gap, .restart: true
            case .late, .duplicate, .stray: false
            }
        }

        /// What to tell the depacketiser.
        package var isAfterLoss: Bool {
            switch self {
            case .gap, .restart: true
            case .next, .late, .duplicate, .stray: false
            }
        }
    }

    /// Since the beginning, over all restarts.
    package struct Totals: Hashable, Sendable {
        package var received = 0
        /// Missing now: one that arrives late after all is taken off again.
        package var lost = 0
        package var duplicate = 0
        package var reordered = 0
        package var restarts = 0
    }

    package private(set) var totals = Totals()

    /// Ticks per second of the timestamps, for the jitter.
    private let clockRate: UInt32
    /// Extended number of the newest packet: cycles in the upper bits. -1 before the first.
    private var highest: Int64 = -1
    /// The lowest number that came, as reports want it.
    private var base: Int64 = 0
    /// The first that came: only what is missing behind it counts as lost.
    private var first: Int64 = 0
    /// Received since the base, duplicates included as RFC 3550 wants it.
    private var receivedSinceBase: Int64 = 0
    /// Bit n: number `highest - n` was seen.
    private var seen: UInt128 = 0
    private var afterStray: UInt16?
    /// Late packets and duplicates in a row.
    private var oldInARow = 0
    private var expectedAtReport: Int64 = 0
    private var receivedAtReport: Int64 = 0
    private var jitter = 0.0
    private var lastTransit: (arrival: MonotonicTime, timestamp: UInt32)?

    /// RFC 3550 appendix A.1: beyond these, a packet does not belong.
    static let largestGap = 3000
    static let largestDelay = 100
    /// More old packets in a row than any network delays: the sender has gone back by a few.
    static let mostOldInARow = 64

    package init(clockRate: UInt32) { self.clockRate = clockRate }

    /// The extended number of the newest packet (RFC 3550 §6.4.1), not cut to 32 bits; nil before the first.
    package var highestExtended: Int64? { highest < 0 ? nil : highest }

    /// Another sender takes the place of the one before: its numbers say nothing about those.
    package mutating func startAnew() {
        var fresh = SequenceTracker(clockRate: clockRate)
        fresh.totals = totals
        self = fresh
    }

    package mutating func place(
        sequence: UInt16,
        timestamp: UInt32,
        arrival: MonotonicTime
    ) -> Place {
        var place = classify(sequence)
        if place == .late || place == .duplicate {
            oldInARow += 1
            if oldInARow > Self.mostOldInARow {
                beginNextCycle(at: sequence)
                place = .restart
            }
        } else {
            oldInARow = 0
        }
        totals.received += 1
        receivedSinceBase += 1
        switch place {
        case .next: break
        case .gap(let lost): totals.lost += lost
        case .late: totals.reordered += 1
        case .duplicate: totals.duplicate += 1
        case .stray:
            receivedSinceBase -= 1
            return place
        case .restart:
            totals.restarts += 1
            lastTransit = nil
        }
        if place.isUsable { measureJitter(timestamp: timestamp, arrival: arrival) }
        return place
    }

    private mutating func classify(_ sequence: UInt16) -> Place {
        guard highest >= 0 else {
            begin(at: Int64(sequence))
            return .next
        }
        let ahead = Int(sequence &- UInt16(truncatingIfNeeded: highest))
        switch ahead {
        case 0:
            afterStray = nil
            return .duplicate
        case 1...Self.largestGap:
            afterStray = nil
            highest += Int64(ahead)
            seen = seen << UInt128(ahead) | 1
            return ahead == 1 ? .next : .gap(lost: ahead - 1)
        case (65_536 - Self.largestDelay)...:
            afterStray = nil
            let behind = 65_536 - ahead
            let bit = UInt128(1) << UInt128(behind)
            guard seen & bit == 0 else { return .duplicate }
            seen |= bit
            if highest - Int64(behind) < first {
                // Older than the first packet that came, so it was never counted as lost.
                base = max(0, min(base, highest - Int64(behind)))
            } else {
                totals.lost -= 1
            }
            return .late
        default:
            guard sequence == afterStray else {
                afterStray = sequence &+ 1
                return .stray
            }
            beginNextCycle(at: sequence)
            // The stray was the first of them.
            base -= 1
            seen = 0b11
            receivedSinceBase = 1
            return .restart
        }
    }

    /// In the next cycle, so that extended numbers never fall.
    private mutating func beginNextCycle(at sequence: UInt16) {
        begin(at: ((highest >> 16) + 1) << 16 | Int64(sequence))
    }

    private mutating func begin(at extended: Int64) {
        highest = extended
        base = extended
        first = extended
        seen = 1
        afterStray = nil
        oldInARow = 0
        receivedSinceBase = 0
        expectedAtReport = 0
        receivedAtReport = 0
    }

    /// RFC 3550 appendix A.8, from one packet to the next, so that no clock reading gets large.
    private mutating func measureJitter(timestamp: UInt32, arrival: MonotonicTime) {
        defer { lastTransit = (arrival, timestamp) }
        guard let lastTransit else { return }
        let nanoseconds = arrival.nanoseconds &- lastTransit.arrival.nanoseconds
        let elapsed = Double(nanoseconds) * 1e-9 * Double(clockRate)
        let stamped = Double(Int32(bitPattern: timestamp &- lastTransit.timestamp))
        jitter += (abs(elapsed - stamped) - jitter) / 16
    }

    /// The numbers of a receiver report; the fraction is that since the last call (RFC 3550 appendix A.3).
    package mutating func report() -> ReceptionReport {
        guard highest >= 0 else { return ReceptionReport() }
        let expected = highest - base + 1
        let lost = min(max(expected - receivedSinceBase, -0x80_0000), 0x7F_FFFF)
        let expectedNow = expected - expectedAtReport
        let lostNow = expectedNow - (receivedSinceBase - receivedAtReport)
        expectedAtReport = expected
        receivedAtReport = receivedSinceBase
        return ReceptionReport(
            fractionLost: expectedNow > 0 && lostNow > 0 ? UInt8(min(255, lostNow << 8 / expectedNow)) : 0,
            cumulativeLost: Int32(lost),
            highestSequence: UInt32(truncatingIfNeeded: highest),
            jitter: UInt32(clamping: Int64(min(jitter, Double(UInt32.max))))
        )
    }
}

/// The part of a reception report block that the receiver counts (RFC 3550 §6.4.1).
package struct ReceptionReport: Hashable, Sendable {
    /// Of the packets since the last report, in 1/256.
    package var fractionLost: UInt8 = 0
    /// 24 bits, signed: duplicates can make it negative.
    package var cumulativeLost: Int32 = 0
    package var highestSequence: UInt32 = 0
    /// In ticks.
    package var jitter: UInt32 = 0

    package init(
        fractionLost: UInt8 = 0,
        cumulativeLost: Int32 = 0,
        highestSequence: UInt32 = 0,
        jitter: UInt32 = 0
    ) {
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.highestSequence = highestSequence
        self.jitter = jitter
    }
}
