import Media
import RTP

/// One RTP stream of a session, from its packets to units on the session's common time line.
struct ReceivedTrack {
    /// Of the RTP timestamps.
    private let clockRate: UInt32
    /// RTP timestamp that the PLAY answer gave as the common start (RFC 7826 §18.45); nil where it said none.
    private var playTimestamp: UInt32?
    private var depacketizer: Depacketizer
    private var sequence: SequenceTracker
    private var unwrapper: TimestampUnwrapper
    private var decode = DecodeTimeline(reorderDepth: nil)
    private var senderReport: (camera: CameraTime, timestamp: UInt32)?
    /// The track's ticks that are 0 on the common time line of this epoch.
    private var zero: MediaTicks?
    private var lastFormatVersion = 0

    init(depacketizer: Depacketizer, clockRate: UInt32) {
        self.depacketizer = depacketizer
        self.clockRate = clockRate
        sequence = SequenceTracker(clockRate: clockRate)
        // A camera's clock that moves by more than ten seconds between two pictures was set, or the camera restarted.
        unwrapper = TimestampUnwrapper(largestStep: Int64(clockRate) * 10)
    }

    mutating func note(playTimestamp: UInt32?) { self.playTimestamp = playTimestamp }

    var format: TrackFormat? { depacketizer.format }
    var lostPackets: Int { sequence.totals.lost }

    /// Whether the format is another one than at the last call.
    mutating func takeFormatChange() -> Bool {
        defer { lastFormatVersion = depacketizer.formatVersion }
        return depacketizer.formatVersion != lastFormatVersion
    }

    mutating func receive(_ packet: Span<UInt8>, arrival: MonotonicTime, into arena: inout ByteArena) throws(RTPError) {
        let header = try RTPHeader(packet)
        let place = sequence.place(sequence: header.sequence, timestamp: header.timestamp, arrival: arrival)
        guard place.isUsable else { return }
        depacketizer.push(
            header,
            payload: packet.extracting(header.payload),
            afterLoss: place.isAfterLoss,
            into: &arena
        )
    }

    mutating func nextUnit() -> DepacketizedUnit? { depacketizer.next() }

    /// Ticks per second of the units' times. Some cameras stamp their AAC packets in another rate than its samples have.
    var timescale: UInt32 { format?.timescale ?? clockRate }

    /// The unit's ticks in ``timescale``, and whether its time jumped so far that a new epoch must begin.
    mutating func ticks(of unit: DepacketizedUnit) -> (ticks: MediaTicks, isJump: Bool) {
        let position = unwrapper.unwrap(unit.timestamp)
        return (position.ticks.rescaled(from: clockRate, to: timescale), position.jump != nil)
    }

    mutating func note(senderReport camera: CameraTime, timestamp: UInt32) { senderReport = (camera, timestamp) }

    // MARK: The common time line

    mutating func forgetEpoch() {
        zero = nil
        decode = DecodeTimeline(reorderDepth: reorderDepth)
    }

    private var reorderDepth: Int? {
        if case .h264(let format)? = format { format.sequence.reorderDepth } else { nil }
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
        if let own = senderReport, let other = video.senderReport {
            let ownTime = Self.nanoseconds(distance(timestamp, own.timestamp), rate: clockRate)
            let videoTime = Self.nanoseconds(distance(videoTimestamp, other.timestamp), rate: video.clockRate)
            return (own.camera - other.camera).inNanoseconds &+ ownTime &- videoTime
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
