import Cryptography
package import Media
import NIOCore
import RTP
import RTSP
package import SDP

/// Turns a camera's access units into RTP, once for all viewers: they share sources, sequence numbers and timestamps.
///
/// Where the camera begins a new time line, the timestamps go on by the time that has passed meanwhile, so that viewers notice
/// nothing but a pause. Senders' reports go before each key frame, and else every five seconds: each tells one instant in the
/// time of day and in the ticks of every track, so that picture and sound stay together however long somebody watches.
package struct RTPBlockBuilder: Sendable {
    /// By the stream's tracks; nil where RTP cannot carry one.
    private var tracks: [OutgoingTrack?] = []
    /// The track with whose key units viewers start.
    private var leadingTrack: Int?
    /// What is added to the camera's times; nil until the first unit of a time line.
    private var shift: Int64?
    private var last: (time: Int64, arrival: MonotonicTime)?
    private var lastReport: Int64?
    private var line = ReportLine()
    private let random: @Sendable (Int) -> [UInt8]
    /// Access units that were made into packets.
    package private(set) var units = 0

    /// RFC 3550 §6.2 has 5 s at the least.
    private static let reportInterval: Int64 = 5_000_000_000
    private static let nanosecond: UInt32 = 1_000_000_000
    private static let canonicalName = "nightjar"

    package init(random: @escaping @Sendable (Int) -> [UInt8] = { randomBytes($0) }) { self.random = random }

    // MARK: The format

    /// What a viewer is told of the stream; nil where there is nothing that RTP could carry.
    package var description: SessionDescription? {
        let sections = tracks.compactMap { $0?.section }
        guard !sections.isEmpty else { return nil }
        return SessionDescription(name: "Nightjar", tool: "Nightjar", media: sections)
    }

    /// How many media the description has.
    package var mediaCount: Int { tracks.count { $0 != nil } }

    /// The stream's tracks that RTP carries.
    var carried: [Int] { tracks.indices.filter { tracks[$0] != nil } }

    /// The senders of all media, which are others wherever those who watch cannot go on.
    var sources: [UInt32] { tracks.compactMap { $0?.ssrc } }

    /// Units that RTP cannot carry and that were left out: pictures of JPEG that RFC 2435 has no words for.
    package var leftOut: Int { tracks.reduce(0) { $0 + ($1?.leftOut ?? 0) } }

    /// Begins a time line with these tracks.
    ///
    /// - Returns: whether those who watch can go on; else they must ask anew what there is.
    package mutating func begin(_ format: StreamFormat) -> Bool {
        shift = nil
        if goesOn(with: format) { return true }
        var (medium, new) = (0, [OutgoingTrack?]())
        for track in format.tracks {
            let outgoing = OutgoingTrack(track, medium: medium, random: random)
            if outgoing != nil { medium += 1 }
            new.append(outgoing)
        }
        let isFirst = tracks.isEmpty
        tracks = new
        lastReport = nil
        line = ReportLine()
        let carried = new.indices.filter { new[$0] != nil }
        leadingTrack = carried.first { format.tracks[$0].kind == .video } ?? carried.first
        return isFirst
    }

    private mutating func goesOn(with format: StreamFormat) -> Bool {
        guard !tracks.isEmpty, format.tracks.count == tracks.count else { return false }
        var changed = tracks
        for (index, track) in format.tracks.enumerated() {
            if changed[index] == nil {
                guard !OutgoingTrack.canCarry(track) else { return false }
            } else {
                guard changed[index]?.change(to: track) == true else { return false }
            }
        }
        tracks = changed
        return true
    }

    // MARK: Units

    /// The block of an access unit; nil where none of it can be sent.
    package mutating func add(_ unit: AccessUnit) -> RTPBlock? {
        guard tracks.indices.contains(unit.track), var track = tracks[unit.track] else { return nil }
        let rate = track.description.clockRate
        let shift = shift(for: unit, rate)
        let time = Self.nanoseconds(unit.decodeTime, rate).saturatingAdding(shift)
        last = (time, unit.arrival)
        let isStart = unit.isKey && unit.track == leadingTrack
        var buffer = ByteBufferAllocator().buffer(capacity: unit.payload.count + unit.payload.count / 64 + 256)
        var media = UInt8(1) << UInt8(track.medium)
        let reports = isStart || lastReport.map { time.saturatingSubtracting($0) >= Self.reportInterval } ?? true
        if reports { media |= appendReports(at: line.wall(at: time, estimate: unit.wall), time: time, to: &buffer) }
        let first = track.sequence
        let beginnings = isStart ? beginnings(at: time) : []
        let ticks = Self.ticks(shift, rate) &+ unit.decodeTime.count &+ Int64(unit.presentationOffset)
        let count = track.append(unit, ticks: ticks, to: &buffer)
        tracks[unit.track] = track
        guard count > 0 else { return nil }
        if reports { lastReport = time }
        units += 1
        return RTPBlock(
            media: media,
            medium: track.medium,
            frames: buffer,
            packetCount: count,
            firstSequence: first,
            isStart: isStart,
            isDisposable: unit.flags.contains(.disposable) && !isStart,
            time: time,
            beginnings: beginnings
        )
    }

    /// The first packet of each medium that is built from now on, and the timestamp of a time.
    private func beginnings(at time: Int64) -> [RTSPBeginning] {
        tracks.compactMap { track in
            guard let track else { return nil }
            let timestamp = track.timestamp(Self.ticks(time, track.description.clockRate))
            return RTSPBeginning(media: track.medium, sequence: track.sequence, timestamp: timestamp)
        }
    }

    /// A goodbye for each medium, behind an empty report (RFC 3550 §6.1), as a block for everyone.
    package var goodbye: RTPBlock {
        var (buffer, media) = (ByteBuffer(), UInt8(0))
        for case let track? in tracks {
            var packet: [UInt8] = []
            let report = RTCPReceiverReport(ssrc: track.ssrc, blocks: [])
            RTCPWriter.append(report, canonicalName: Self.canonicalName, to: &packet)
            RTCPWriter.appendGoodbye(sources: [track.ssrc], to: &packet)
            Self.append(packet, of: track, to: &buffer)
            media |= 1 << UInt8(track.medium)
        }
        return RTPBlock(media: media, medium: 0, frames: buffer)
    }

    /// What is added to the times of the time line that the unit belongs to.
    private mutating func shift(for unit: AccessUnit, _ rate: UInt32) -> Int64 {
        if let shift { return shift }
        let start = Self.nanoseconds(unit.decodeTime, rate)
        let shown = last.map { $0.time.saturatingAdding(max((unit.arrival - $0.arrival).inNanoseconds, 1_000_000)) }
        let new = (shown ?? 0).saturatingSubtracting(start)
        shift = new
        return new
    }

    /// - Returns: the media that have one, by bits.
    private func appendReports(at wall: WallTime, time: Int64, to buffer: inout ByteBuffer) -> UInt8 {
        var media: UInt8 = 0
        for case let track? in tracks {
            var packet: [UInt8] = []
            let ticks = Self.ticks(time, track.description.clockRate)
            RTCPWriter.append(track.report(at: wall, ticks: ticks), canonicalName: Self.canonicalName, to: &packet)
            Self.append(packet, of: track, to: &buffer)
            media |= 1 << UInt8(track.medium)
        }
        return media
    }

    private static func append(_ report: [UInt8], of track: OutgoingTrack, to buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(UInt8(ascii: "$"), UInt8(track.medium * 2 + 1), UInt16(report.count))
        buffer.writeBytes(report)
    }

    private static func nanoseconds(_ time: MediaTicks, _ rate: UInt32) -> Int64 {
        time.rescaled(from: rate, to: nanosecond).count
    }

    private static func ticks(_ time: Int64, _ rate: UInt32) -> Int64 {
        MediaTicks(time).rescaled(from: nanosecond, to: rate).count
    }
}
