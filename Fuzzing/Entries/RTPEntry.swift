import Media
import RTP

/// The packets of one track, as an engine takes them: receiver, depacketiser, time line.
///
/// The input is a byte of choices, then packets: a byte of what is odd about it (``Oddity``), and its payload. A packet
/// without oddities is the next one of the same access unit.
extension FuzzEntry {
    static func rtp(_ codec: FuzzedCodec) -> FuzzEntry {
        FuzzEntry("rtp-\(codec.rawValue)", seeds: { try codec.seeds() }) { bytes throws(BrokenPromise) in
            var input = FuzzInput(bytes)
            let choices = input.byte()
            guard let depacketizer = codec.depacketizer(choices) else { return }
            var track = FuzzedTrack(depacketizer, codec: codec, overDatagrams: choices & 0x80 != 0)
            while !input.isEmpty { try track.receive(from: &input) }
            try track.wait()
        }
    }
}

private struct Oddity: OptionSet {
    let rawValue: UInt8
    static let marker = Oddity(rawValue: 1)
    static let nextPicture = Oddity(rawValue: 2)
    static let gap = Oddity(rawValue: 4)
    /// The bytes are the whole packet, header and all.
    static let raw = Oddity(rawValue: 8)
    static let control = Oddity(rawValue: 16)
    static let late = Oddity(rawValue: 32)
    static let pause = Oddity(rawValue: 64)
    static let otherClock = Oddity(rawValue: 128)
}

private struct FuzzedTrack: ~Copyable {
    private let codec: FuzzedCodec
    private var depacketizer: Depacketizer
    private var receiver: RTPReceiver
    private var timeline: TimestampTimeline
    private var witness: TimelineWitness
    private var arena = ByteArena(chunkCapacity: 4096)
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var sequence: UInt16 = 65_530
    private var timestamp: UInt32 = 0xFFFF_F000
    private var fed = 0

    init(_ depacketizer: Depacketizer, codec: FuzzedCodec, overDatagrams: Bool) {
        self.codec = codec
        self.depacketizer = depacketizer
        receiver = RTPReceiver(
            payloadTypes: [96, 97],
            clockRate: depacketizer.clockRate,
            transport: overDatagrams ? .udp : .tcp,
            ownSource: 1,
            canonicalName: "recorder@nightjar"
        )
        timeline = TimestampTimeline(clockRate: depacketizer.clockRate)
        witness = TimelineWitness(clockRate: Int64(depacketizer.clockRate))
    }

    mutating func receive(from input: inout FuzzInput) throws(BrokenPromise) {
        let oddity = Oddity(rawValue: input.byte())
        now = now + (oddity.contains(.pause) ? .milliseconds(Int64(input.byte()) * 100) : .milliseconds(1))
        sequence &+= oddity.contains(.gap) ? UInt16(input.byte()) &+ 2 : 1
        if oddity.contains(.nextPicture) { timestamp &+= 3000 }
        if oddity.contains(.otherClock) { timestamp = input.number() }
        let payload = input.chunk()
        fed += payload.count + RTPHeader.length
        if oddity.contains(.control) { return receive(control: payload) }
        var packet: [UInt8] = []
        if oddity.contains(.raw) {
            packet = payload
        } else {
            let header = RTPHeader(
                marker: oddity.contains(.marker),
                payloadType: 96,
                sequence: oddity.contains(.late) ? sequence &- 3 : sequence,
                timestamp: timestamp,
                ssrc: 0xCAFE
            )
            header.append(to: &packet)
            packet += payload
        }
        if case .use(let admitted) = receiver.receive(packet.span, arrival: now) {
            try push(admitted, packet.span, arrival: now)
        }
        try takeHeld()
    }

    /// All that waits is given out.
    mutating func wait() throws(BrokenPromise) {
        now = now + .seconds(1)
        try takeHeld()
        try expect(receiver.deadline == nil, "a packet waits for ever")
        let counts = receiver.counts
        let all = [
            counts.received, counts.lostOnTheWay, counts.lostAtCamera, counts.late, counts.duplicates, counts.strays,
            counts.restarts, counts.newSources, counts.foreignPayloadTypes, counts.foreignSources, counts.malformed,
        ]
        try expect(all.allSatisfy { $0 >= 0 }, "a count below nothing: \(counts)")
    }

    private mutating func receive(control packet: [UInt8]) {
        receiver.receive(control: packet.span, arrival: now)
        guard receiver.isReportDue(now: now) else { return }
        var generator = SystemRandomNumberGenerator()
        _ = receiver.receiverReport(now: now, using: &generator)
    }

    private mutating func takeHeld() throws(BrokenPromise) {
        while let held = receiver.next(now: now) { try push(held.admitted, held.bytes.span, arrival: held.arrival) }
    }

    private mutating func push(
        _ admitted: RTPReceiver.Admitted,
        _ packet: Span<UInt8>,
        arrival: MonotonicTime
    ) throws(BrokenPromise) {
        if admitted.isNewSource { timeline.startEpoch() }
        depacketizer.push(
            admitted.header,
            payload: packet.extracting(admitted.header.payload),
            afterLoss: admitted.isAfterLoss,
            into: &arena
        )
        // A unit of one byte gets a length of four; a picture gets the head of a file.
        try expect(arena.pendingCount <= 4 * fed + 1024, "\(arena.pendingCount) bytes wait after \(fed) came")
        while let unit = depacketizer.next() {
            try codec.check(unit, format: depacketizer.format)
            let point = timeline.place(unit.timestamp, arrival: arrival)
            try witness.check(point, arrival: arrival)
        }
    }
}

/// Watches a time line from outside: whatever the camera stamps, it steps only as far as it says.
struct TimelineWitness {
    let clockRate: Int64
    private var latest: Int64?
    private var believed: (ticks: Int64, arrival: MonotonicTime)?

    init(clockRate: Int64) { self.clockRate = clockRate }

    mutating func check(_ point: TimestampTimeline.Point, arrival: MonotonicTime) throws(BrokenPromise) {
        let ticks = point.ticks.count
        defer { latest = max(latest ?? ticks, ticks) }
        guard let latest, let believed else {
            try expect(point.continuity == .continuous, "the first unit is \(point.continuity)")
            self.believed = (ticks, arrival)
            return
        }
        let step = inTicks(TimestampTimeline.largestStep)
        if point.continuity == .continuous {
            let elapsed = min(max(arrival - believed.arrival, .zero), .seconds(3600))
            try expect(ticks - believed.ticks <= step + inTicks(elapsed), "a step of \(ticks - believed.ticks) ticks")
            let reordering = inTicks(TimestampTimeline.largestReordering)
            try expect(latest - ticks <= reordering, "\(latest - ticks) ticks back")
        } else {
            try expect(
                ticks > latest && ticks - latest <= max(step, 1),
                "\(point.continuity) \(ticks - latest) ticks on"
            )
        }
        if point.continuity != .restamped { self.believed = (ticks, arrival) }
    }

    private func inTicks(_ duration: Duration) -> Int64 { duration.inNanoseconds / 1_000_000 * clockRate / 1000 }
}
