import Media
import NIOCore
import RTP
import SDP
import TestKit
import Testing

@testable import Simulation

struct OddPacketTests {
    /// The frames of the clip's first unit, played so.
    private static func frames(
        _ clip: Clip,
        units: Int = 1,
        _ change: (inout ByteBuffer, ClipPlayback.Sent) -> Void = { _, _ in }
    ) throws -> [(channel: UInt8, packet: [UInt8])] {
        let track = ClipPlayback.Track(channel: 0, controlChannel: 1, ssrc: 7, timestampBase: 90, sequence: 100)
        var playback = ClipPlayback(
            clip: clip,
            tracks: [track] + clip.tracks.dropFirst().map { _ in nil },
            clock: CameraClock(origin: .init(nanoseconds: 0), wall: .init(nanoseconds: 0), speed: 1),
            from: 0,
            sendsReports: false
        )
        var buffer = ByteBuffer()
        for _ in 0..<units {
            var unit = ByteBuffer()
            let written = playback.writeNext(into: &unit)
            let sent = try #require(written)
            change(&unit, sent)
            buffer.writeBuffer(&unit)
        }
        return InterleavedFrames(buffer).map { ($0.channel, Array($0.frame.readableBytesView.dropFirst(4))) }
    }

    private static func headers(_ frames: [(channel: UInt8, packet: [UInt8])]) throws -> [RTPHeader] {
        try frames.map { try RTPHeader($0.packet.span) }
    }

    @Test(arguments: ["main", "h265"])
    func parameterSetsAreTold(name: String) throws {
        let clip = try Demo.clip(name)
        for unit in clip.units where unit.track == 0 {
            let packets = clip.packets[unit.packets]
            #expect(packets.first?.holdsParameterSets == unit.isStart)
            #expect(packets.dropFirst().allSatisfy { !$0.holdsParameterSets })
        }
    }

    @Test(arguments: ["main", "h265", "mjpeg"])
    func markersAreLeftOut(name: String) throws {
        let clip = try Demo.clip(name)
        let (usual, odd) = (try Self.frames(clip), try Self.frames(clip.shaped(.init(OddityPlan(["no-markers"])))))
        #expect(try Self.headers(usual).map(\.marker).filter { $0 } == [true])
        #expect(try Self.headers(odd).allSatisfy { !$0.marker })
        #expect(usual.map { $0.packet.dropFirst(2) } == odd.map { $0.packet.dropFirst(2) })
    }

    @Test(arguments: ["main", "h265"])
    func markersStandOnParameterSets(name: String) throws {
        let clip = try Demo.clip(name).shaped(.init(OddityPlan(["marker-on-parameter-sets"])))
        let markers = try Self.headers(Self.frames(clip)).map(\.marker)
        #expect(markers.first == true && markers.last == true && markers.count { $0 } == 2)
    }

    @Test(arguments: ["main", "h265"])
    func parameterSetsAreNeverSent(name: String) throws {
        let clip = try Demo.clip(name)
        let plan = try OddityPlan(["parameter-sets-only-in-sdp"])
        let (usual, odd) = (try Self.frames(clip, units: 60), try Self.frames(clip.shaped(.init(plan)), units: 60))
        let keys = name == "main" ? 2 : 3
        #expect(odd.count == usual.count - keys)
        #expect(try Self.headers(odd).map(\.sequence) == (0..<odd.count).map { UInt16(100 + $0) })
        let sdp = clip.sessionDescription(with: plan).media[0].formatParameters(for: 96)
        #expect(sdp.keys.contains { $0.hasPrefix("sprop-") })
    }

    @Test(arguments: ["main", "h265"])
    func theDescriptionHasNoParameterSets(name: String) throws {
        let clip = try Demo.clip(name)
        let sdp = clip.sessionDescription(with: try OddityPlan(["no-parameter-sets-in-sdp"])).media[0]
        #expect(!sdp.formatParameters(for: 96).keys.contains { $0.hasPrefix("sprop-") })
        #expect(sdp.rtpMap(for: 96) != nil)
    }

    @Test func aForeignTypeFollowsEachKeyFrame() throws {
        let plan = try OddityPlan(["foreign-payload-type"])
        var odd = try #require(OddPackets(plan, channels: [0], isInterleaved: true, seed: 1))
        let headers = try Self.headers(Self.frames(Demo.clip(), units: 60) { odd.rework(&$0, $1) })
        let foreign = headers.indices.filter { headers[$0].payloadType == 50 }
        #expect(foreign.count == 2)
        for index in foreign {
            #expect(headers[index].sequence == headers[index - 1].sequence && headers[index - 1].marker)
        }
    }

    @Test func aForeignChannelIsUsed() throws {
        let plan = try OddityPlan(["foreign-channel"])
        var odd = try #require(OddPackets(plan, channels: [0], isInterleaved: true, seed: 1))
        let frames = try Self.frames(Demo.clip(), units: 10) { odd.rework(&$0, $1) }
        #expect(frames.count { $0.channel == 2 } == 10 && frames.allSatisfy { [0, 2].contains($0.channel) })
        // Datagrams have no channels.
        #expect(OddPackets(plan, channels: [0], isInterleaved: false, seed: 1) == nil)
        #expect(OddPackets(OddityPlan(), channels: [0], isInterleaved: true, seed: 1) == nil)
    }

    @Test(arguments: [true, false])
    func garbageIsAsMuchAsThereShouldBe(isInterleaved: Bool) throws {
        let plan = try OddityPlan(["garbage-forever"])
        var odd = try #require(OddPackets(plan, channels: [0], isInterleaved: isInterleaved, seed: 1))
        var lengths: [(Int, Int)] = []
        let usual = try Self.frames(Demo.clip(), units: 10)
        let garbled = try Self.frames(Demo.clip(), units: 10) { buffer, unit in
            let before = buffer.readableBytes
            odd.rework(&buffer, unit)
            lengths.append((before, buffer.readableBytes))
        }
        #expect(lengths.count == 10 && lengths.allSatisfy { $0 == $1 })
        if !isInterleaved {
            #expect(garbled.map(\.packet.count) == usual.map(\.packet.count))
            #expect(zip(garbled, usual).allSatisfy { $0.packet != $1.packet })
        }
    }

    @Test func numberingsChange() throws {
        let track = ClipPlayback.Track(channel: 0, controlChannel: 1, ssrc: 7, timestampBase: 90, sequence: 100)
        var playback = ClipPlayback(
            clip: try Demo.clip(),
            tracks: [track, track],
            clock: CameraClock(origin: .init(nanoseconds: 0), wall: .init(nanoseconds: 0), speed: 1),
            from: 3_000_000_000
        )
        func timestamps() -> [UInt32?] { (0...1).map { playback.beginning(of: $0)?.timestamp } }
        playback.beginTimestamps(at: 4_294_967_000)
        #expect(timestamps() == [4_294_967_000, 4_294_967_000])
        playback.jump(by: .seconds(-1))
        #expect(timestamps() == [4_294_877_000, 4_294_919_000])
        var random = SeededGenerator(seed: 3)
        playback.renewSources(using: &random)
        #expect(Set(playback.tracks.compactMap { $0?.ssrc }).union([7]).count == 3)
    }
}
