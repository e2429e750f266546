package import Media

/// Opus out of RTP (RFC 7587): one Opus packet in each.
package struct OpusDepacketizer: Sendable {
    package let format: TrackFormat?
    package let formatVersion = 1
    package let clockRate: UInt32
    package private(set) var counts = DepacketizerCounts()

    private var isAfterLoss = false
    private var queue = UnitQueue()

    package init(format: OpusFormat) {
        self.format = .opus(format)
        self.clockRate = format.timescale
    }

    /// See ``Depacketizer/push(_:payload:afterLoss:into:)``.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        if afterLoss { isAfterLoss = true }
        guard let duration = OpusFormat.duration(ofPacket: payload) else {
            counts.oddities += 1
            return
        }
        arena.append(payload)
        let flags: AccessUnit.Flags = isAfterLoss ? [.key, .afterLoss] : .key
        isAfterLoss = false
        queue.append(
            DepacketizedUnit(payload: arena.finish(), timestamp: header.timestamp, flags: flags, samples: duration)
        )
    }

    /// The next unit that is complete.
    package mutating func next() -> DepacketizedUnit? { queue.next()?.unit }
}
