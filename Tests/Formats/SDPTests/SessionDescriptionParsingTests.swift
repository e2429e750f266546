import Testing

@testable import SDP

struct SessionDescriptionParsingTests {
    static let camera = """
        v=0\r
        o=- 1619813458 1 IN IP4 192.0.2.6\r
        s=Session streamed by "preview"\r
        t=0 0\r
        a=tool:LIVE555 Streaming Media v2013.04.08\r
        a=control:*\r
        a=range:npt=0-\r
        m=video 0 RTP/AVP 96\r
        c=IN IP4 0.0.0.0\r
        b=AS:500\r
        a=rtpmap:96 H264/90000\r
        a=framerate:15.000000\r
        a=fmtp:96 packetization-mode=1; profile-level-id=640033;sprop-parameter-sets=Z2QAM6zoAoALWQ==,aO48MA==\r
        a=control:trackID=1\r
        a=recvonly\r
        m=audio 0 RTP/AVP 97\r
        a=rtpmap:97 mpeg4-generic/16000/2 \r
        a=fmtp:97 streamtype=5; SizeLength=13;IndexLength=3; config=1408; profile=1;\r
        a=control:trackID=2\r
        a=sendonly\r

        """

    @Test func readsAnOrdinaryCamera() throws {
        let description = try SessionDescription(parsing: Self.camera)
        #expect(description.name == "Session streamed by \"preview\"")
        #expect(description.tool == "LIVE555 Streaming Media v2013.04.08")
        #expect(description.control == "*")
        try #require(description.media.count == 2)
        let video = description.media[0]
        #expect(video.kind == "video")
        #expect(video.protocol == "RTP/AVP")
        #expect(video.isRTP)
        #expect(video.payloadTypes == [96])
        #expect(video.rtpMap(for: 96) == RTPMap(encoding: "h264", clockRate: 90000))
        #expect(video.frameRate == 15)
        #expect(video.bandwidth == 500)
        #expect(video.control == "trackID=1")
        #expect(video.direction == .recvonly)
        #expect(
            video.formatParameters(for: 96) == [
                "packetization-mode": "1", "profile-level-id": "640033",
                "sprop-parameter-sets": "Z2QAM6zoAoALWQ==,aO48MA==",
            ]
        )
        let audio = description.media[1]
        #expect(audio.rtpMap(for: 97) == RTPMap(encoding: "MPEG4-GENERIC", clockRate: 16000, channels: 2))
        #expect(audio.formatParameters(for: 97)["sizelength"] == "13")
        #expect(audio.formatParameters(for: 97)["config"] == "1408")
        #expect(description.receivableMedia == [0])
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\r\r\n", "  \r\n"])
    func row58LinesMayEndAnyhow(end: String) throws {
        let text = Self.camera.replacing("\r\n", with: end)
        #expect(try SessionDescription(parsing: text) == SessionDescription(parsing: Self.camera))
        let withoutLast = String(text.unicodeScalars.prefix(text.unicodeScalars.count - end.unicodeScalars.count))
        #expect(try SessionDescription(parsing: withoutLast) == SessionDescription(parsing: Self.camera))
    }

    @Test func row58JunkIsPassedOver() throws {
        let junk = """
            garbage
            =
            v=0
            o=- 0x1f -5 IP IPV4
            t=now-
            c=IN
            b=X-Y:z
            s=First
            s=Second
            m=
            a=rtpmap:96 H264/90000
            m=video 99999 RTP/AVP 96 abc 300 96
            a=rtpmap:
            a=rtpmap:96
            a=rtpmap:96 H264
            a=rtpmap:96 H264/0
            a=rtpmap:200 H264/90000
            a=fmtp:
            a=fmtp:x y
            a=framerate:-1
            a=framerate:nan
            a
            a=
            """
        let description = try SessionDescription(parsing: junk)
        #expect(description.name == "First")
        #expect(description.media == [MediaDescription(kind: "video", payloadTypes: [96])])
    }

    @Test func row57WithoutAnOrigin() throws {
        let description = try SessionDescription(parsing: "v=0\ns=x\nm=video 0 RTP/AVP 96\na=control:track0\n")
        #expect(description.media[0].control == "track0")
    }

