import Media
import SDP
import Testing

@testable import RTSP

/// Whole answers with the oddities of real cameras, in numbers of our own.
struct RTSPTranscriptTests {
    /// A query in the base, and the track's name behind it; bare names in RTP-Info, one of a track that nobody asked
    /// for; another session identifier in each answer (Dahua).
    @Test func aQueryInTheBase() throws {
        var described = try Transcript(Self.queryInBase).describe(
            at: "rtsp://192.0.2.20/cam/realmonitor?channel=2&subtype=0",
            after: Transcript(
                "RTSP/1.0 200 OK\nCSeq: 5\nSession: 77\nPublic: OPTIONS, PLAY, SET_PARAMETER, GET_PARAMETER"
            )
        )
        let base = "rtsp://192.0.2.20/cam/realmonitor?channel=2&subtype=0&proto=Onvif/"
        #expect(described.base == base)
        #expect(
            described.tracks == [
                "video H264/90000/1 \(base)trackID=0", "audio MPEG4-GENERIC/32000/1 \(base)trackID=1",
                "application VND.ONVIF.METADATA/90000/1 \(base)trackID=4",
            ]
        )
        #expect(described.description.media.map(\.isONVIFMetadata) == [false, false, true])
        let tracks = try described.play(
            [0, 1],
            setUp: Transcript(
                "RTSP/1.0 200 OK\nCSeq: 4\nSession: 811;timeout=40\n"
                    + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=1F00AB22\nx-Dynamic-Rate: 1"
            ),
            play: Transcript(
                "RTSP/1.0 200 OK\nCSeq: 7\nSession: 812\nRTP-Info: url=trackID=0;seq=301;rtptime=7001,"
                    + "url=trackID=1;seq=302;rtptime=7002,url=trackID=4;seq=303;rtptime=7003"
            )
        )
        #expect(tracks.map(\.ssrc) == [0x1F00_AB22, nil])
        #expect(tracks.map(\.sequence) == [301, 302])
        #expect(tracks.map(\.rtpTime) == [7001, 7002])
        #expect(described.camera.session.keepAliveMethod == .setParameter)
        #expect(described.camera.session.nextDeadline == described.camera.now + .seconds(20))
        try described.camera.stop()
        #expect(described.camera.sent?.headers["Session"] == "811")
        let end = Transcript("RTSP/1.0 200 OK\nCSeq: 7\nDate: Thu, Dec 30 2021 03:21:51 GMT")
        #expect(try end.answer(&described.camera) == [.close(nil)])
    }

    /// Absolute controls with the camera's own address and a query behind the name, the session's too; many blanks
    /// before the session identifier; the mode in quotes (Hikvision).
    @Test func absoluteControls() throws {
        var described = try Transcript(Self.absolute).describe(at: "rtsp://nat.example:8554/Channels/201")
        let host = "rtsp://nat.example:8554/Channels/201/"
        #expect(described.base == "\(host)?mode=unicast&profile=P1")
        #expect(
            described.tracks == [
                "video H265/90000/1 \(host)trackID=1?mode=unicast&profile=P1",
                "application VND.ONVIF.METADATA/90000/1 \(host)trackID=3?mode=unicast&profile=P1",
            ]
        )
        let tracks = try described.play(
            [0],
            setUp: Transcript(
                "RTSP/1.0 200 OK\nCSeq: 2\nSession:        5550199;timeout=60\n"
                    + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc= 7b3;mode=\"play\"\nDate:  Wed, May 05 2021"
            ),
            play: Transcript(
                "RTSP/1.0 200 OK\nCSeq: 3\nSession:        5550199\nRTP-Info: url=rtsp://10.9.8.7:554/Channels/201/"
                    + "trackID=1?mode=unicast&profile=P1;seq=411;rtptime=90210"
            )
        )
        #expect(tracks.map(\.ssrc) == [0x7B3])
        #expect(tracks.map(\.sequence) == [411])
        #expect(tracks.map(\.rtpTime) == [90210])
        #expect(described.camera.sent?.headers["Session"] == "5550199")
        #expect(described.camera.sent?.url == described.base)
    }

    /// An old live555, before or behind the control; a last semicolon (Reolink, Foscam).
    @Test(arguments: [
        ["a=tool:LIVE555 Streaming Media v2013.01.02", "a=control:*"],
        ["a=control:*", "a=tool:LIVE555 Streaming Media v2016.12.01"],
    ])
    func oldLive555(lines: [String]) throws {
        var described = try Transcript(
            "RTSP/1.0 200 OK\nCSeq: 3\nContent-Base: rtsp://192.0.2.21/main/\nContent-Type: application/sdp\n\n"
                + "v=0\no=- 1 1 IN IP4 192.0.2.21\ns=Session streamed by \"preview\"\nt=0 0\n"
                + lines.joined(separator: "\n") + "\nm=video 0 RTP/AVP 96\nb=AS:700\na=rtpmap:96 H264/90000\n"
                + "a=control:track1\nm=audio 0 RTP/AVP 0\nc=IN IP4 0.0.0.0\na=fmtp:0 config=1408; profile=1;\n"
                + "a=control:track2\n"
        ).describe(at: "rtsp://192.0.2.21/main")
        #expect(described.description.hasStaleSessionFault)
        #expect(
            described.tracks == [
                "video H264/90000/1 rtsp://192.0.2.21/main/track1", "audio PCMU/8000/1 rtsp://192.0.2.21/main/track2",
            ]
        )
        #expect(described.description.media[1].formatParameters(for: 0) == ["config": "1408", "profile": "1"])
        let tracks = try described.play(
            [0, 1],
            play: Transcript(
                "RTSP/1.0 200 OK\nServer: x\nCSeq: 6\nRTP-Info: url=track1;seq=21;rtptime=31;ssrc=dc,"
                    + "url=track2;seq=22;rtptime=32;ssrc=9f"
            )
        )
        #expect(tracks.map(\.sequence) == [21, 22])
        #expect(tracks.map(\.rtpTime) == [31, 32])
    }

    /// No control of the session, absolute ones of the sections, a payload type beyond 96, blanks in the parameters,
    /// and no parameters that deserve the name (GeoVision).
    @Test func noSessionControl() throws {
        let described = try Transcript(
            "v=0\no=- 7 1 IN IP4 192.0.2.22\ns=Realtime stream\nm=video 0 RTP/AVP 110\n"
                + "a=control:rtsp://192.0.2.22/media/one/video\na=rtpmap:110 H264/90000\n"
                + "a=fmtp:110 profile-level-id=4d0028; packetization-mode=1\nm=application 0 RTP/AVP 111\n"
                + "a=control:rtsp://192.0.2.22/media/one/meta\na=rtpmap:111 vnd.onvif.metadata/90000\n"
                + "a=fmtp:111 DecoderTag=v3 RTCP=0\n"
        ).describe(at: "rtsp://nat.example/media/one")
        #expect(described.base == "rtsp://nat.example/media/one")
        #expect(described.tracks.first == "video H264/90000/1 rtsp://nat.example/media/one/video")
        #expect(described.description.media[0].formatParameters(for: 110)["packetization-mode"] == "1")
        #expect(described.description.cameraMedia(kind: "video") == [0])
    }

    /// An origin with a number too many, and a section of the maker's own (TP-Link).
    @Test func aSectionOfTheMakersOwn() throws {
        let described = try Transcript(
            "v=0\no=- 11 22 1 IN IP4 192.0.2.23\ns=x\nt=0 0\nm=video 0 RTP/AVP 96\na=control:track1\n"
                + "a=rtpmap:96 H265/90000\na=fmtp:96 profile-id=1;sprop-vps=QAE=;sprop-sps=QgE=;sprop-pps=RAE=\n"
                + "m=audio 0 RTP/AVP 8\na=control:track2\nm=application/MAKER 0 RTP/AVP clever/1/90000\n"
                + "a=rtpmap:95 MAKER/90000\na=control:track3\n"
        ).describe(at: "rtsp://192.0.2.23/stream1")
        #expect(described.tracks[0] == "video H265/90000/1 rtsp://192.0.2.23/stream1/track1")
        #expect(described.tracks[1] == "audio PCMA/8000/1 rtsp://192.0.2.23/stream1/track2")
        #expect(described.description.media[0].formatParameters(for: 96)["sprop-vps"] == "QAE=")
        #expect(
            described.description.cameraMedia(kind: "video") + described.description.cameraMedia(kind: "audio") == [
                0, 1,
            ]
        )
    }

    /// Sound before the picture, two codings of it with one payload type, an empty `fmtp` (Ubiquiti).
    @Test func onePayloadTypeTwice() throws {
        let described = try Transcript(
            "v=0\no=- 3 0 IN IP4 192.0.2.24\ns=x\nc=IN IP4 192.0.2.24\na=recvonly\na=control:*\n"
                + "m=audio 0 RTP/AVP 98\na=recvonly\na=rtpmap:98 mpeg4-generic/16000/1\na=control:trackID=0\n"
                + "a=fmtp:98 mode=AAC-hbr; config=1408; SizeLength=13;\n"
                + "m=audio 0 RTP/AVP 98\na=rtpmap:98 opus/48000/2\na=control:trackID=1\na=fmtp:98\nm=video 0 RTP/AVP 99\na=control:trackID=2\na=rtpmap:99 H264/90000\n"
        ).describe(at: "rtsp://192.0.2.24:7447/s0")
        #expect(
            described.tracks == [
                "audio MPEG4-GENERIC/16000/1 rtsp://192.0.2.24:7447/s0/trackID=0",
                "audio OPUS/48000/2 rtsp://192.0.2.24:7447/s0/trackID=1",
                "video H264/90000/1 rtsp://192.0.2.24:7447/s0/trackID=2",
            ]
        )
        #expect(described.description.media[0].formatParameters(for: 98)["sizelength"] == "13")
        #expect(described.description.media[1].formatParameters(for: 98) == [:])
        #expect(described.description.cameraMedia(kind: "video") == [2])
        #expect(described.description.cameraMedia(kind: "audio") == [0, 1])
    }

    /// "Cseq", a tab and a blank behind the payload type, one channel said, no base (VStarcam).
    @Test func aTabBehindThePayloadType() throws {
        let described = try Transcript(
            "RTSP/1.0 200 OK\nCseq: 2\nContent-Type: application/sdp\n\nv=0\ns=x\nm=video 0 RTP/AVP 96\n"
                + "a=rtpmap:96 H264/90000\na=control:track0\nm=audio 0 RTP/AVP 8\t \na=control:track1\n"
                + "a=rtpmap:8 PCMA/8000/1\n\n"
        ).describe(at: "rtsp://192.0.2.25:10554/tcp/av0_0")
        #expect(
            described.tracks == [
                "video H264/90000/1 rtsp://192.0.2.25:10554/tcp/av0_0/track0",
                "audio PCMA/8000/1 rtsp://192.0.2.25:10554/tcp/av0_0/track1",
            ]
        )
    }

    /// A blank behind the number, and a challenge without quality, algorithm or opaque (Longse).
    @Test func aPlainChallenge() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        let refusal = Transcript(
            "RTSP/1.0 401 Unauthorized\nCSeq: 1 \nServer: x 1920*1080*20\n"
                + "WWW-Authenticate: Digest realm=\"Some Server\", nonce=\"10203\"\n"
        )
        #expect(try refusal.answer(&camera) == [])
        let header = try #require(camera.sent?.headers["Authorization"])
        #expect(header.hasPrefix(#"Digest username="admin", realm="Some Server", nonce="10203", uri=""#))
        #expect(!header.contains("qop") && !header.contains("algorithm"))
    }
}

