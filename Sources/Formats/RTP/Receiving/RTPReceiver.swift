package import Media

/// Decides which packets of one track are used, and in which order: the one place that looks at payload types, sources
/// and sequence numbers. Reports of both directions are in the extension (RTCP).
///
/// Give it every packet, use the one that it says to use, then pull with ``next(now:)`` until nil. What arrives in order
/// from the one source, as nearly everything does, is neither copied nor held.
package struct RTPReceiver: Sendable {
    /// What carries the packets. By UDP they are put in order; by TCP a gap is the camera's own (see
    /// ``ReceptionCounts/lostAtCamera``).
    package enum Transport: Hashable, Sendable { case tcp, udp }

    /// A packet to be used.
    package struct Admitted: Hashable, Sendable {
        package var header: RTPHeader
        /// Packets before this one are missing. Always true with `isNewSource`.
        package var isAfterLoss: Bool
        /// The first packet of another source: what was begun before is given up, and a new epoch begins.
        package var isNewSource: Bool
    }

    package enum DropReason: Hashable, Sendable {
        case malformed, foreignPayloadType, foreignSource, late, duplicate
    }

    package enum Answer: Hashable, Sendable {
        /// Use the packet as it lies, now.
        case use(Admitted)
        /// Copied; ``next(now:)`` gives it out, if it turns out to belong. By TCP, there is nothing to pull after any other
        /// answer.
        case held
        case drop(DropReason)
    }

    /// A packet that was held and is to be used now.
    package struct Held: Sendable {
        package var bytes: Bytes
        package var arrival: MonotonicTime
        package var admitted: Admitted
    }

    /// The newest report of the current source about its clock.
    package struct SenderClock: Hashable, Sendable {
        package var time: CameraTime
        /// The same instant as `time`, on the clock of the track's timestamps.
        package var timestamp: UInt32
        package var arrival: MonotonicTime
    }

    /// Packets in a row, with none of the current source among them, that make another source the current one.
    package static let packetsOfNewSource = 3
    /// So long the current source must have been silent before one that it took the place of can come back.
    package static let silenceBeforeReturn: Duration = .seconds(1)

    /// The source that the camera named at SETUP (`ssrc` of Transport). Often untrue, so it decides nothing, but a
    /// packet of it is believed at once.
    package var likelySource: UInt32?
    /// Whose packets are taken; nil before the first.
    package internal(set) var source: UInt32?
    /// The current source has said goodbye and has sent nothing since.
    package internal(set) var hasLeft = false
    /// Nil before the first report of the current source that tells a time.
    package internal(set) var senderClock: SenderClock?
    /// When the next report is due; nil before the first was written.
    package internal(set) var nextReport: MonotonicTime?

    let ownSource: UInt32
    let canonicalName: String
    /// A report of a source that is not the current one: its packets may follow.
    var foreignReport: (ssrc: UInt32, clock: SenderClock)?
    var tracker: SequenceTracker
    /// What the tracker does not count.
    var tally = ReceptionCounts()

    private let payloadTypes: UInt128
    private let transport: Transport
    private var reorder: ReorderBuffer?
    private var candidate: Candidate?
    private var previousSource: UInt32?
    private var lastArrival = MonotonicTime(nanoseconds: 0)
    private var isFirstOfNewSource = false
    private var isAfterSkip = false
    private var lostAfterSkip = 0
    /// A packet far off, kept until its successor shows that the sender began anew with it.
    private var stray: Waiting?
    /// Decided to be used, in order.
    private var ready: [Held] = []

    private struct Waiting: Sendable {
        var bytes: Bytes
        var header: RTPHeader
        var arrival: MonotonicTime
    }

    /// A source that may become the current one.
    private struct Candidate: Sendable {
        var ssrc: UInt32
        /// At most ``RTPReceiver/packetsOfNewSource``, the newest.
        var packets: [Waiting]
    }

    /// - Parameters:
    ///   - payloadTypes: that were agreed upon for the track; those above 127 are not looked at.
    ///   - clockRate: of the timestamps, for the jitter.
    ///   - likelySource: see ``likelySource``.
    ///   - ownSource: a random number, under which we send reports.
    ///   - canonicalName: the name under which we send them (RFC 3550 §6.5.1).
    package init(
        payloadTypes: some Sequence<UInt8>,
        clockRate: UInt32,
        transport: Transport,
        likelySource: UInt32? = nil,
        ownSource: UInt32,
        canonicalName: String
    ) {
        self.payloadTypes = payloadTypes.reduce(0) { $1 < 128 ? $0 | 1 << UInt128($1) : $0 }
        self.transport = transport
        self.likelySource = likelySource
        self.ownSource = ownSource
        self.canonicalName = canonicalName
        tracker = SequenceTracker(clockRate: clockRate)
        if transport == .udp { reorder = ReorderBuffer() }
    }

    /// Takes one packet of the track.
    package mutating func receive(_ packet: Span<UInt8>, arrival: MonotonicTime) -> Answer {
        guard let header = try? RTPHeader(packet) else {
            tally.malformed += 1
            return .drop(.malformed)
        }
        // A Geovision GV-EBD4701 sends a packet of type 50 after every key frame, with the sequence number of another:
        // such a packet must not be seen by anything below.
        guard payloadTypes >> UInt128(header.payloadType) & 1 == 1 else {
            tally.foreignPayloadTypes += 1
            return .drop(.foreignPayloadType)
        }
        if header.ssrc != source {
            guard isAdoptedAtOnce(header.ssrc) else { return consider(packet, header: header, arrival: arrival) }
            adopt(header.ssrc)
        }
        hasLeft = false
        lastArrival = arrival
        if candidate != nil { forgetCandidate() }
        return order(packet, header: header, arrival: arrival)
    }

    /// The next packet that was held and is to be used now.
    package mutating func next(now: MonotonicTime) -> Held? {
        if !ready.isEmpty { return ready.removeFirst() }
        while let packet = reorder?.next(now: now) {
            let answer = place(packet.bytes.span, header: packet.header, arrival: packet.arrival)
            if case .use(let admitted) = answer {
                return Held(bytes: packet.bytes, arrival: packet.arrival, admitted: admitted)
            }
            if !ready.isEmpty { return ready.removeFirst() }
        }
        return nil
    }

    /// When to call ``next(now:)`` even if no packet comes; nil if nothing waits.
    package var deadline: MonotonicTime? { reorder?.deadline }

    /// Bytes of the connection were passed over, because they made no sense: the next gap is not the camera's.
    package mutating func noteSkippedBytes() { isAfterSkip = true }

    package var counts: ReceptionCounts {
        var counts = tally
        let totals = tracker.totals
        counts.received = totals.received
        counts.late += totals.reordered
        counts.duplicates += totals.duplicate
        counts.restarts = totals.restarts
        counts.lostAtCamera = transport == .tcp ? max(0, totals.lost - lostAfterSkip) : 0
        counts.lostOnTheWay = totals.lost - counts.lostAtCamera
        return counts
    }
}

