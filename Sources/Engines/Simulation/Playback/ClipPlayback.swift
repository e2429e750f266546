import Media
import NIOCore
import RTP

/// One client's run through a clip: what is to be sent when, in the session's own numbering. Knows no socket and reads no
/// clock.
struct ClipPlayback {
    /// What belongs to a track of one session.
    struct Track {
        /// Of the connection (RFC 2326 §10.12); with datagrams a name for their ways, no more.
        let channel: UInt8
        let controlChannel: UInt8
        var ssrc: UInt32
        /// The timestamp at the camera's time 0.
        var timestampBase: UInt32
        /// Of the next packet.
        var sequence: UInt16
        var packets: UInt32 = 0
        var octets: UInt32 = 0
        /// When the pass at hand begins, in ticks.
        var loopStart: Int64 = 0
    }

    /// An access unit that was written.
    struct Sent {
        let kind: MediaKind
        /// Its number among the units of its track since the clip was first begun.
        let index: Int64
        let dueTime: Int64
        let isStart: Bool
    }

    let clock: CameraClock
    /// By the clip's tracks; nil where the client did not want it.
    var tracks: [Track?]
    private var cursor: ClipCursor
    private var nextReport: Int64
    /// Video units until the end; nil for ever.
    private var videoUnitsLeft: Int?

    /// RFC 3550 §6.2 has 5 s at the least.
    private static let reportInterval: Int64 = 5_000_000_000
    private static let canonicalName = "camera@nightjar"

    /// - Parameters:
    ///   - tracks: by the clip's tracks.
    ///   - time: of the camera's clock; the first unit is the first key frame not before it.
    ///   - limit: so many video units are sent, and then nothing more.
    ///   - sendsReports: whether there are senders' reports.
    init(
        clip: Clip,
        tracks: [Track?],
        clock: CameraClock,
        from time: Int64,
        limit: Int? = nil,
        sendsReports: Bool = true
    ) {
        self.tracks = tracks
        self.clock = clock
        self.videoUnitsLeft = limit
        self.nextReport = sendsReports ? .min : .max
        cursor = ClipCursor(clip, wanted: tracks.map { $0 != nil }, from: time)
        enterLoop()
    }

    /// When the next unit is to be sent, in the camera's time; nil when all has been sent.
    var nextTime: Int64? { videoUnitsLeft == 0 || cursor.isEmpty ? nil : cursor.time }

    /// The machine's time of that.
    var nextInstant: MonotonicTime? { nextTime.map(clock.instant) }

    /// What `RTP-Info` says of a track at the beginning (RFC 2326 §12.33).
    func beginning(of track: Int) -> (sequence: UInt16, timestamp: UInt32)? {
        guard let time = nextTime, tracks.indices.contains(track), let state = tracks[track] else { return nil }
        return (state.sequence, timestamp(of: time, track))
    }

    /// Writes the next unit as interleaved frames, before it the senders' reports if they are due, and goes on to the one
    /// after it.
    mutating func writeNext(into buffer: inout ByteBuffer) -> Sent? {
        guard let time = nextTime else { return nil }
        if time >= nextReport {
            writeReports(at: time, into: &buffer)
            nextReport = time + Self.reportInterval
        }
        let unit = cursor.unit
        guard var track = tracks[unit.track] else { return nil }
        write(unit, of: cursor.clip, as: &track, into: &buffer)
        tracks[unit.track] = track
        // The video is the first of a clip's tracks.
        let kind: MediaKind = unit.track == 0 ? .video : .audio
        if kind == .video, let left = videoUnitsLeft { videoUnitsLeft = left - 1 }
        let (index, loop) = (cursor.index, cursor.loop)
        cursor.advance()
        if cursor.loop != loop { enterLoop() }
        return Sent(kind: kind, index: index, dueTime: time, isStart: unit.isStart)
    }

    /// Bytes that ``writeNext(into:)`` needs room for, reports apart.
    var nextLength: Int { cursor.unit.bytes.count }

    /// A report and a goodbye for each track, as interleaved frames.
    func writeGoodbye(at time: Int64, into buffer: inout ByteBuffer) {
        for index in tracks.indices {
            guard let track = tracks[index] else { continue }
            var packet = report(of: track, index, at: time)
            RTCPWriter.appendGoodbye(sources: [track.ssrc], to: &packet)
            InterleavedFrames.append(packet, channel: track.controlChannel, to: &buffer)
        }
    }

    /// Goes on with another clip, from its next key frame on: one with tracks of the same kinds and rates.
    mutating func change(to clip: Clip) {
        guard let time = nextTime else { return }
        cursor = ClipCursor(clip, wanted: tracks.map { $0 != nil }, from: time)
        enterLoop()
    }

    private mutating func enterLoop() {
        for index in tracks.indices {
            let rate = cursor.clip.tracks[index].format.timescale
            tracks[index]?.loopStart = cursor.clip.start(ofLoop: cursor.loop, at: rate)
        }
    }

    // MARK: Writing

    private func write(_ unit: ClipUnit, of clip: Clip, as track: inout Track, into buffer: inout ByteBuffer) {
        let start = buffer.writerIndex
        guard let frames = clip.template.getSlice(at: unit.bytes.lowerBound, length: unit.bytes.count) else { return }
        buffer.writeImmutableBuffer(frames)
        let timestamp = track.timestampBase &+ UInt32(truncatingIfNeeded: track.loopStart + unit.ticks)
        for index in unit.packets {
            let packet = clip.packets[index]
            let frame = start + packet.offset
            buffer.setInteger(track.channel, at: frame + 1)
            buffer.setMultipleIntegers(
                track.sequence,
                timestamp &+ packet.ticks,
                track.ssrc,
                at: frame + ClipPacket.prefix + 2
            )
            track.sequence &+= 1
        }
        track.packets &+= UInt32(truncatingIfNeeded: unit.packets.count)
        let overhead = unit.packets.count * (ClipPacket.prefix + RTPHeader.length)
        track.octets &+= UInt32(truncatingIfNeeded: unit.bytes.count - overhead)
    }

    private func writeReports(at time: Int64, into buffer: inout ByteBuffer) {
        for index in tracks.indices {
            guard let track = tracks[index] else { continue }
            InterleavedFrames.append(
                report(of: track, index, at: time),
                channel: track.controlChannel,
                to: &buffer
            )
        }
    }

    private func report(of track: Track, _ index: Int, at time: Int64) -> [UInt8] {
        var packet: [UInt8] = []
        let report = RTCPSenderReport(
            ssrc: track.ssrc,
            time: clock.cameraTime(at: time),
            timestamp: timestamp(of: time, index),
            packetCount: track.packets,
            octetCount: track.octets
        )
        RTCPWriter.append(report, canonicalName: Self.canonicalName, to: &packet)
        return packet
    }

    /// The RTP timestamp of a track at a time of the camera's clock.
    private func timestamp(of time: Int64, _ index: Int) -> UInt32 {
        guard let track = tracks[index] else { return 0 }
        let rate = Int128(cursor.clip.tracks[index].format.timescale)
        // To the nearest, because times are rounded down.
        let ticks = Int64(clamping: (Int128(time - cursor.loopStart) * rate + 500_000_000) / 1_000_000_000)
        return track.timestampBase &+ UInt32(truncatingIfNeeded: track.loopStart + ticks)
    }

    /// Ticks per second of a track.
    func rate(of track: Int) -> UInt32 { cursor.clip.tracks[track].format.timescale }
}
