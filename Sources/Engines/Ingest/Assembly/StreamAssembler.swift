import Media
import RTP
import Stream

/// Makes a stream's access units of the packets of one session: one common time line per epoch for its tracks, the time
/// of day beside it, and a new epoch where the format or the clock of the camera jumps.
///
/// Knows no socket; the ring is all that it writes. Used on the camera's event loop alone.
struct StreamAssembler: ~Copyable {
    private let ring: StreamRing
    /// One for each track: a unit that is not complete yet waits in it between packets.
    private var leadArena = ByteArena()
    private var otherArena = ByteArena(chunkCapacity: 32 * 1024)
    /// Video first, if there is any; two at most.
    private var tracks: [ReceivedTrack] = []
    private var hasVideo = false
    private var wallClock = WallClockEstimator()
    private var epoch: Epoch?
    /// The camera's clock was set: the next key frame begins an epoch.
    private var awaitsKey = false
    private var lastLead: MonotonicTime?
    private var counts: IngestStatistics
    /// Of this session.
    private(set) var watched = StreamWatch.Counts()

    private struct Epoch {
        var firstTimestamp: UInt32
        var firstArrival: MonotonicTime
    }

    /// How an epoch ends.
    private enum Ending {
        /// The ticks go on: the time of day of what follows joins on to that of what was before.
        case inTime
        /// Nobody knows how long it took.
        case forGood
    }

    /// More between what the camera says about its tracks and what we see cannot be right.
    private static let largestSkew: Int64 = 2_000_000_000
    /// A longer pause before a jump of the clock cannot be told from time that the jump took.
    private static let longestPause: Duration = .seconds(1)

    /// - Parameter statistics: of the sessions before, which are counted on from.
    init(ring: StreamRing, statistics: IngestStatistics) {
        self.ring = ring
        self.counts = statistics
        counts.sessions += 1
    }

    /// The tracks are known, video first.
    mutating func prepare(_ tracks: [ReceivedTrack], hasVideo: Bool) {
        self.tracks = Array(tracks.prefix(2))
        self.hasVideo = hasVideo
    }

    /// Takes one RTP packet of a track. A packet that makes no sense is counted and left out.
    mutating func receive(rtp packet: Span<UInt8>, track: Int, at arrival: MonotonicTime, wall: WallTime) {
        guard tracks.indices.contains(track) else { return }
        watched.packets += 1
        let mayHold =
            track == 0
            ? tracks[0].receive(packet, arrival: arrival, into: &leadArena)
            : tracks[track].receive(packet, arrival: arrival, into: &otherArena)
        while let unit = tracks[track].nextUnit() { take(unit, track: track, arrival: arrival, wall: wall) }
        if mayHold { releaseHeld(track: track, now: arrival, wall: wall) }
    }

    /// Takes the packets that had come too early and whose turn is now.
    mutating func releaseHeld(now: MonotonicTime, wall: WallTime) {
        for track in tracks.indices { releaseHeld(track: track, now: now, wall: wall) }
    }

    private mutating func releaseHeld(track: Int, now: MonotonicTime, wall: WallTime) {
        while true {
            let held =
                track == 0
                ? tracks[0].takeHeld(now: now, into: &leadArena)
                : tracks[track].takeHeld(now: now, into: &otherArena)
            guard let arrival = held else { return }
            while let unit = tracks[track].nextUnit() { take(unit, track: track, arrival: arrival, wall: wall) }
        }
    }

    /// Takes one compound RTCP packet of a track.
    mutating func receive(rtcp packet: Span<UInt8>, track: Int, at arrival: MonotonicTime) {
        guard tracks.indices.contains(track) else { return }
        tracks[track].receive(control: packet, arrival: arrival)
    }

    /// A report of ours about a track, if one is due.
    mutating func receiverReport(track: Int, now: MonotonicTime) -> [UInt8]? {
        guard tracks.indices.contains(track) else { return nil }
        return tracks[track].receiverReport(now: now)
    }

    /// Bytes of the connection made no sense and were passed over.
    mutating func noteSkippedBytes() { for index in tracks.indices { tracks[index].noteSkippedBytes() } }

    /// Packets of sources that nobody asked for.
    var foreignPackets: Int { tracks.reduce(0) { $0 + $1.counts.foreignSources } }

    /// What the answer to PLAY says of each track's start.
    mutating func play(timestamps: [UInt32?]) {
        for (index, timestamp) in timestamps.enumerated() where tracks.indices.contains(index) {
            tracks[index].note(playTimestamp: timestamp)
        }
    }

    /// Whether units reach the ring.
    var isStreaming: Bool { epoch != nil }

    /// The counts up to now.
    var statistics: IngestStatistics {
        var statistics = counts
        for track in tracks {
            let reception = track.counts
            // One that came too late to be used is as good as lost.
            statistics.lostPackets += reception.lost + reception.late
            statistics.packetsLostAtCamera += reception.lostAtCamera
            statistics.damagedUnits += track.damagedUnits
            statistics.oddPackets +=
                track.oddPackets + reception.foreignPayloadTypes + reception.foreignSources + reception.foreignReports
                + reception.malformed
        }
        return statistics
    }

