import Media
import RTP

/// One RTP stream of a session, from its packets to units on the session's common time line.
struct ReceivedTrack {
    /// What comes between a unit's time and that of the one before.
    enum Jump {
        case none
        /// The camera's clock was set.
        case clock
        /// The packets come from another source: nothing is known of what it sent before.
        case source
    }

    /// Of the RTP timestamps.
    private let clockRate: UInt32
    /// RTP timestamp that the PLAY answer gave as the common start (RFC 7826 §18.45); nil where it said none.
    private var playTimestamp: UInt32?
    private var depacketizer: Depacketizer
    private var receiver: RTPReceiver
    private var timeline: TimestampTimeline
    private let isReordering: Bool
    private var hasNewSource = false
    private var decode = DecodeTimeline(reorderDepth: nil)
    /// The track's ticks that are 0 on the common time line of this epoch.
    private var zero: MediaTicks?
    /// Of the format that the newest unit needs.
    private var formatVersion: Int
    private var lastFormatVersion = 0
    /// Ticks per second of the units' times. Some cameras stamp their AAC packets in another rate than its samples have.
    private(set) var timescale: UInt32

    /// - Parameters:
    ///   - payloadTypes: that were agreed upon for this track.
    ///   - likelySource: the source that the camera named at SETUP; often untrue.
    init(
        depacketizer: Depacketizer,
        payloadTypes: [UInt8],
        clockRate: UInt32,
        transport: StreamTransport = .tcp,
        likelySource: UInt32? = nil
    ) {
        self.depacketizer = depacketizer
        self.clockRate = clockRate
        timescale = depacketizer.format?.timescale ?? clockRate
        formatVersion = depacketizer.formatVersion
        receiver = RTPReceiver(
            payloadTypes: payloadTypes,
            clockRate: clockRate,
            transport: transport == .udp ? .udp : .tcp,
            likelySource: likelySource,
            ownSource: .random(in: .min ... .max),
            canonicalName: "recorder@nightjar"
        )
        timeline = TimestampTimeline(clockRate: clockRate)
        isReordering = transport == .udp
    }

    mutating func note(playTimestamp: UInt32?) { self.playTimestamp = playTimestamp }

    var format: TrackFormat? { depacketizer.format }
    var counts: ReceptionCounts { receiver.counts }
    var damagedUnits: Int { depacketizer.counts.droppedUnits }
    var oddPackets: Int { depacketizer.counts.oddities }

    /// Whether the format is another one than at the last call.
    mutating func takeFormatChange() -> Bool {
        defer { lastFormatVersion = formatVersion }
        return formatVersion != lastFormatVersion
    }

    // MARK: Packets

    /// - Returns: whether ``takeHeld(now:into:)`` may have something to take. Not a property: to ask one of an element of an
    ///   array, the optimiser takes a copy of the whole track, for every packet.
    mutating func receive(_ packet: Span<UInt8>, arrival: MonotonicTime, into arena: inout ByteArena) -> Bool {
        switch receiver.receive(packet, arrival: arrival) {
        case .use(let admitted):
            push(admitted, packet, into: &arena)
            return isReordering
        case .held: return true
        case .drop: return isReordering
        }
    }

    /// Takes the next packet that had come too early, if its turn is now; answers when it came.
    mutating func takeHeld(now: MonotonicTime, into arena: inout ByteArena) -> MonotonicTime? {
        guard let held = receiver.next(now: now) else { return nil }
        push(held.admitted, held.bytes.span, into: &arena)
        return held.arrival
    }

    private mutating func push(_ admitted: RTPReceiver.Admitted, _ packet: Span<UInt8>, into arena: inout ByteArena) {
        if admitted.isNewSource {
            timeline.startEpoch()
            hasNewSource = true
        }
        depacketizer.push(
            admitted.header,
            payload: packet.extracting(admitted.header.payload),
            afterLoss: admitted.isAfterLoss,
            into: &arena
        )
    }

