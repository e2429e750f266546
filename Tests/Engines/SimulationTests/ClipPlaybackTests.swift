import Media
import NIOCore
import RTP
import RTSP
import TestKit
import Testing

@testable import Simulation

struct ClipPlaybackTests {
    private static let second: Int64 = 1_000_000_000

    private func playback(
        video: Bool = true,
        audio: Bool = true,
        from time: Int64 = 0,
        limit: Int? = nil,
        timestampBase: UInt32 = .max - 100_000,
        sequence: UInt16 = .max - 10
    ) throws -> ClipPlayback {
        func track(_ index: UInt8) -> ClipPlayback.Track {
            ClipPlayback.Track(
                channel: index * 2,
                controlChannel: index * 2 + 1,
                ssrc: UInt32(index) + 7,
                timestampBase: timestampBase,
                sequence: sequence
            )
        }
        return ClipPlayback(
            clip: try Demo.clip(),
            tracks: [video ? track(0) : nil, audio ? track(1) : nil],
            clock: CameraClock(origin: .init(nanoseconds: 0), wall: .init(nanoseconds: 1_000 * Self.second), speed: 1),
            from: time,
            limit: limit
        )
    }

    @Test func loopsHaveNoSeam() throws {
        var playback = try playback()
        var next: [(sequence: UInt16, timestamp: UInt32)] = [(.max - 10, .max - 100_000), (.max - 10, .max - 100_000)]
        var counts = [0, 0]
        var lastDue = Int64.min
        let steps: [UInt32] = [3600, 1024]
        while let time = playback.nextTime, time < 40 * Self.second {
            #expect(time >= lastDue)
            lastDue = time
            let frames = try playback.nextFrames().filter { $0.channel % 2 == 0 }
            let track = Int(try #require(frames.first).channel) / 2
            for frame in frames {
                let header = try RTPHeader(frame.packet.span)
                #expect(Int(frame.channel) == track * 2)
                #expect(header.ssrc == UInt32(track) + 7)
                #expect(header.sequence == next[track].sequence)
                #expect(header.timestamp == next[track].timestamp)
                next[track].sequence &+= 1
            }
            let last = try #require(frames.last)
            #expect(try RTPHeader(last.packet.span).marker)
            // Sent when its time has come, to the rounding of a tick.
            let due = Double(counts[track]) * (track == 0 ? 0.04 : 1024.0 / 48_000)
            #expect(abs(Double(time) / 1e9 - due) < 0.0001)
            next[track].timestamp &+= steps[track]
            counts[track] += 1
        }
        #expect(counts == [1000, 1875])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func beginsWithTheNextKeyFrame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let time = Int64.random(in: 0..<1 << 45, using: &random)
        var playback = try playback(audio: Bool.random(using: &random), from: time)
        let start = try #require(playback.nextTime)
        #expect((time..<time + 2 * Self.second).contains(start))
        let beginning = try #require(playback.beginning(of: 0))
        var buffer = ByteBuffer()
        let sent = playback.writeNext(into: &buffer)
        let first = try #require(sent)
        #expect(first.kind == .video && first.index % 50 == 0 && first.dueTime == start)
        #expect(first.index == start / 40_000_000)
        #expect(beginning.timestamp == UInt32.max - 100_000 &+ UInt32(truncatingIfNeeded: first.index * 3600))
    }

    @Test func reportsGoBeforeTheFirstUnitAndThenEachFiveSeconds() throws {
        var playback = try playback(timestampBase: 1000)
        var times: [Int64] = []
        while let time = playback.nextTime, time < 12 * Self.second {
            let reports = try playback.nextFrames().filter { $0.channel % 2 == 1 }
            guard !reports.isEmpty else { continue }
            times.append(time)
            #expect(reports.map(\.channel) == [1, 3])
            for (index, report) in reports.enumerated() {
                guard case .senderReport(let sent) = try RTCPPacket.parse(report.packet.span).first else {
                    Issue.record("not a sender's report")
                    return
                }
                let rate: Double = index == 0 ? 90_000 : 48_000
                #expect(sent.timestamp == UInt32(1000 + (Double(time) / 1e9 * rate).rounded()))
                let since = sent.time - CameraTime(ntp: (2_208_988_800 + 1000) << 32)
                #expect(abs(since.inSeconds - Double(time) / 1e9) < 1e-6)
                #expect((sent.packetCount == 0) == (time == 0) && (sent.octetCount == 0) == (time == 0))
            }
        }
        #expect(times.count == 3 && times[0] == 0)
        #expect(
            zip(times, times.dropFirst()).allSatisfy {
                (5 * Self.second..<5 * Self.second + 50_000_000).contains($1 - $0)
            }
        )
    }

    @Test func endsAfterTheLastPicture() throws {
        var playback = try playback(limit: 250)
        var video = 0
        var last: MediaKind?
        var buffer = ByteBuffer()
        while let unit = playback.writeNext(into: &buffer) {
            buffer.clear()
            video += unit.kind == .video ? 1 : 0
            last = unit.kind
        }
        #expect(video == 250 && last == .video)
        #expect(playback.nextTime == nil && playback.nextInstant == nil)
    }

    @Test func sendsOnlyWhatWasSetUp() throws {
        var sound = try playback(video: false)
        var picture = try playback(audio: false)
        for _ in 0..<500 {
            let (audible, visible) = (try sound.nextFrames(), try picture.nextFrames())
            #expect(audible.allSatisfy { $0.channel == 2 || $0.channel == 3 })
            #expect(visible.allSatisfy { $0.channel == 0 || $0.channel == 1 })
        }
        #expect(sound.beginning(of: 0) == nil && sound.beginning(of: 5) == nil)
        #expect(try playback(video: false, audio: false).nextTime == nil)
    }

    @Test func goodbyeStandsBehindAReport() throws {
        var playback = try playback()
        _ = try playback.nextFrames()
        var buffer = ByteBuffer()
        playback.writeGoodbye(at: Self.second, into: &buffer)
        let packets = try interleavedFrames(in: buffer).flatMap { try RTCPPacket.parse($0.packet.span) }
        #expect(packets.contains(.goodbye(sources: [7])) && packets.contains(.goodbye(sources: [8])))
    }
}

extension ClipPlayback {
    /// The next unit's frames, reports included.
    mutating func nextFrames() throws -> [(channel: UInt8, packet: [UInt8])] {
        var buffer = ByteBuffer()
        let sent = writeNext(into: &buffer)
        try #require(sent != nil)
        return try interleavedFrames(in: buffer)
    }
}

func interleavedFrames(in buffer: ByteBuffer) throws -> [(channel: UInt8, packet: [UInt8])] {
    var framer = RTSPFramer()
    var frames: [(channel: UInt8, packet: [UInt8])] = []
    let bytes = buffer.readableBytesUInt8Span
    while let input = try framer.next(in: bytes) {
        guard case .interleaved(let frame) = input else { throw RTSPFramingError.outOfStep }
        let payload = framer.payload(of: frame, in: bytes)
        frames.append((frame.channel, payload.indices.map { payload[$0] }))
    }
    return frames
}