extension RTSPTranscriptTests {
    private static let queryInBase = """
        RTSP/1.0 200 OK
        CSeq: 3
        x-Accept-Dynamic-Rate: 1
        Content-Base: rtsp://10.9.8.7:554/cam/realmonitor?channel=2&subtype=0&proto=Onvif/
        Cache-Control: must-revalidate
        Content-Type: application/sdp

        v=0
        o=- 41 41 IN IP4 0.0.0.0
        s=Media Server
        c=IN IP4 0.0.0.0
        t=0 0
        a=control:*
        a=packetization-supported:XY
        a=range:npt=now-
        m=video 0 RTP/AVP 96
        a=control:trackID=0
        a=framerate:12.500000
        a=rtpmap:96 H264/90000
        a=recvonly
        m=audio 0 RTP/AVP 97
        a=control:trackID=1
        a=rtpmap:97 MPEG4-GENERIC/32000
        a=fmtp:97 streamtype=5;mode=AAC-hbr;config=1288
        a=recvonly
        m=application 0 RTP/AVP 107
        a=control:trackID=4
        a=rtpmap:107 vnd.onvif.metadata/90000
        a=recvonly

        """

    private static let absolute = """
        RTSP/1.0 200 OK
        CSeq: 1
        Content-Type: application/sdp
        Content-Base: rtsp://10.9.8.7:554/Channels/201/

        v=0
        o=- 51 51 IN IP4 10.9.8.7
        s=Media Presentation
        e=NONE
        b=AS:5050
        t=0 0
        a=control:rtsp://10.9.8.7:554/Channels/201/?mode=unicast&profile=P1
        m=video 0 RTP/AVP 96
        b=AS:5000
        a=x-dimensions:1920,1080
        a=control:rtsp://10.9.8.7:554/Channels/201/trackID=1?mode=unicast&profile=P1
        a=rtpmap:96 H265/90000
        m=application 0 RTP/AVP 107
        a=control:rtsp://10.9.8.7:554/Channels/201/trackID=3?mode=unicast&profile=P1
        a=rtpmap:107 vnd.onvif.metadata/90000
        a=Media_header:MEDIAINFO=494D4B48;
        a=appversion:1.0

        """
}
