package import Media

/// H.265 out of RTP (RFC 7798): single NAL units, aggregation packets and fragmentation units. What is special is in
/// ``H265Syntax``.
package struct H265Depacketizer: Sendable {
    /// What a session description says of parameter sets (RFC 7798 §7.1): each base64, separated by commas.
    package struct ParameterSets: Hashable, Sendable {
        /// sprop-vps
        package var video: String
        /// sprop-sps
        package var sequence: String
        /// sprop-pps
        package var picture: String

        package init(video: String = "", sequence: String = "", picture: String = "") {
            self.video = video
            self.sequence = sequence
            self.picture = picture
        }
    }

    /// What the unit that ``next()`` returned last needs; before the first one, what the session description said.
    package var format: TrackFormat? { depacketizer.format }
    /// Goes up whenever ``format`` becomes another one; 0 as long as there is none.
    package var formatVersion: Int { depacketizer.formatVersion }
    package let clockRate: UInt32
    package var counts: DepacketizerCounts { depacketizer.counts }

    private var depacketizer: NALDepacketizer<H265Syntax>

    /// - Parameters:
    ///   - parameterSets: used only if there is one of each kind; otherwise the stream's are waited for.
    ///   - hasOrder: decoding order numbers stand in front of NAL units (sprop-max-don-diff above 0).
    package init(
        parameterSets: ParameterSets = ParameterSets(),
        hasOrder: Bool = false,
        clockRate: UInt32 = 90_000
    ) throws(RTPError) {
        guard clockRate > 0 else { throw .malformed("a clock rate of 0") }
        self.clockRate = clockRate
        var sets = NALParameterSets<H265Syntax>()
        for sprop in [parameterSets.video, parameterSets.sequence, parameterSets.picture] { sets.store(sprop: sprop) }
        // Some cameras announce only some of them, or old ones: a mixture with the stream's would be neither's.
        if !sets.isComplete { sets = NALParameterSets() }
        depacketizer = NALDepacketizer(sets: sets, hasOrder: hasOrder)
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
