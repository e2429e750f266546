import Testing

@testable import SDP

/// What payload types mean, and what their codings are called.
struct PayloadTypeTests {
    @Test func row66AMapOutdoesAStaticType() throws {
        let description = try SessionDescription(parsing: "m=video 0 RTP/AVP 35 0\na=rtpmap:35 H264/90000\n")
        #expect(description.media[0].rtpMap(for: 35)?.encoding == "H264")
        #expect(description.media[0].rtpMap(for: 0) == RTPMap(encoding: "PCMU", clockRate: 8000))
        #expect(description.media[0].rtpMap(for: 97) == nil)
    }

    @Test(
        arguments: [
            (0, "PCMU", 8000, 1), (8, "PCMA", 8000, 1), (3, "GSM", 8000, 1), (4, "G723", 8000, 1), (9, "G722", 8000, 1),
            (10, "L16", 44100, 2), (11, "L16", 44100, 1), (14, "MPA", 90000, 1), (15, "G728", 8000, 1),
            (16, "DVI4", 11025, 1), (18, "G729", 8000, 1), (26, "JPEG", 90000, 1), (31, "H261", 90000, 1),
            (32, "MPV", 90000, 1), (33, "MP2T", 90000, 1), (34, "H263", 90000, 1),
        ] as [(UInt8, String, UInt32, Int)]
    )
    func row112StaticTypesNeedNoMap(type: UInt8, encoding: String, clockRate: UInt32, channels: Int) throws {
        let description = try SessionDescription(parsing: "v=0\nm=audio 0 RTP/AVP \(type)\na=control:track2\n")
        let expected = RTPMap(encoding: encoding, clockRate: clockRate, channels: channels)
        #expect(description.media[0].rtpMap(for: type) == expected)
    }

    @Test func row112NobodyFixedTheOthers() {
        for type in [1, 2, 19, 20, 24, 27, 29, 30, 35, 72, 76, 95, 96, 127] as [UInt8] {
            #expect(MediaDescription(kind: "audio", payloadTypes: [type]).rtpMap(for: type) == nil)
        }
    }

    /// As Anpviz and Anjvision cameras write it.
    @Test func row113AMapForAStaticTypeAndStrangeParameters() throws {
        let description = try SessionDescription(
            parsing: """
                v=0
                m=video 0 RTP/AVP 96
                a=control:track1
                a=fmtp:96 config=00000001674d0029e27016;level-asymmetry-allowed=1;profile-level-id=4D0029;x
                b=AS:2048
                a=rtpmap:96 H264/90000
                c=IN IP4 0.0.0.0
                m=audio 0 RTP/AVP 0
                a=fmtp:0 config=1410;mode=AAC-hbr
                a=control:track2
                a=rtpmap:0 MPEG4-GENERIC/16000/2
                """
        )
        #expect(description.media[0].rtpMap(for: 96) == RTPMap(encoding: "H264", clockRate: 90000))
        #expect(description.media[0].formatParameters(for: 96)["profile-level-id"] == "4D0029")
        #expect(description.media[0].formatParameters(for: 96)["sprop-parameter-sets"] == nil)
        #expect(description.media[0].bandwidth == 2048)
        let audio = description.media[1]
        #expect(audio.rtpMap(for: 0) == RTPMap(encoding: "MPEG4-GENERIC", clockRate: 16000, channels: 2))
        #expect(audio.formatParameters(for: 0)["config"] == "1410")
    }

    @Test(arguments: [
        ("PCM/16000", "uncompressed PCM"), ("L16/16000", "uncompressed PCM (L16)"),
        ("l16/44100/2", "uncompressed PCM (L16)"),
    ])
    func row69UncompressedSoundIsNamed(map: String, name: String) throws {
        let description = try SessionDescription(parsing: "m=audio 0 RTP/AVP 98\na=rtpmap:98 \(map)\n")
        let coding = try #require(description.media[0].rtpMap(for: 98))
        #expect(coding.commonName == name)
        #expect(
            coding.refusal(kind: "audio")
                == "The camera's sound is \(name), which is not recorded: choose AAC or G.711 in the camera's "
                + "settings. The picture is recorded all the same."
        )
    }

    @Test func row118MPEG4Part2IsNamed() throws {
        let description = try SessionDescription(parsing: "m=video 0 RTP/AVP 97\na=rtpmap:97 mp4v-es/90000\n")
        let coding = try #require(description.media[0].rtpMap(for: 97))
        #expect(coding.commonName == "MPEG-4 Part 2")
        #expect(
            coding.refusal(kind: "video")
                == "The camera's picture is MPEG-4 Part 2, which is not recorded: choose H.264 or H.265 for this "
                + "stream in the camera's settings, or enter the address of another of its streams."
        )
    }

    @Test(arguments: [
        ("H264", "H.264"), ("hevc", "H.265"), ("JPEG", "MJPEG"), ("G726-32", "G.726"), ("AAL2-G726-16", "G.726"),
        ("PCMU", "G.711 (µ-law)"), ("vnd.onvif.metadata.gzip", "ONVIF metadata"), ("SVAC", "SVAC"),
        ("\u{202E}x\u{1B}[31m", "X[31M"), ("\u{E9}", "an unnamed coding"), ("", "an unnamed coding"),
    ])
    func namesForPeople(encoding: String, name: String) {
        #expect(RTPMap(encoding: encoding, clockRate: 90000).commonName == name)
        let long = RTPMap(encoding: encoding + String(repeating: "z", count: 500), clockRate: 1)
        #expect(long.commonName.unicodeScalars.count <= 32)
    }
}