// MARK: - Sources

extension RTPReceiver {
    private func isAdoptedAtOnce(_ ssrc: UInt32) -> Bool { source == nil || hasLeft || ssrc == likelySource }

    private mutating func adopt(_ ssrc: UInt32) {
        if source != nil {
            tally.newSources += 1
            isFirstOfNewSource = true
            if reorder != nil { reorder = ReorderBuffer() }
            tracker.startAnew()
            stray = nil
        }
        if ssrc == likelySource { likelySource = nil }
        takeUpReport(of: ssrc)
        previousSource = source
        source = ssrc
    }

    /// A packet of a source that is not the current one: an accident, another's stream on our connection, or the camera
    /// began anew and did not say so.
    private mutating func consider(_ packet: Span<UInt8>, header: RTPHeader, arrival: MonotonicTime) -> Answer {
        if candidate?.ssrc != header.ssrc {
            forgetCandidate()
            candidate = Candidate(ssrc: header.ssrc, packets: [])
        }
        candidate?.packets.append(Waiting(bytes: Bytes(copying: packet), header: header, arrival: arrival))
        guard let packets = candidate?.packets, packets.count >= Self.packetsOfNewSource else { return .held }
        // Two streams that take turns must not make an epoch of every turn.
        if header.ssrc == previousSource, arrival - lastArrival < Self.silenceBeforeReturn {
            candidate?.packets.removeFirst()
            tally.foreignSources += 1
            return .held
        }
        candidate = nil
        adopt(header.ssrc)
        lastArrival = arrival
        for packet in packets {
            let answer = order(packet.bytes.span, header: packet.header, arrival: packet.arrival)
            guard case .use(let admitted) = answer else { continue }
            ready.append(Held(bytes: packet.bytes, arrival: packet.arrival, admitted: admitted))
        }
        return .held
    }

    private mutating func forgetCandidate() {
        tally.foreignSources += candidate?.packets.count ?? 0
        candidate = nil
    }
}

// MARK: - Sequence

extension RTPReceiver {
    private mutating func order(_ packet: Span<UInt8>, header: RTPHeader, arrival: MonotonicTime) -> Answer {
        switch reorder?.push(packet, header: header, arrival: arrival) {
        case .held: return .held
        case .duplicate:
            tally.duplicates += 1
            return .drop(.duplicate)
        case .inOrder, .late, .farOff, nil: return place(packet, header: header, arrival: arrival)
        }
    }

    private mutating func place(_ packet: Span<UInt8>, header: RTPHeader, arrival: MonotonicTime) -> Answer {
        let place = tracker.place(sequence: header.sequence, timestamp: header.timestamp, arrival: arrival)
        switch place {
        case .next: return .use(admit(header, isAfterLoss: false))
        case .gap(let lost):
            if isAfterSkip { lostAfterSkip += lost }
            return .use(admit(header, isAfterLoss: true))
        case .late: return .drop(.late)
        case .duplicate: return .drop(.duplicate)
        case .stray:
            tally.strays += 1
            stray = Waiting(bytes: Bytes(copying: packet), header: header, arrival: arrival)
            return .held
        case .restart:
            reorder?.restart(after: header.sequence)
            return restart(packet, header: header, arrival: arrival)
        }
    }

    /// The sender began anew, with the stray packet before this one if there was one.
    private mutating func restart(_ packet: Span<UInt8>, header: RTPHeader, arrival: MonotonicTime) -> Answer {
        guard let first = stray, first.header.sequence &+ 1 == header.sequence else {
            return .use(admit(header, isAfterLoss: true))
        }
        stray = nil
        tally.strays -= 1
        let admitted = admit(first.header, isAfterLoss: true)
        ready.append(Held(bytes: first.bytes, arrival: first.arrival, admitted: admitted))
        ready.append(
            Held(bytes: Bytes(copying: packet), arrival: arrival, admitted: admit(header, isAfterLoss: false))
        )
        return .held
    }

    private mutating func admit(_ header: RTPHeader, isAfterLoss: Bool) -> Admitted {
        defer {
            isFirstOfNewSource = false
            isAfterSkip = false
        }
        return Admitted(
            header: header,
            isAfterLoss: isAfterLoss || isFirstOfNewSource,
            isNewSource: isFirstOfNewSource
        )
    }
}
