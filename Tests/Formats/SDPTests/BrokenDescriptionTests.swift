import Testing

@testable import SDP

/// Descriptions that break the standard in the ways of real cameras, and mean the same all the same.
struct BrokenDescriptionTests {
    /// What each of them must still say: H.264 as payload type 96 with its control, and G.711 as payload type 8.
    private static let video = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:v\n"
    private static let audio = "m=audio 0 RTP/AVP 8\na=control:a\n"
    private static let media = video + audio

    private func expectBoth(_ text: String) throws {
        let description = try SessionDescription(parsing: text)
        try #require(description.media.map(\.kind) == ["video", "audio"])
        let video = description.media[0]
        #expect(video.payloadTypes == [96])
        #expect(video.rtpMap(for: 96) == RTPMap(encoding: "H264", clockRate: 90000))
        #expect(video.control == "v")
        #expect(video.isRTP)
        #expect(description.media[1].payloadTypes == [8])
        #expect(description.media[1].rtpMap(for: 8)?.encoding == "PCMA")
        #expect(description.media[1].control == "a")
        #expect(description.cameraMedia(kind: "video") == [0])
        #expect(description.cameraMedia(kind: "audio") == [1])
    }

    @Test(arguments: [
        "v=0\ns=x\nt=0 0\n", "v=0\nt=0 0\ns=cam\nc=IN IP4 0.0.0.0\n", "",
    ])
    func row57WithoutAnOrigin(head: String) throws {
        try expectBoth(head + Self.media)
    }

    @Test(arguments: [
        "o=- 0x5f3a 0x1 IN IP4 192.0.2.3", "o=- -17 -18 IN IP4 192.0.2.3", "o=- 3.14 1 IN IP4 192.0.2.3",
        "o=- deadbeef 1 IN IP4 192.0.2.3", "o=- 99999999999999999999999 1 IN IP4 192.0.2.3",
        "o=- 1 1 IP IP4 192.0.2.3", "o=- 1 1 IN IPV4 192.0.2.3", "o=cam 1 2 1 IN IP4 192.0.2.3", "o=", "o=-",
        "s=", "s=a\ns=b\ns=c", "s = x", "i", "u=", "e=NONE\np=",
        "t=", "t=now-", "t=0", "t=0.0 0.0", "r=7d", "z=0", "k=",
        "c=IN", "c=", "c=IN IPV4 192.0.2.3", "c=192.0.2.3", "c=IN IP4", "c=IN IP4 239.1.2.3/127/3",
        "b=", "b=AS", "b=AS:", "b=AS:-1", "b=AS:1.5", "b=X-YZ:128", "b=RR:0\nb=TIAS:5000", "b=AS:99999999999999999999",
        "a=", "a", "a=:", "a=range:npt=now-", "a=x-dimensions:1920,1080", "a=Media_header:MEDIAINFO=494D;",
        "=", "==", "x", "\0\0", "\t", "v=1", "v=", "y=\u{FFFD}", "\u{FEFF}v=0",
    ])
    func row58AnyBadLineIsPassedOver(line: String) throws {
        try expectBoth("v=0\n\(line)\n\(Self.media)")
        try expectBoth("v=0\n\(Self.video)\(line)\n\(Self.audio)")
        try expectBoth("v=0\n\(Self.media)\(line)")
    }

