import Testing

@testable import RTSP

struct RTSPTransportTests {
    @Test(
        arguments: [
            ("RTP/AVP/TCP;unicast;interleaved=2-3", RTSPChannels(rtp: 2, rtcp: 3), nil),
            ("RTP/AVP/TCP;unicast;interleaved=4", RTSPChannels(rtp: 4, rtcp: 5), nil),
            ("RTP/AVP;unicast;interleaved=0-1", RTSPChannels(rtp: 0, rtcp: 1), nil),
            ("RTP/AVP/TCP;ssrc=D6D66270;unicast;x=y;interleaved = 0 - 1 ;", RTSPChannels(rtp: 0, rtcp: 1), 0xD6D6_6270),
            ("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc= d6d6627", RTSPChannels(rtp: 0, rtcp: 1), 0xD6D_6627),
            ("RTP/AVP/TCP;interleaved=0-1;ssrc=junk", RTSPChannels(rtp: 0, rtcp: 1), nil),
            ("RTP/AVP/TCP;interleaved=0-1;ssrc=112233445", RTSPChannels(rtp: 0, rtcp: 1), nil),
            ("RTP/AVP/TCP;interleaved=3", nil, nil),
            ("RTP/AVP/TCP;interleaved=255-256", nil, nil),
            ("RTP/AVP/TCP;interleaved=5-4", nil, nil),
            ("RTP/AVP/TCP;interleaved=-", nil, nil),
            ("", nil, nil),
        ] as [(String, RTSPChannels?, UInt32?)]
    )
    func rows29To32Replies(text: String, channels: RTSPChannels?, ssrc: UInt32?) {
        let header = RTSPTransportHeader.all(in: text).first
        #expect(header?.channels == channels)
        #expect(header?.ssrc == ssrc)
    }

    private func track(_ media: Int, _ url: String) throws -> RTSPTrack {
        try RTSPTrack(media: media, url: RTSPURL(url), transport: .interleaved(.usual(for: media)))
    }

    @Test func rows52To56RTPInfo() throws {
        let (video, audio) = try (track(0, "rtsp://cam/live/trackID=0"), track(1, "rtsp://cam/live/trackID=1"))
        func applied(_ text: String, _ tracks: [RTSPTrack]) -> [[UInt32?]] {
            var tracks = tracks
            RTPInfo.apply(text, to: &tracks)
            return tracks.map { [$0.sequence.map(UInt32.init), $0.rtpTime] }
        }
        let usual =
            "url=trackID=0;seq=47121;rtptime=3475222385,url=trackID=1;seq=45186;rtptime=2234446919,url=trackID=4;seq=3"
        #expect(applied(usual, [video, audio]) == [[47121, 3_475_222_385], [45186, 2_234_446_919]])
        #expect(applied(usual, [audio]) == [[45186, 2_234_446_919]])
        // Another host; a path; blanks and a last semicolon; constant sequence numbers; junk.
        #expect(
            applied("url=rtsp://10.0.0.1:554/live/trackID=1; seq= 7 ; rtptime=x;", [video, audio]) == [
                [nil, nil], [7, nil],
            ]
        )
        #expect(applied("url=/live/trackID=0;rtptime=5", [video, audio]) == [[nil, 5], [nil, nil]])
        #expect(applied("url=whatever;seq=9;rtptime=5", [video]) == [[9, 5]])
        #expect(
            applied("url=trackID=0;seq=0;rtptime=5,url=trackID=1;seq=1", [video, audio]) == [[nil, 5], [nil, nil]]
        )
        #expect(applied(";;,=,seq=70000", [video, audio]) == [[nil, nil], [nil, nil]])
        #expect(applied("url=ackID=0;seq=9", [video, audio]) == [[nil, nil], [nil, nil]])
    }
}
