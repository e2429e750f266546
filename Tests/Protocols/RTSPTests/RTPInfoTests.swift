import TestKit
import Testing

@testable import RTSP

struct RTPInfoTests {
    private struct Told: Equatable {
        var sequence: UInt16?
        var rtpTime: UInt32?

        init(_ sequence: UInt16?, _ rtpTime: UInt32?) {
            self.sequence = sequence
            self.rtpTime = rtpTime
        }
    }

    private static let video = "rtsp://cam/live/trackID=0"
    private static let audio = "rtsp://cam/live/trackID=1"

    /// What a header tells the tracks of these URLs.
    private func told(_ text: String, _ urls: [String] = [video, audio]) throws -> [Told] {
        var tracks = try urls.enumerated().map { index, url in
            try RTSPTrack(media: index, url: CameraURL(url), transport: .interleaved(.usual(for: index)))
        }
        RTPInfo.apply(text, to: &tracks)
        return tracks.map { Told($0.sequence, $0.rtpTime) }
    }

    @Test(arguments: ["url=whatever;seq=9;rtptime=5", "url=rtsp://10.0.0.1/0;seq=9;rtptime=5", "seq=9;rtptime=5"])
    func row52OneStreamNeedsNoURL(text: String) throws {
        #expect(try told(text, [Self.video]) == [Told(9, 5)])
        // Of two streams it could be either.
        #expect(try told(text) == [Told(nil, nil), Told(nil, nil)])
    }

    @Test(arguments: [
        "url=trackID=0;seq=7;rtptime=90,url=trackID=1;seq=8;rtptime=91",
        "url=trackID=0;seq=7;rtptime=90;,url=trackID=1;seq=8;rtptime=91;",
        " url = trackID=0 ; seq = 7 ; rtptime = 90 , URL=trackID=1;SEQ= 8;RtpTime=91 ,",
        "url=/live/trackID=0;seq=7;rtptime=90,url=live/trackID=1;rtptime=91;seq=8",
        "url=rtsp://10.0.0.1:554/live/trackID=0;seq=7;rtptime=90,url=rtsp://cam/live/trackID=1;seq=8;rtptime=91",
        "url=\"rtsp://cam/live/trackID=0\";seq=7;rtptime=90;ssrc=1,url=trackID=1;seq=8;rtptime=91;ssrc=dcc4a0d8",
        "url=rtsp://cam/other/trackID=0?x=y;seq=7;rtptime=90,url=trackID=1?x=y;seq=8;rtptime=91",
    ])
    func row53EverySpelling(text: String) throws {
        #expect(try told(text) == [Told(7, 90), Told(8, 91)])
    }

    @Test func row53WhatCannotBeReadIsLeftOut() throws {
        #expect(
            try told("url=trackID=0;seq=x;rtptime=1.5,url=trackID=1;rtptime=91") == [Told(nil, nil), Told(nil, 91)]
        )
        #expect(try told("url=trackID=0;seq=70000;rtptime=4294967296") == [Told(nil, nil), Told(nil, nil)])
        #expect(try told("url=trackID=0;seq=;rtptime=") == [Told(nil, nil), Told(nil, nil)])
        for junk in ["", ";;", ",=,", ";;,=,seq=70000", "url", "url=", "url=ackID=0;seq=9", "url=/;seq=9"] {
            #expect(try told(junk) == [Told(nil, nil), Told(nil, nil)])
        }
    }

    @Test(arguments: ["0", "1"])
    func row54SequenceNumbersThatNeverChange(number: String) throws {
        let text = "url=trackID=0;seq=\(number);rtptime=90,url=trackID=1;seq=2;rtptime=91"
        #expect(try told(text) == [Told(nil, 90), Told(2, 91)])
    }

    @Test func row55ATimeForOnlyOneOfTwoTracks() throws {
        #expect(try told("url=trackID=0;seq=7;rtptime=90,url=trackID=1;seq=8") == [Told(7, 90), Told(8, nil)])
        #expect(try told("url=trackID=1;seq=8;rtptime=91") == [Told(nil, nil), Told(8, 91)])
    }

    @Test func row56EntriesOfTracksThatWereNotSetUp() throws {
        let text = "url=trackID=0;seq=7;rtptime=90,url=trackID=1;seq=8;rtptime=91,url=trackID=4;seq=3;rtptime=92"
        #expect(try told(text, [Self.audio]) == [Told(8, 91)])
        #expect(try told(text) == [Told(7, 90), Told(8, 91)])
        #expect(try told("url=trackID=3;seq=3,url=trackID=4;seq=4", [Self.video]) == [Told(nil, nil)])
    }

    /// The base's query stands before the track's name at Dahua cameras, behind it at Hikvision's.
    @Test func queries() throws {
        let dahua = [
            "rtsp://cam/realmonitor?channel=1&subtype=0/trackID=0", "rtsp://cam/realmonitor?channel=1/trackID=1",
        ]
        #expect(try told("url=trackID=0;seq=7;rtptime=90,url=trackID=1;seq=8", dahua) == [Told(7, 90), Told(8, nil)])
        let hikvision = ["rtsp://cam/101/trackID=1?profile=Profile_1", "rtsp://cam/101/trackID=2?profile=Profile_1"]
        #expect(
            try told("url=rtsp://10.0.0.1/101/trackID=2;seq=8,url=/101/trackID=1?profile=Profile_1;seq=7", hikvision)
                == [Told(7, nil), Told(8, nil)]
        )
        // One name for two tracks names neither.
        let same = ["rtsp://cam/a/video?x", "rtsp://cam/b/video?x"]
        #expect(try told("url=video;seq=7,url=c/video?x;seq=9", same) == [Told(nil, nil), Told(nil, nil)])
    }

    @Test(arguments: UInt64(0)..<200)
    func flippedBitsAreNoDanger(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array("url=rtsp://cam/live/trackID=0;seq=7;rtptime=90,url=trackID=1;seq=8;rtptime=91".utf8)
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            bytes[Int.random(in: bytes.indices, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        }
        #expect(try told(String(decoding: bytes, as: UTF8.self)).count == 2)
        let many = String(repeating: "url=trackID=1;seq=9,", count: 5000)
        #expect(RTPInfo.all(in: many).count == 64)
    }
}
