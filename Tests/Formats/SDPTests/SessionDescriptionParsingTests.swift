import Media
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
        let map = RTPMap(encoding: "H264", clockRate: 90000)
        #expect(description.media == [MediaDescription(kind: "video", payloadTypes: [96], rtpMaps: [96: map])])
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

    /// The headers of JPEG over RTP cannot say more than 2040 pixels, so cameras say it here.
    @Test(arguments: ["x-dimensions:3840,2160", "x-dimensions: 3840 , 2160", "framesize:26 3840-2160"])
    func row105TheSizeOfLargePicturesIsTold(attribute: String) throws {
        let text = "v=0\r\nm=video 0 RTP/AVP 26\r\na=\(attribute)\r\n"
        let description = try SessionDescription(parsing: Array(text.utf8).span)
        #expect(description.media.first?.pictureSize == PictureSize(width: 3840, height: 2160))
    }

    @Test(arguments: ["x-dimensions:0,5", "x-dimensions:9", "framesize:3840-2160", "x-dimensions:99999999999,1"])
    func aSizeThatMakesNoSenseIsNone(attribute: String) throws {
        let text = "v=0\r\nm=video 0 RTP/AVP 26\r\na=\(attribute)\r\n"
        #expect(try SessionDescription(parsing: Array(text.utf8).span).media.first?.pictureSize == nil)
    }
}
