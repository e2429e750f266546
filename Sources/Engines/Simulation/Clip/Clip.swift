package import Media
import NIOCore

/// A film that a simulated camera plays again and again: cut into RTP packets once, and never again.
///
/// All of its packets stand one after another in a template, as they go into an RTSP connection (RFC 2326 §10.12). Whoever
/// sends an access unit copies its part and fills in what is the session's own: channel, sequence number, timestamp and
/// synchronisation source.
package final class Clip: Sendable {
    /// What it consists of; the video first.
    package let format: StreamFormat
    /// Access units of each track in one pass, in the order of `format`.
    package let unitCounts: [Int]
    /// How long one pass takes: the pictures' durations, exact in ticks of the video.
    let loopTicks: Int64
    let tracks: [ClipTrack]
    /// Of all tracks, in the order in which they are sent.
    let units: [ClipUnit]
    let packets: [ClipPacket]
    let template: ByteBuffer
    /// Of Motion JPEG: all pictures as the files that they are, one after another.
    let files: ByteBuffer
    /// Bytes of the largest unit as it is sent.
    let largestUnit: Int

    init(
        tracks: [ClipTrack],
        loopTicks: Int64,
        units: [ClipUnit],
        packets: [ClipPacket],
        template: ByteBuffer,
        files: ByteBuffer
    ) {
        self.format = StreamFormat(tracks: tracks.map(\.format))
        self.unitCounts = tracks.indices.map { index in units.count { $0.track == index } }
        self.tracks = tracks
        self.loopTicks = loopTicks
        self.units = units
        self.packets = packets
        self.template = template
        self.files = files
        self.largestUnit = units.map(\.bytes.count).max() ?? 0
    }

    /// How long one pass takes, to the nanosecond below.
    package var duration: Duration { .nanoseconds(start(ofLoop: 1)) }

    /// The time between two pictures, on average.
    var picturePeriod: Duration { duration / max(unitCounts[0], 1) }

    /// When the n-th pass begins, in nanoseconds from the beginning of the first. Not n times the duration, which is
    /// rounded: many passes drift by nothing.
    func start(ofLoop number: Int64) -> Int64 {
        start(ofLoop: number, at: 1_000_000_000)
    }

    /// The same in ticks of a track.
    func start(ofLoop number: Int64, at rate: UInt32) -> Int64 {
        Int64(clamping: Int128(number) * Int128(loopTicks) * Int128(rate) / Int128(tracks[0].format.timescale))
    }

    /// The pass that is on at `time`, in nanoseconds from the beginning of the first.
    func loop(at time: Int64) -> Int64 {
        let scaled = Int128(max(time, 0)) * Int128(tracks[0].format.timescale)
        let number = Int64(clamping: scaled / (Int128(loopTicks) * 1_000_000_000))
        return start(ofLoop: number + 1) <= time ? number + 1 : number
    }
}

struct ClipTrack: Sendable {
    let format: TrackFormat
    let payloadType: UInt8
    /// Of H.265: above 0 where its packets have decoding order numbers (``RTP/H265Packetizer``).
    let orderDifference: UInt16
}

/// An access unit in the template.
struct ClipUnit: Sendable {
    let track: Int
    /// Its place among the units of its track, from 0.
    let number: Int
    /// A client may begin here: a key frame of video.
    let isStart: Bool
    /// When it is sent, in nanoseconds from the beginning of the pass.
    let time: Int64
    /// Its RTP timestamp, from the beginning of the pass.
    let ticks: Int64
    /// In the template.
    let bytes: Range<Int>
    /// In the list of packets.
    let packets: Range<Int>
    /// In the pictures' files; empty but of Motion JPEG.
    let file: Range<Int>
}
