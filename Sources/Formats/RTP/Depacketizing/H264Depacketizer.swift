package import Media

/// H.264 out of RTP, packetization modes 0 and 1 (RFC 6184): single NAL units, STAP-A and FU-A. What is special is in
/// ``H264Syntax``.
package struct H264Depacketizer: Sendable {
    /// What the unit that ``next()`` returned last needs; before the first one, what the session description said.
    package var format: TrackFormat? { depacketizer.format }
    /// Goes up whenever ``format`` becomes another one; 0 as long as there is none.
    package var formatVersion: Int { depacketizer.formatVersion }
    package let clockRate: UInt32
    package var counts: DepacketizerCounts { depacketizer.counts }

    private var depacketizer: NALDepacketizer<H264Syntax>

    /// - Parameter parameterSets: of the session description, base64, separated by commas; may be empty.
    package init(parameterSets: String = "", clockRate: UInt32 = 90_000) throws(RTPError) {
        guard clockRate > 0 else { throw .malformed("a clock rate of 0") }
        self.clockRate = clockRate
        var sets = NALParameterSets<H264Syntax>()
        sets.store(sprop: parameterSets)
        depacketizer = NALDepacketizer(sets: sets)
    }

    /// See ``Depacketizer/push(_:payload:afterLoss:into:)``.
    package mutating func push(
        _ header: RTPHeader,
        payload: Span<UInt8>,
        afterLoss: Bool,
        into arena: inout ByteArena
    ) {
        depacketizer.push(header, payload: payload, afterLoss: afterLoss, into: &arena)
    }

    /// The next unit that is complete; makes ``format`` that unit's.
    package mutating func next() -> DepacketizedUnit? { depacketizer.next() }
}