    mutating func receive(control packet: Span<UInt8>, arrival: MonotonicTime) {
        receiver.receive(control: packet, arrival: arrival)
    }

    /// A report of ours, if one is due.
    mutating func receiverReport(now: MonotonicTime) -> [UInt8]? {
        guard receiver.isReportDue(now: now) else { return nil }
        var generator = SystemRandomNumberGenerator()
        return receiver.receiverReport(now: now, using: &generator)
    }

    mutating func noteSkippedBytes() { receiver.noteSkippedBytes() }

    // MARK: Units

    mutating func nextUnit() -> DepacketizedUnit? {
        guard let unit = depacketizer.next() else { return nil }
        noticeFormat()
        return unit
    }

    /// Not in line: to look at the depacketiser, the optimiser takes a copy of all of it, and most packets complete no unit.
    @inline(never)
    private mutating func noticeFormat() {
        guard depacketizer.formatVersion != formatVersion else { return }
        formatVersion = depacketizer.formatVersion
        timescale = format?.timescale ?? clockRate
    }

    /// The unit's ticks in ``timescale``, which go on over a jump.
    mutating func ticks(of unit: DepacketizedUnit, arrival: MonotonicTime) -> (ticks: MediaTicks, jump: Jump) {
        let point = timeline.place(unit.timestamp, arrival: arrival)
        let ticks = point.ticks.rescaled(from: clockRate, to: timescale)
        defer { hasNewSource = false }
        guard point.continuity == .newEpoch else { return (ticks, .none) }
        return (ticks, hasNewSource ? .source : .clock)
    }

    // MARK: The common time line

    mutating func forgetEpoch() {
        zero = nil
        decode = DecodeTimeline(reorderDepth: format?.codec.reorderDepth)
    }

    var hasZero: Bool { zero != nil }

    mutating func setZero(_ ticks: MediaTicks) { zero = ticks }

    /// Sets the zero so that the unit at `ticks` lies `nanoseconds` after the start of the epoch.
    mutating func setZero(so ticks: MediaTicks, liesAt nanoseconds: Int64) {
        zero = ticks + -Self.ticks(nanoseconds, rate: timescale)
    }

    /// The unit's place on the common time line, or nil before there is one or before its start.
    mutating func place(_ ticks: MediaTicks) -> (decode: MediaTicks, offset: Int32)? {
        guard let zero, ticks >= zero else { return nil }
        return decode.place(MediaTicks(ticks - zero))
    }

    /// How long after the first picture's time this track's zero lies by the camera's own word: by its sender reports or,
    /// before they come, by what it said at PLAY. Nil if it said neither for both tracks.
    func offset(ofTimestamp timestamp: UInt32, from video: ReceivedTrack, videoTimestamp: UInt32) -> Int64? {
        if let own = receiver.senderClock, let other = video.receiver.senderClock {
            let ownTime = Self.nanoseconds(distance(timestamp, own.timestamp), rate: clockRate)
            let videoTime = Self.nanoseconds(distance(videoTimestamp, other.timestamp), rate: video.clockRate)
            return (own.time - other.time).inNanoseconds &+ ownTime &- videoTime
        }
        if let own = playTimestamp, let other = video.playTimestamp {
            return Self.nanoseconds(distance(timestamp, own), rate: clockRate)
                - Self.nanoseconds(distance(videoTimestamp, other), rate: video.clockRate)
        }
        return nil
    }

    private func distance(_ timestamp: UInt32, _ origin: UInt32) -> Int64 {
        Int64(Int32(bitPattern: timestamp &- origin))
    }

    static func nanoseconds(_ ticks: Int64, rate: UInt32) -> Int64 {
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: Int64(rate))
        return seconds &* 1_000_000_000 &+ rest * 1_000_000_000 / Int64(rate)
    }

    static func ticks(_ nanoseconds: Int64, rate: UInt32) -> Int64 {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds &* Int64(rate) &+ rest * Int64(rate) / 1_000_000_000
    }
}
