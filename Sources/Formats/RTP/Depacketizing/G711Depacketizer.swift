package import Media

/// G.711 out of RTP (RFC 3551 §4.5.14): the samples as they are, any number in a packet.
package struct G711Depacketizer: Sendable {
    package let format: TrackFormat?
    package let formatVersion = 1
    package let clockRate: UInt32
    package private(set) var counts = DepacketizerCounts()

    private let channels: Int
    private var isAfterLoss = false
    private var queue = UnitQueue()

    package init(format: G711Format) {
        self.format = .g711(format)
        self.clockRate = format.timescale
        self.channels = max(1, format.channels)
    }

    /// See ``Depacketizer/push(_:payload:afterLoss:into:)``.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        if afterLoss { isAfterLoss = true }
        let samples = payload.count / channels
        guard samples > 0 else {
            counts.oddities += 1
            return
        }
        arena.append(payload.extracting(0..<samples * channels))
        let flags: AccessUnit.Flags = isAfterLoss ? [.key, .afterLoss] : .key
        isAfterLoss = false
        queue.append(
            DepacketizedUnit(
                payload: arena.finish(),
                timestamp: header.timestamp,
                flags: flags,
                samples: UInt32(samples)
            )
        )
    }

    /// The next unit that is complete.
    package mutating func next() -> DepacketizedUnit? { queue.next()?.unit }
}
