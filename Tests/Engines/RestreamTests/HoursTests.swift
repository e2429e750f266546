import Live
import Logging
import Media
import NIOCore
import NIOPosix
import RTP
import RTSP
import Stream
import Testing

@testable import Restream

/// Whoever reads for hours stays with the time of day, and picture and sound stay together.
struct HoursTests {
    /// How far what a receiver believes may be from the truth, in nanoseconds: a picture of 25 a second. Time lines that begin anew
    /// by uneven arrivals, and an estimate that wavers, are in it; what adds up with the hours is not.
    private static let bound: Int64 = 40_000_000
    private static let second: Int64 = 1_000_000_000

    @Test func timestampsAndReportsDoNotDrift() throws {
        // The timestamps begin anew after 13 hours.
        let hours = SimulatedHours.isLong ? 500 : 15
        var camera = SimulatedHours()
        var builder = RTPBlockBuilder()
        _ = builder.begin(try TestStream.format())
        var clocks = (picture: ReceiverClock(rate: 90_000), sound: ReceiverClock(rate: 8000))
        var (worst, apart, reports) = (Int64(0), Int64(0), 0)
        var last: (sequence: UInt16, timestamp: UInt32)?
        // A picture and sound every four seconds are enough to see what drifts.
        for number in 0..<hours * 900 {
            if number % 750 == 749 {
                camera.goAway()
                let goesOn = builder.begin(try TestStream.format())
                #expect(goesOn)
            } else {
                camera.pass(4 * Self.second)
            }
            let made = (builder.add(camera.picture(isKey: true)), builder.add(camera.sound()))
            for block in [try #require(made.0), try #require(made.1)] {
                for (channel, packet) in block.packets where channel % 2 == 1 {
                    guard case .senderReport(let report)? = try RTCPPacket.parse(packet.readableBytesUInt8Span).first
                    else { continue }
                    reports += 1
                    if channel == 1 { clocks.picture.take(report.time, report.timestamp) }
                    if channel == 3 { clocks.sound.take(report.time, report.timestamp) }
                }
            }
            let picture = try header(made.0, channel: 0)
            let sound = try header(made.1, channel: 2)
            let seen = try #require(clocks.picture.wall(picture.timestamp))
            let heard = try #require(clocks.sound.wall(sound.timestamp))
            worst = max(worst, abs(seen - camera.wall))
            apart = max(apart, abs(seen - heard))
            if let last {
                #expect(picture.sequence == last.sequence &+ 2, "nothing is missing at \(number)")
                #expect(Int32(bitPattern: picture.timestamp &- last.timestamp) > 0, "time goes on at \(number)")
            }
            last = (picture.sequence, picture.timestamp)
        }
        #expect(worst <= Self.bound, "\(worst) ns after \(hours) h")
        // A tick of the sound's clock, and the roundings.
        #expect(apart <= 300_000, "\(apart) ns between picture and sound")
        #expect(reports >= hours * 900)
    }

    /// The first packet of a block: that of the parameter sets, or the sound.
    private func header(_ block: RTPBlock?, channel: UInt8) throws -> RTPHeader {
        let packet = try #require(block?.packets.first { $0.channel == channel }?.packet)
        return try RTPHeader(packet.readableBytesUInt8Span)
    }

    /// The same through the ring, the hub and the server, as a client gets it.
    @Test func aClientThatReadsForHoursMissesNothing() async throws {
        let hours = SimulatedHours.isLong ? 100 : 2
        let time = ManualTimeSource(wall: WallTime(nanoseconds: SimulatedHours.day))
        let gate = TestGate()
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await RestreamServer.make(
            gate: gate,
            hub: LiveHub(time: time, linger: .zero),
            on: loops.next(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let listener = try await server.listen(RestreamAddress(host: "127.0.0.1", port: 0))
        do {
            try await read(hours, from: gate.ring, time, port: listener.port)
            #expect(await server.statistics().viewers == 1, "the client is still there")
        } catch {
            Issue.record("\(error)")
        }
        await listener.close()
        await server.close()
        try await loops.shutdownGracefully()
    }

    private func read(_ hours: Int, from ring: StreamRing, _ time: ManualTimeSource, port: Int) async throws {
        var camera = SimulatedHours()
        var clock = ReceiverClock(rate: 90_000)
        ring.begin(try TestStream.format())
        ring.append(camera.picture(isKey: true))
        var viewer = try await TestViewer.open(port: port)
        _ = try await viewer.play(media: [0])
        var (worst, sequence, pictures) = (Int64(0), UInt16?.none, 0)
        // A picture every ten seconds.
        while pictures < hours * 360 {
            // All of the picture that was sent last.
            while true {
                guard case .frame(let channel, let packet)? = await viewer.next() else {
                    Issue.record("the connection ended after \(pictures) pictures")
                    return
                }
                if channel == 1 {
                    guard case .senderReport(let report)? = try RTCPPacket.parse(packet.span).first else { continue }
                    clock.take(report.time, report.timestamp)
                }
                guard channel == 0 else { continue }
                let header = try RTPHeader(packet.span)
                if let sequence { #expect(header.sequence == sequence &+ 1) }
                sequence = header.sequence
                guard header.marker else { continue }
                let seen = try #require(clock.wall(header.timestamp))
                worst = max(worst, abs(seen - camera.wall))
                break
            }
            pictures += 1
            let before = camera.now
            let isBack = pictures % 340 == 0
            if isBack {
                camera.goAway()
                ring.begin(try TestStream.format())
            } else {
                camera.pass(10 * Self.second)
            }
            time.advance(by: .nanoseconds(camera.now - before))
            ring.append(camera.picture(isKey: isBack || pictures % 2 == 0))
        }
        #expect(worst <= Self.bound, "\(worst) ns after \(hours) h")
    }
}
