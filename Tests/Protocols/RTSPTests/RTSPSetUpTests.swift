import Media
import Testing

@testable import RTSP

/// What cameras answer to SETUP, over TCP.
struct RTSPSetUpTests {
    private func setUp(_ transports: [String]) throws -> CameraDialogue {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp(Array(transports.indices))
        for transport in transports { try camera.ok("Session: 1\nTransport: \(transport)") }
        return camera
    }

    private func channels(_ transports: String...) throws -> [RTSPChannels?] {
        try setUp(transports).session.tracks.map(\.transport.channels)
    }

    // MARK: The session's identifier

    @Test func row9TheFirstSessionIdentifierStays() throws {
        var camera = try CameraDialogue()
        try camera.describe(headers: "Session: 5\nContent-Type: application/sdp")
        try camera.setUp([0, 1])
        #expect(camera.sent?.headers["Session"] == nil)
        try camera.ok("Session:        one ;timeout=60\nTransport: RTP/AVP/TCP;interleaved=0-1")
        #expect(camera.sent?.headers["Session"] == "one")
        try camera.ok("Session: two\nTransport: RTP/AVP/TCP;interleaved=2-3")
        #expect(camera.sent?.method == .play)
        #expect(camera.sent?.headers["Session"] == "one")
        #expect(camera.session.oddities == [.sessionChanges: 1])
        try camera.ok("Session: two")
        #expect(camera.session.memory == RTSPMemory(changesSession: true))
    }

