package import Media

/// One coded picture or one block of audio, as a depacketiser gives it out: not yet placed on a time line.
package struct DepacketizedUnit: Sendable {
    /// As ``Media/AccessUnit/payload``.
    package var payload: Bytes
    /// Of RTP, as the camera wrote it: in ticks of the depacketiser's clock rate.
    package var timestamp: UInt32
    package var flags: AccessUnit.Flags
    /// Audio: how long it is, in ticks of the depacketiser's clock rate. Video: 0.
    package var samples: UInt32

    package init(payload: Bytes, timestamp: UInt32, flags: AccessUnit.Flags, samples: UInt32) {
        self.payload = payload
        self.timestamp = timestamp
        self.flags = flags
        self.samples = samples
    }
}

/// What a depacketiser had to forgive or give up, for the camera's health page.
package struct DepacketizerCounts: Hashable, Sendable {
    /// Access units of which a part came, but not all, or that were too large.
    package var droppedUnits = 0
    /// Packets or parts of packets that mean nothing here.
    package var oddities = 0

    package init(droppedUnits: Int = 0, oddities: Int = 0) {
        self.droppedUnits = droppedUnits
        self.oddities = oddities
    }
}

/// The units that one packet completed. Its memory is kept from packet to packet.
struct UnitQueue: Sendable {
    private var units: [DepacketizedUnit] = []
    private var head = 0
    /// Number of the next unit to be appended, since the beginning.
    private(set) var appended = 0

    /// More than any one packet can complete, so that only a caller that never pulls loses units.
    private static let capacity = 512

    init() { units.reserveCapacity(8) }

    mutating func append(_ unit: DepacketizedUnit) {
        guard units.count < Self.capacity else { return }
        units.append(unit)
        appended += 1
    }

    /// The next unit and its number.
    mutating func next() -> (unit: DepacketizedUnit, number: Int)? {
        guard head < units.count else { return nil }
        let unit = units[head]
        head += 1
        let number = appended - (units.count - head) - 1
        if head == units.count {
            units.removeAll(keepingCapacity: true)
            head = 0
        }
        return (unit, number)
    }
}
