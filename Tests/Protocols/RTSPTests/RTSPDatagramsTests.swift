import Media
import Testing

@testable import RTSP

/// A camera that is asked for UDP.
struct RTSPDatagramsTests {
    private static let ports = [RTSPPorts(rtp: 40000, rtcp: 40001), RTSPPorts(rtp: 40002, rtcp: 40003)]

    private func setUp(_ transport: String?, host: String = "192.0.2.1") throws -> CameraDialogue {
        var camera = try CameraDialogue(url: "rtsp://\(host)/live", transport: .datagrams)
        try camera.describe()
        try camera.setUp([0], ports: [Self.ports[0]])
        try camera.ok("Session: 1" + (transport.map { "\nTransport: \($0)" } ?? ""))
        return camera
    }

    private func granted(_ transport: String?) throws -> RTSPDatagrams? {
        try setUp(transport).session.tracks.first?.transport.datagrams
    }

    @Test func anOrdinaryCameraFromBeginningToEnd() throws {
        var camera = try CameraDialogue(transport: .datagrams)
        try camera.describe()
        try camera.setUp([0, 1], ports: Self.ports)
        #expect(camera.sent?.headers["Transport"] == "RTP/AVP;unicast;client_port=40000-40001")
        let first = try camera.ok(
            "Session: 1\nTransport: RTP/AVP;unicast;client_port=40000-40001;server_port=6970-6971;ssrc=0000000A"
        )
        let video = RTSPDatagrams(client: Self.ports[0], server: RTSPPorts(rtp: 6970, rtcp: 6971))
        #expect(camera.sent?.headers["Transport"] == "RTP/AVP;unicast;client_port=40002-40003")
        guard case .granted(let tracks)? = first.first else { return #expect(Bool(false)) }
        #expect(tracks.map(\.transport) == [.datagrams(video)])
        #expect(tracks.first?.ssrc == 10)
        #expect(tracks.first?.payloadTypes == [96])
        try camera.ok("Session: 1\nTransport: RTP/AVP/UDP;unicast;client_port=40002-40003;server_port=6972-6973")
        #expect(camera.sent?.method == .play)
        guard case .playing(let playing)? = try camera.ok().first else { return #expect(Bool(false)) }
        #expect(playing.map(\.media) == [0, 1])
        #expect(camera.session.oddities == [:])
        // It lives and ends on its connection like any other.
        try camera.wait(.seconds(25))
        #expect(camera.sent?.method == .options)
        try camera.stop()
        #expect(camera.sent?.method == .teardown)
    }

    @Test func aMediumWithoutPortsIsLeftOut() throws {
        var camera = try CameraDialogue(transport: .datagrams)
        try camera.describe()
        try camera.setUp([0, 1], ports: [Self.ports[1]])
        #expect(camera.sent?.headers["Transport"] == "RTP/AVP;unicast;client_port=40002-40003")
        try camera.ok("Session: 1\nTransport: RTP/AVP;server_port=6970-6971")
        #expect(camera.sent?.method == .play)
    }

    @Test(arguments: [
        "RTP/AVP/TCP;unicast;interleaved=0-1", "RTP/AVP/TCP;unicast", "RTP/AVP;unicast;interleaved=0-1",
        "RTP/AVP/TCP;interleaved=0-1;server_port=6970-6971",
    ])
    func row33TCPAlthoughUDPWasAsked(transport: String) throws {
        var camera = try setUp(transport)
        #expect(camera.sent?.method == .teardown)
        #expect(try camera.ok() == [.close(.datagramsRefused)])
        #expect(camera.session.memory.refusedTransports == [.datagrams])
    }

    @Test func row33UDPIsRefused() throws {
        var camera = try CameraDialogue(transport: .datagrams)
        try camera.describe()
        try camera.setUp([0], ports: Self.ports)
        #expect(try camera.reply("RTSP/1.0 461 Unsupported Transport\nCSeq: %") == [.close(.datagramsRefused)])
        #expect(camera.session.memory.refusedTransports == [.datagrams])
        // Another refusal has another reason.
        var busy = try CameraDialogue(transport: .datagrams)
        try busy.describe()
        try busy.setUp([0], ports: Self.ports)
        #expect(try busy.reply("RTSP/1.0 453 No\nCSeq: %") == [.close(.busy(status: 453))])
        #expect(busy.session.memory.refusedTransports == [])
    }

    @Test(arguments: [
        "RTP/AVP;unicast;client_port=40000-40001", "RTP/AVP;unicast;server_port=0-0", "RTP/AVP;server_port=1-2",
        "RTP/AVP;server_port=0", "RTP/AVP;server_port=1", "RTP/AVP;server_port=", "RTP/AVP;server_port=x-y",
        "RTP/AVP;server_port=70000-70001", "RTP/AVP;server_port=65535",
    ])
    func row34ServerPortsThatAreNone(transport: String) throws {
        let camera = try setUp(transport)
        #expect(camera.sent?.method == .play)
        #expect(camera.session.tracks.first?.transport.datagrams == RTSPDatagrams(client: Self.ports[0]))
        #expect(camera.session.oddities == [.serverPortsMissing: 1])
    }

    @Test func row34NoTransportAtAll() throws {
        let camera = try setUp(nil)
        #expect(camera.session.tracks.first?.transport.datagrams == RTSPDatagrams(client: Self.ports[0]))
        #expect(camera.session.oddities == [.transportMissing: 1])
    }

    @Test func row34OneServerPort() throws {
        #expect(try granted("RTP/AVP;server_port=6970")?.server == RTSPPorts(rtp: 6970, rtcp: 6971))
        #expect(try granted("RTP/AVP;server_port=6970-3")?.server == RTSPPorts(rtp: 6970, rtcp: 6971))
        #expect(try granted("RTP/AVP; server_port = 6970 - 6980 ")?.server == RTSPPorts(rtp: 6970, rtcp: 6980))
    }

    @Test func row35AnotherHostSends() throws {
        let camera = try setUp("RTP/AVP;unicast;source=media.example;server_port=6970-6971")
        #expect(camera.session.tracks.first?.transport.datagrams?.source == "media.example")
        #expect(camera.session.oddities == [.otherSender: 1])
        #expect(try granted("RTP/AVP;source=192.0.2.77;server_port=6970")?.source == "192.0.2.77")
        #expect(try granted("RTP/AVP;source=[2001:db8::7];server_port=6970")?.source == "2001:db8::7")
    }

    @Test(arguments: ["192.0.2.1", "0.0.0.0", "", "::", "a b", "\u{E9}", "/etc"])
    func row35ASourceThatSaysNothing(source: String) throws {
        let camera = try setUp("RTP/AVP;unicast;source=\(source);server_port=6970-6971")
        #expect(camera.session.tracks.first?.transport.datagrams?.source == nil)
        #expect(camera.session.oddities == [:])
    }

    @Test func row31UnknownParametersBeforeThePorts() throws {
        let camera = try setUp("RTP/AVP;unicast;ssrc=0A;server_name=x;server_port=6970-6971")
        #expect(camera.session.tracks.first?.transport.datagrams?.server == RTSPPorts(rtp: 6970, rtcp: 6971))
        #expect(camera.session.tracks.first?.ssrc == 10)
    }
}