    private mutating func take(_ unit: DepacketizedUnit, track: Int, arrival: MonotonicTime, wall: WallTime) {
        let (ticks, jump) = tracks[track].ticks(of: unit, arrival: arrival)
        let isLead = track == 0
        if isLead {
            watched.units += 1
            if let ending = ending(with: unit, after: jump, arrival: arrival) { forgetEpoch(ending) }
        } else if jump != .none {
            tracks[track].forgetEpoch()
        }
        if epoch == nil {
            guard isLead, unit.flags.contains(.key) else { return }
            guard begin(with: unit, at: ticks, arrival: arrival) else {
                watched.unreadableKeys += 1
                return
            }
        }
        if !tracks[track].hasZero { setZero(of: track, unit: unit, ticks: ticks, arrival: arrival) }
        guard let place = tracks[track].place(ticks) else { return }
        let media = ReceivedTrack.nanoseconds(ticks.count, rate: tracks[track].timescale)
        let time: WallTime
        if isLead {
            time = wallClock.wall(ofMedia: media, arrival: arrival, wall: wall)
            lead = (place.decode, time)
            if unit.flags.contains(.key) { watched.keys += 1 }
        } else {
            time = self.wall(of: place.decode, track: track) ?? wall
        }
        count(unit, isVideo: isLead && hasVideo, wall: time)
        ring.append(
            AccessUnit(
                track: track,
                payload: unit.payload,
                decodeTime: place.decode,
                presentationOffset: place.offset,
                arrival: arrival,
                wall: time,
                flags: unit.flags
            )
        )
    }

    /// How this unit of the leading track ends the epoch, if it does: the units after it are shown by another time line, or
    /// with another format.
    ///
    /// A clock that was set harms no picture. Those up to the next key frame stay on the old time line, whose ticks go on, as
    /// nothing can begin with them; so nothing is lost.
    private mutating func ending(
        with unit: DepacketizedUnit,
        after jump: ReceivedTrack.Jump,
        arrival: MonotonicTime
    ) -> Ending? {
        let isPause = lastLead.map { arrival - $0 > Self.longestPause } ?? true
        lastLead = arrival
        let isChanged = tracks[0].takeFormatChange()
        switch jump {
        case .none: break
        case .source: return .forGood
        case .clock:
            if isPause || unit.flags.contains(.afterLoss) { return .forGood }
            awaitsKey = true
        }
        return isChanged || awaitsKey && unit.flags.contains(.key) ? .inTime : nil
    }

    /// The newest unit of the leading track, for the time of day of the others.
    private var lead: (decode: MediaTicks, wall: WallTime)?

    private func wall(of decode: MediaTicks, track: Int) -> WallTime? {
        guard let lead else { return nil }
        let own = ReceivedTrack.nanoseconds(decode.count, rate: tracks[track].timescale)
        let leading = ReceivedTrack.nanoseconds(lead.decode.count, rate: tracks[0].timescale)
        return lead.wall + .nanoseconds(own &- leading)
    }

    private mutating func forgetEpoch(_ ending: Ending) {
        epoch = nil
        awaitsKey = false
        lead = nil
        if ending == .forGood { wallClock = WallClockEstimator() }
        for index in tracks.indices { tracks[index].forgetEpoch() }
    }

    /// Begins an epoch with the first key frame, once the formats of all tracks are known.
    private mutating func begin(with unit: DepacketizedUnit, at ticks: MediaTicks, arrival: MonotonicTime) -> Bool {
        let formats = tracks.compactMap(\.format)
        guard formats.count == tracks.count else { return false }
        let format = StreamFormat(tracks: formats)
        epoch = Epoch(firstTimestamp: unit.timestamp, firstArrival: arrival)
        for index in tracks.indices { tracks[index].forgetEpoch() }
        tracks[0].setZero(ticks)
        counts.format = format
        ring.begin(format)
        return true
    }

    /// Lays a later track beside the leading one: by the camera's word if it is plausible, else by arrival.
    private mutating func setZero(of track: Int, unit: DepacketizedUnit, ticks: MediaTicks, arrival: MonotonicTime) {
        guard let epoch else { return }
        let seen = (arrival - epoch.firstArrival).inNanoseconds
        let told = tracks[track].offset(
            ofTimestamp: unit.timestamp,
            from: tracks[0],
            videoTimestamp: epoch.firstTimestamp
        )
        let offset = told.flatMap { ($0 &- seen).magnitude <= Self.largestSkew.magnitude ? $0 : nil } ?? seen
        tracks[track].setZero(so: ticks, liesAt: offset)
    }

    private mutating func count(_ unit: DepacketizedUnit, isVideo: Bool, wall: WallTime) {
        if isVideo { counts.videoUnits += 1 } else { counts.audioUnits += 1 }
        counts.bytes += unit.payload.count
        counts.lastUnit = wall
    }
}