    @Test(arguments: [
        // A missing, odd or twofold port; types with commas.
        ("m=video 0 RTP/AVP 96", "m=video RTP/AVP 96"), ("m=video 0 RTP/AVP 96", "m=video -1 RTP/AVP 96"),
        ("m=video 0 RTP/AVP 96", "m=video 70000 RTP/AVP 96"), ("m=video 0 RTP/AVP 96", "m=video 0/2 RTP/AVP 96"),
        ("m=video 0 RTP/AVP 96", "m=video port RTP/AVP 96"), ("m=video 0 RTP/AVP 96", "m=video 0 RTP/AVP 96, 96,"),
        // Blanks anywhere, and any case.
        ("m=video 0 RTP/AVP 96", " m = video\t0  RTP/AVP   96 \t"), ("m=video 0 RTP/AVP 96", "M=VIDEO 0 rtp/avp 96"),
        ("a=rtpmap:96 H264/90000", "a=rtpmap:96 H264/90000 \t"),
        ("a=rtpmap:96 H264/90000", "a=rtpmap: 96 H264 / 90000"),
        ("a=rtpmap:96 H264/90000", "A=RTPMAP:96\th264/90000"), ("a=rtpmap:96 H264/90000", "a=rtpmap:96 H264/90000/1"),
        // No clock, or none that can be.
        ("a=rtpmap:96 H264/90000", "a=rtpmap:96 H264"), ("a=rtpmap:96 H264/90000", "a=rtpmap:96 H264/0"),
        ("a=rtpmap:96 H264/90000", "a=rtpmap:96 H264/90000 Hz"),
        // No payload type in the section's own line.
        ("m=video 0 RTP/AVP 96", "m=video 0 RTP/AVP"), ("m=video 0 RTP/AVP 96", "m=video 0 RTP/AVP x"),
        ("a=control:v", "a=control: v "), ("a=control:v", "a=Control:v\na=control:"),
    ])
    func row58BrokenLinesThatMatter(whole: String, broken: String) throws {
        let text = Self.media.replacing(whole, with: broken)
        try #require(text != Self.media)
        try expectBoth("v=0\n" + text)
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\n\r", "\r\r\n", "\n\n\n", " \r\n"])
    func row58AnyLineEnds(end: String) throws {
        let text = ("v=0\n" + Self.media).replacing("\n", with: end)
        try expectBoth(text)
        try expectBoth(String(String.UnicodeScalarView(text.unicodeScalars.dropLast(end.unicodeScalars.count))))
    }

    @Test func row59StrangeMediaDoNotHurt() throws {
        let description = try SessionDescription(
            parsing: "v=0\nm=application/TP-LINK 0 RTP/AVP smart/1/90000\na=control:track3\nm=audio 0 RTP/AVP 8\t \n"
        )
        #expect(description.media[0].kind == "application/tp-link")
        #expect(description.media[0].payloadTypes == [])
        #expect(description.media[1].payloadTypes == [8])
        #expect(description.cameraMedia(kind: "video") == [])
        #expect(description.cameraMedia(kind: "audio") == [1])
    }

    @Test(arguments: ["RTP/AVP", "RTP/AVP/TCP", "TCP/RTP/AVP", "rtp/avp", "RTP/AVPF"])
    func row60ProtocolsOfRTP(name: String) throws {
        let description = try SessionDescription(
            parsing: "m=video 0 MP2T/H2221/UDP 33\nm=video 0 \(name) 96\nm=video 0 udp 33\n"
        )
        #expect(description.media.map(\.isRTP) == [false, true, false])
        #expect(description.cameraMedia(kind: "video") == [1])
    }

    @Test func row61BlanksBehindTheMap() throws {
        let description = try SessionDescription(parsing: "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000 \r\n")
        #expect(description.media[0].rtpMap(for: 96)?.clockRate == 90000)
    }

    @Test func row62ParametersWithoutAny() throws {
        let description = try SessionDescription(parsing: "m=audio 0 RTP/AVP 96\na=rtpmap:96 opus/48000/2\na=fmtp:96\n")
        #expect(description.media[0].formatParameters(for: 96) == [:])
        #expect(description.media[0].rtpMap(for: 96)?.channels == 2)
    }

    @Test(arguments: [
        "m=video 0 RTP/AVP 96\nm=audio 0 RTP/AVP 8\na=fmtp:96 packetization-mode=1\na=rtpmap:96 H264/90000\n",
        "m=audio 0 RTP/AVP 8\na=fmtp:96 packetization-mode=1\na=rtpmap:96 H264/90000\nm=video 0 RTP/AVP 96\n",
        "v=0\na=fmtp:96 packetization-mode=1\na=rtpmap:96 H264/90000\nm=video 0 RTP/AVP 96\nm=audio 0 RTP/AVP 8\n",
    ])
    func row63ParametersInAnotherSection(text: String) throws {
        let description = try SessionDescription(parsing: text)
        let video = try #require(description.media.first { $0.kind == "video" })
        #expect(video.formatParameters(for: 96) == ["packetization-mode": "1"])
        #expect(video.rtpMap(for: 96) == RTPMap(encoding: "H264", clockRate: 90000))
    }

    @Test func row63AnotherSectionWithTheSameNumberMeansItsOwn() throws {
        let description = try SessionDescription(
            parsing: "m=audio 0 RTP/AVP 96\na=rtpmap:96 mpeg4-generic/48000\na=fmtp:96 config=1188\n"
                + "m=audio 0 RTP/AVP 96\na=rtpmap:96 opus/48000/2\na=fmtp:96\n"
        )
        #expect(description.media[0].formatParameters(for: 96) == ["config": "1188"])
        #expect(description.media[1].formatParameters(for: 96) == [:])
        #expect(description.media[1].rtpMap(for: 96)?.encoding == "OPUS")
    }

    @Test func row70ParametersOfAAC() throws {
        let description = try SessionDescription(
            parsing: "m=audio 0 RTP/AVP 97\na=rtpmap:97 Mpeg4-Generic/16000/1\n"
                + "a=fmtp:97 StreamType=5; MODE=AAC-hbr;SizeLength = 13;; IndexLength=3 ;config=1408; profile=1;  ;\n"
        )
        #expect(description.media[0].rtpMap(for: 97) == RTPMap(encoding: "MPEG4-GENERIC", clockRate: 16000))
        #expect(
            description.media[0].formatParameters(for: 97) == [
                "streamtype": "5", "mode": "AAC-hbr", "sizelength": "13", "indexlength": "3", "config": "1408",
                "profile": "1",
            ]
        )
    }
}
