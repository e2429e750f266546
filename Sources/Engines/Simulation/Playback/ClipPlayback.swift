import Media
import NIOCore
import RTP

/// One client's run through a clip: what is to be sent when, in the session's own numbering. Knows no socket and reads no
/// clock.
struct ClipPlayback {
    /// What belongs to a track of one session.
    struct Track {
        /// Of the connection (RFC 2326 §10.12).
        let channel: UInt8
        let controlChannel: UInt8
        let ssrc: UInt32
        /// The timestamp at the camera's time 0.
        let timestampBase: UInt32
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
    }

    let clock: CameraClock
    private let clip: Clip
    /// By the clip's tracks; nil where the client did not want it.
    private var tracks: [Track?]
    private var loop: Int64
    private var position: Int
    private var loopStart: Int64 = 0
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
    init(clip: Clip, tracks: [Track?], clock: CameraClock, from time: Int64, limit: Int? = nil) {
        self.clip = clip
        self.tracks = tracks
        self.clock = clock
        self.videoUnitsLeft = limit
        let loop = clip.loop(at: time)
        let start = clip.start(ofLoop: loop)
        let later = clip.units.firstIndex { $0.isStart && start + $0.time >= time }
        self.loop = later == nil ? loop + 1 : loop
        self.position = later ?? clip.units.firstIndex(where: \.isStart) ?? 0
        self.nextReport = .min
        enterLoop()
        skipUnwanted()
    }

    /// When the next unit is to be sent, in the camera's time; nil when all has been sent.
    var nextTime: Int64? {
        guard videoUnitsLeft != 0, tracks.contains(where: { $0 != nil }) else { return nil }
        return loopStart + clip.units[position].time
    }

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
        let unit = clip.units[position]
        guard var track = tracks[unit.track] else { return nil }
        write(unit, of: &track, into: &buffer)
        tracks[unit.track] = track
        let isVideo = clip.tracks[unit.track].format.kind == .video
        if isVideo, let left = videoUnitsLeft { videoUnitsLeft = left - 1 }
        let index = loop * Int64(clip.unitCounts[unit.track]) + Int64(unit.number)
        position += 1
        skipUnwanted()
        return Sent(kind: isVideo ? .video : .audio, index: index, dueTime: time)
    }

    /// Bytes that ``writeNext(into:)`` needs room for, reports apart.
    var nextLength: Int { clip.units[position].bytes.count }

    /// A report and a goodbye for each track, as interleaved frames.
    func writeGoodbye(at time: Int64, into buffer: inout ByteBuffer) {
        for index in tracks.indices {
            guard let track = tracks[index] else { continue }
            var packet = report(of: track, index, at: time)
            RTCPWriter.appendGoodbye(sources: [track.ssrc], to: &packet)
            Self.writeFrame(packet, channel: track.controlChannel, into: &buffer)
        }
    }

    // MARK: Going on

    private mutating func skipUnwanted() {
        guard tracks.contains(where: { $0 != nil }) else { return }
        repeat {
            if position == clip.units.count {
                position = 0
                loop += 1
                enterLoop()
            }
            if tracks[clip.units[position].track] != nil { return }
            position += 1
        } while true
    }

    private mutating func enterLoop() {
        loopStart = clip.start(ofLoop: loop)
        for index in tracks.indices {
            tracks[index]?.loopStart = clip.start(ofLoop: loop, at: clip.tracks[index].format.timescale)
        }
    }

    // MARK: Writing

    private func write(_ unit: ClipUnit, of track: inout Track, into buffer: inout ByteBuffer) {
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
            Self.writeFrame(report(of: track, index, at: time), channel: track.controlChannel, into: &buffer)
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

    private static func writeFrame(_ packet: [UInt8], channel: UInt8, into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(UInt8(ascii: "$"), channel, UInt16(clamping: packet.count))
        buffer.writeBytes(packet)
    }

    /// The RTP timestamp of a track at a time of the camera's clock.
    private func timestamp(of time: Int64, _ index: Int) -> UInt32 {
        guard let track = tracks[index] else { return 0 }
        let rate = Int128(clip.tracks[index].format.timescale)
        // To the nearest, because times are rounded down.
        let ticks = Int64(clamping: (Int128(time - loopStart) * rate + 500_000_000) / 1_000_000_000)
        return track.timestampBase &+ UInt32(truncatingIfNeeded: track.loopStart + ticks)
    }
}