    @Test func row59StrangeMediaDoNotHurt() throws {
        let description = try SessionDescription(
            parsing: "v=0\nm=application/TP-LINK 0 RTP/AVP smart/1/90000\na=control:track3\nm=audio 0 RTP/AVP 8\t \n"
        )
        #expect(description.media[0].kind == "application/tp-link")
        #expect(description.media[0].payloadTypes == [])
        #expect(description.media[1].payloadTypes == [8])
    }

    @Test(arguments: ["RTP/AVP", "RTP/AVP/TCP", "TCP/RTP/AVP", "rtp/avp"])
    func row60ProtocolsOfRTP(name: String) throws {
        #expect(try SessionDescription(parsing: "m=video 0 \(name) 96").media[0].isRTP)
        #expect(try !SessionDescription(parsing: "m=video 0 MP2T/H2221/UDP 33").media[0].isRTP)
    }

    @Test func row61BlanksBehindTheMap() throws {
        let description = try SessionDescription(parsing: "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000 \r\n")
        #expect(description.media[0].rtpMap(for: 96)?.clockRate == 90000)
    }

    @Test func row62ParametersWithoutAny() throws {
        let description = try SessionDescription(parsing: "m=audio 0 RTP/AVP 96\na=rtpmap:96 opus/48000/2\na=fmtp:96\n")
        #expect(description.media[0].formatParameters(for: 96) == [:])
    }

    @Test func row63ParametersInAnotherSection() throws {
        let stray = try SessionDescription(
            parsing: "m=video 0 RTP/AVP 96\nm=audio 0 RTP/AVP 8\na=fmtp:96 packetization-mode=1\n"
        )
        #expect(stray.formatParameters(for: 96, ofMedia: 0) == ["packetization-mode": "1"])
        // Another section that uses the same number means its own.
        let own = try SessionDescription(
            parsing: "m=audio 0 RTP/AVP 96\na=fmtp:96 config=1188\nm=audio 0 RTP/AVP 96\na=fmtp:96\n"
        )
        #expect(own.formatParameters(for: 96, ofMedia: 1) == [:])
        #expect(own.formatParameters(for: 96, ofMedia: 7) == [:])
    }

    @Test func row66AMapOutdoesAStaticType() throws {
        let description = try SessionDescription(parsing: "m=video 0 RTP/AVP 35 0\na=rtpmap:35 H264/90000\n")
        #expect(description.media[0].rtpMap(for: 35)?.encoding == "H264")
        #expect(description.media[0].rtpMap(for: 0) == RTPMap(encoding: "PCMU", clockRate: 8000))
        #expect(description.media[0].rtpMap(for: 8)?.encoding == "PCMA")
        #expect(description.media[0].rtpMap(for: 14) == RTPMap(encoding: "MPA", clockRate: 90000))
        #expect(description.media[0].rtpMap(for: 26) == RTPMap(encoding: "JPEG", clockRate: 90000))
        #expect(description.media[0].rtpMap(for: 97) == nil)
    }

    @Test func row71EverythingMarkedAsBackChannelIsNone() throws {
        let marked = try SessionDescription(
            parsing: "v=0\nm=video 0 RTP/AVP 96\na=sendonly\nm=audio 0 RTP/AVP 0\na=sendonly\n"
        )
        #expect(marked.receivableMedia == [0, 1])
        let session = try SessionDescription(
            parsing: "v=0\na=sendonly\nm=video 0 RTP/AVP 96\na=recvonly\nm=audio 0 RTP/AVP 0\n"
        )
        #expect(session.receivableMedia == [0])
    }

    @Test func whatIsNoDescriptionIsRefused() {
        #expect(throws: SDPError.notADescription) { try SessionDescription(parsing: "<html>404</html>") }
        #expect(throws: SDPError.notADescription) { try SessionDescription(parsing: "") }
        let large = [UInt8](repeating: 0x61, count: 64 * 1024 + 1)
        #expect(throws: SDPError.tooLarge(65537)) { try SessionDescription(parsing: large.span) }
    }

    @Test func theNumberOfSectionsIsBounded() throws {
        let text = "v=0\n" + String(repeating: "m=video 0 RTP/AVP 96\n", count: 500) + "a=control:last\n"
        let description = try SessionDescription(parsing: text)
        #expect(description.media.count == SessionDescription.maximumMedia)
        #expect(description.media.last?.control == nil)
    }
}
