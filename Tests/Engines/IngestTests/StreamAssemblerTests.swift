import Media
import RTP
import Stream
import Testing

@testable import Ingest

/// Packets in, units on one time line out.
struct StreamAssemblerTests {
    /// G.711 stands for any track: a packet is a unit, 20 ms long.
    private func track(encoding: String = "PCMU") throws -> ReceivedTrack {
        let depacketizer = try Depacketizer.make(encoding: encoding, clockRate: 8000, channels: 1, parameters: [:])
        return ReceivedTrack(depacketizer: depacketizer, payloadTypes: [0], clockRate: 8000)
    }

    private func packet(_ number: Int, timestamp: UInt32, ssrc: UInt32 = 7) -> [UInt8] {
        var bytes: [UInt8] = []
        RTPHeader(
            marker: false,
            payloadType: 0,
            sequence: UInt16(truncatingIfNeeded: number),
            timestamp: timestamp,
            ssrc: ssrc
        ).append(to: &bytes)
        return bytes + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 160)
    }

    private func milliseconds(_ value: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: value * 1_000_000) }
    private func wall(_ value: Int64) -> WallTime { WallTime(nanoseconds: value * 1_000_000) }

    private struct Reading {
        let reader: StreamReader

        init(_ ring: StreamRing) { reader = ring.makeReader(keeps: true, waking: .everyUnit) {} }

        func units(track: Int = 0) -> [AccessUnit] {
            items().compactMap { if case .unit(let unit) = $0, unit.track == track { unit } else { nil } }
        }

        func items() -> [StreamItem] {
            var items: [StreamItem] = []
            _ = reader.readBlocking(into: &items)
            return items
        }
    }

    @Test func ticksRunOverTheWrapOfTheTimestamp() throws {
        let ring = StreamRing()
        let reading = Reading(ring)
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        assembler.prepare([try track()], hasVideo: false)
        let start = UInt32.max - 1000
        for number in 0..<50 {
            let at = Int64(number) * 20
            assembler.receive(
                rtp: packet(number, timestamp: start &+ UInt32(number) * 160).span,
                track: 0,
                at: milliseconds(at),
                wall: wall(at)
            )
        }
        #expect(reading.units().map(\.decodeTime.count) == (0..<50).map { $0 * 160 })
        #expect(reading.units().isEmpty)
    }

    @Test func aJumpOfTheCamerasClockBeginsANewTimeLine() throws {
        let ring = StreamRing()
        let reading = Reading(ring)
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        assembler.prepare([try track()], hasVideo: false)
        for number in 0..<20 {
            let jump: UInt32 = number < 10 ? 0 : 8000 * 3600
            let at = Int64(number) * 20
            assembler.receive(
                rtp: packet(number, timestamp: jump + UInt32(number) * 160).span,
                track: 0,
                at: milliseconds(at),
                wall: wall(at)
            )
        }
        let items = reading.items()
        #expect(items.count { if case .format = $0 { true } else { false } } == 2)
        let times = items.compactMap { if case .unit(let unit) = $0 { unit.decodeTime.count } else { nil } }
        // Two are taken for accidents, and follow the rhythm; with the third the new time is believed.
        #expect(times == (0..<12).map { $0 * 160 } + (0..<8).map { $0 * 160 })
    }

    /// x264, high profile, 640×360.
    private func videoTrack() throws -> ReceivedTrack {
        let depacketizer = try Depacketizer.make(
            encoding: "H264",
            clockRate: 90_000,
            channels: nil,
            parameters: ["sprop-parameter-sets": "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA"]
        )
        return ReceivedTrack(depacketizer: depacketizer, payloadTypes: [96], clockRate: 90_000)
    }

    /// 25 a second, each tenth a key frame, in packets of one unit each.
    private func picture(_ number: Int, timestamp: UInt32, ssrc: UInt32 = 7) -> [UInt8] {
        var bytes: [UInt8] = []
        RTPHeader(
            marker: true,
            payloadType: 96,
            sequence: UInt16(truncatingIfNeeded: number),
            timestamp: timestamp,
            ssrc: ssrc
        ).append(to: &bytes)
        return bytes + [number % 10 == 0 ? 0x65 : 0x41, 0xB8, 0x9A, UInt8(truncatingIfNeeded: number)]
    }

    /// The pictures that come of 40, of which those from the 15th on are stamped an hour later, and some are lost.
    private func picturesOverAJump(
        without lost: Set<Int> = [],
        pauseAt: Int? = nil,
        late: Set<Int> = []
    ) throws -> [StreamItem] {
        let ring = StreamRing()
        let reading = Reading(ring)
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        assembler.prepare([try videoTrack()], hasVideo: true)
        for number in 0..<40 where !lost.contains(number) {
            let jump: UInt32 = number < 15 ? 0 : 90_000 * 3600
            let pause: Int64 = pauseAt.map { number >= $0 ? 9000 : 0 } ?? 0
            let at = Int64(number) * 40 + pause + (late.contains(number) ? 300 : 0)
            assembler.receive(
                rtp: picture(number, timestamp: jump + UInt32(number) * 3600).span,
                track: 0,
                at: milliseconds(at),
                wall: wall(at)
            )
        }
        return reading.items()
    }

    private func units(_ items: [StreamItem]) -> [AccessUnit] {
        items.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    }

    /// A clock that is set in the middle of a group of pictures takes none of them away.
    @Test func aJumpOfTheClockLosesNoPicture() throws {
        let items = try picturesOverAJump()
        let units = units(items)
        #expect(units.map { $0.payload.array.last } == (0..<40).map { UInt8($0) })
        // The new time line begins with the next key frame.
        let second = try #require(items.lastIndex { if case .format = $0 { true } else { false } })
        #expect(second == 21 && items.count == 42)
        let times = units.map { $0.decodeTime.count + Int64($0.presentationOffset) }
        #expect(times == (0..<40).map { $0 % 20 * 3600 })
        for (number, unit) in units.enumerated() {
            #expect(abs(unit.wall.nanoseconds - Int64(number) * 40_000_000) < 5_000_000)
        }
    }

    /// The first picture of the new time line is held up on the way: that is no time of which nothing is recorded.
    @Test func aJumpOfTheClockLeavesTheTimeOfDayAlone() throws {
        for (number, unit) in units(try picturesOverAJump(late: [20])).enumerated() {
            #expect(abs(unit.wall.nanoseconds - Int64(number) * 40_000_000) < 5_000_000, "\(number)")
        }
    }

    /// What was lost with the jump, or how long it took, nobody knows: the next key frame is awaited.
    @Test func aJumpWithALossOrAPauseAwaitsAKeyFrame() throws {
        let afterLoss = units(try picturesOverAJump(without: [17]))
        #expect(afterLoss.map { $0.payload.array.last } == (0..<17).map { UInt8($0) } + (20..<40).map { UInt8($0) })
        let afterPause = units(try picturesOverAJump(pauseAt: 17))
        #expect(afterPause.map { $0.payload.array.last } == (0..<17).map { UInt8($0) } + (20..<40).map { UInt8($0) })
    }

    /// Key frames that nothing can be made of are not key frames to whoever watches over the stream.
    @Test func onlyKeyFramesThatCanBeShownCount() throws {
        let ring = StreamRing()
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        let depacketizer = try Depacketizer.make(
            encoding: "H264",
            clockRate: 90_000,
            channels: nil,
            parameters: [:]
        )
        assembler.prepare(
            [ReceivedTrack(depacketizer: depacketizer, payloadTypes: [96], clockRate: 90_000)],
            hasVideo: true
        )
        for number in 0..<30 {
            let at = Int64(number) * 40
            let packet = picture(number, timestamp: UInt32(number) * 3600)
            assembler.receive(rtp: packet.span, track: 0, at: milliseconds(at), wall: wall(at))
        }
        let (watched, isStreaming) = (assembler.watched, assembler.isStreaming)
        #expect(watched.packets == 30 && watched.units > 0)
        #expect(watched.keys == 0 && watched.unreadableKeys >= 2)
        #expect(!isStreaming)
    }

    /// By the sender reports the second track is 50 ms later than by arrival; they win, as they come from the camera.
    @Test func tracksAreLaidTogetherByTheCamerasReports() throws {
        let ring = StreamRing()
        let reading = Reading(ring)
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        assembler.prepare([try track(), try track(encoding: "PCMA")], hasVideo: false)
        let noon: UInt64 = 3_900_000_000 << 32
        for (track, timestamp) in [(0, UInt32(1000)), (1, UInt32(500_000))] {
            let report = RTCPSenderReport(
                ssrc: 7,
                time: CameraTime(ntp: noon),
                timestamp: timestamp,
                packetCount: 0,
                octetCount: 0
            )
            var bytes: [UInt8] = []
            RTCPWriter.append(report, canonicalName: "camera", to: &bytes)
            assembler.receive(rtcp: bytes.span, track: track, at: milliseconds(0))
        }
        assembler.receive(rtp: packet(0, timestamp: 1000).span, track: 0, at: milliseconds(0), wall: wall(0))
        assembler.receive(rtp: packet(0, timestamp: 500_400).span, track: 1, at: milliseconds(0), wall: wall(0))
        #expect(reading.units(track: 1).map(\.decodeTime.count) == [400])
    }

    @Test func withoutTheCamerasWordTheArrivalCounts() throws {
        let ring = StreamRing()
        let reading = Reading(ring)
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        assembler.prepare([try track(), try track()], hasVideo: false)
        assembler.receive(rtp: packet(0, timestamp: 1000).span, track: 0, at: milliseconds(0), wall: wall(0))
        assembler.receive(rtp: packet(0, timestamp: 99).span, track: 1, at: milliseconds(30), wall: wall(30))
        #expect(reading.units(track: 1).map(\.decodeTime.count) == [240])
    }

    @Test func lostAndDamagedPacketsAreCounted() throws {
        let ring = StreamRing()
        var assembler = StreamAssembler(ring: ring, statistics: IngestStatistics())
        assembler.prepare([try track()], hasVideo: false)
        for number in [0, 1, 5, 6] {
            let at = Int64(number) * 20
            assembler.receive(
                rtp: packet(number, timestamp: UInt32(number) * 160).span,
                track: 0,
                at: milliseconds(at),
                wall: wall(at)
            )
        }
        assembler.receive(rtp: [1, 2, 3].span, track: 0, at: milliseconds(200), wall: wall(200))
        let statistics = assembler.statistics
        #expect(statistics.lostPackets == 3)
        #expect(statistics.oddPackets == 1)
        #expect(statistics.audioUnits == 4)
    }
}