    @Test func row9TheNewestIsTriedWhereTheFirstIsUnknown() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0, 1])
        try camera.ok("Session: one\nTransport: RTP/AVP/TCP;interleaved=0-1")
        try camera.ok("Session: two\nTransport: RTP/AVP/TCP;interleaved=2-3")
        #expect(try camera.reply("RTSP/1.0 454 Session Not Found\nCSeq: %") == [])
        #expect(camera.sent?.method == .play)
        #expect(camera.sent?.headers["Session"] == "two")
        #expect(try camera.ok().count == 1)
        try camera.wait(.seconds(25))
        #expect(camera.sent?.headers["Session"] == "two")
        #expect(camera.session.memory.wantsNewestSession)

        // The next session plays by the newest at once, and would go back to the first.
        var next = try CameraDialogue(memory: camera.session.memory)
        try next.describe()
        try next.setUp([0, 1])
        try next.ok("Session: three\nTransport: RTP/AVP/TCP;interleaved=0-1")
        #expect(next.sent?.headers["Session"] == "three")
        try next.ok("Session: four\nTransport: RTP/AVP/TCP;interleaved=2-3")
        #expect(next.sent?.headers["Session"] == "four")
        try next.reply("RTSP/1.0 454 Session Not Found\nCSeq: %")
        #expect(next.sent?.headers["Session"] == "three")
        try next.ok()
        #expect(!next.session.memory.wantsNewestSession)
    }

    @Test func row9BothUnknownIsTheEnd() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0, 1])
        try camera.ok("Session: one")
        try camera.ok("Session: two")
        try camera.reply("RTSP/1.0 454 Gone\nCSeq: %")
        #expect(try camera.reply("RTSP/1.0 454 Gone\nCSeq: %") == [])
        #expect(camera.sent?.method == .teardown)
        #expect(try camera.ok() == [.close(.refused(.play, status: 454, reason: "Gone"))])
        #expect(!camera.session.memory.wantsNewestSession)
        // With one identifier there is no second try.
        var plain = try CameraDialogue()
        try plain.describe()
        try plain.setUp([0])
        try plain.ok("Session: one")
        try plain.reply("RTSP/1.0 454 Gone\nCSeq: %")
        #expect(plain.sent?.method == .teardown)
    }

    // MARK: Channels

    @Test func row29TheGrantedChannelsCount() throws {
        let granted = RTSPChannels(rtp: 8, rtcp: 9)
        #expect(try channels("RTP/AVP/TCP;interleaved=8-9") == [granted])
        #expect(try setUp(["RTP/AVP/TCP;interleaved=8-9"]).session.oddities == [.otherChannels: 1])
    }

    @Test func row29OneNumberMeansItAndTheNext() throws {
        #expect(try channels("RTP/AVP/TCP;unicast;interleaved=6") == [RTSPChannels(rtp: 6, rtcp: 7)])
    }

    @Test func row29ChannelsThatCannotBeUsed() throws {
        let (first, second) = (RTSPChannels(rtp: 0, rtcp: 1), RTSPChannels(rtp: 2, rtcp: 3))
        // An odd channel alone, none at all, or the same for both tracks: those that we asked for.
        #expect(try channels("RTP/AVP/TCP;interleaved=1") == [first])
        #expect(try channels("RTP/AVP/TCP", "") == [first, second])
        let both = try setUp(["RTP/AVP/TCP;interleaved=0-1", "RTP/AVP/TCP;interleaved=0-1"])
        #expect(both.session.tracks.map(\.transport.channels) == [first, second])
        #expect(both.session.oddities == [.unusableChannels: 1])
        for text in ["255-256", "5-4", "-", "x"] {
            let camera = try setUp(["RTP/AVP/TCP;interleaved=\(text)"])
            #expect(camera.session.tracks.map(\.transport.channels) == [first])
            #expect(camera.session.oddities == [.unusableChannels: 1])
        }
    }

    @Test func row30TheNameOfTheTransportDoesNotCount() throws {
        #expect(try channels("RTP/AVP;unicast;interleaved=4-5") == [RTSPChannels(rtp: 4, rtcp: 5)])
        let camera = try setUp(["RTP/AVP;unicast;interleaved=0-1;server_port=5000-5001"])
        #expect(camera.session.tracks.count == 1)
        #expect(camera.session.oddities == [.datagramsForInterleaved: 1])
    }

    @Test func row31UnknownParametersComeFirst() throws {
        let camera = try setUp(["RTP/AVP/TCP;ssrc=D6D66270;unicast;x=y; interleaved = 2 - 3 ;"])
        #expect(camera.session.tracks.first?.transport.channels == RTSPChannels(rtp: 2, rtcp: 3))
        #expect(camera.session.tracks.first?.ssrc == 0xD6D6_6270)
    }

    @Test(
        arguments: [
            (" 1a2b", 0x1A2B), ("d6d6627", 0xD6D_6627), ("D6D66270 ", 0xD6D6_6270), ("0", 0), ("junk", nil),
            ("112233445", nil), ("d6 d6", nil), ("", nil), ("-1", nil),
        ] as [(String, UInt32?)]
    )
    func row32TheSourceIdentifierInOddForms(text: String, ssrc: UInt32?) throws {
        let camera = try setUp(["RTP/AVP/TCP;interleaved=0-1;ssrc=\(text)"])
        #expect(camera.session.tracks.first?.ssrc == ssrc)
        #expect(camera.session.oddities == (ssrc == nil ? [.unreadableSource: 1] : [:]))
    }

    // MARK: Refusals

    @Test func row33ACameraThatSendsOverUDPOnlySaysSo() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        #expect(try camera.reply("RTSP/1.0 461 Unsupported\nCSeq: %") == [.close(.interleavedRefused)])
        #expect(camera.session.memory.refusedTransports == [.interleaved])
        var udp = try CameraDialogue()
        try udp.describe()
        try udp.setUp([0])
        #expect(try udp.ok("Session: 3\nTransport: RTP/AVP;unicast;client_port=5-6;server_port=7-8") == [])
        #expect(udp.sent?.method == .teardown)
        #expect(try udp.wait(.seconds(1)) == [.close(.interleavedRefused)])
        #expect(udp.session.oddities == [.teardownUnanswered: 1])
    }

    @Test(arguments: RTSPDelivery.allCases)
    func multicastIsRefused(transport: RTSPDelivery) throws {
        var camera = try CameraDialogue(transport: transport)
        try camera.describe()
        try camera.setUp([0], ports: [RTSPPorts(rtp: 40000, rtcp: 40001)])
        try camera.ok("Session: 3\nTransport: RTP/AVP;multicast;destination=239.0.0.1;port=5000-5001;ttl=16")
        #expect(camera.sent?.method == .teardown)
        #expect(try camera.ok() == [.close(.multicastOnly)])
        #expect(camera.session.memory.refusedTransports == [])
    }

    @Test func aSessionWithoutAName() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        try camera.ok("Transport: RTP/AVP/TCP;interleaved=0-1")
        #expect(camera.sent?.method == .play)
        #expect(camera.session.oddities == [.sessionMissing: 1])
    }
}
