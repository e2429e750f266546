import Media
import RTP
import Testing

/// Session descriptions in, session descriptions out.
struct DepacketizerMakeTests {
    private func make(
        _ encoding: String,
        _ clockRate: UInt32,
        channels: Int? = nil,
        _ parameters: [String: String] = [:]
    ) throws -> Depacketizer {
        try Depacketizer.make(
            encoding: encoding,
            clockRate: clockRate,
            channels: channels,
            parameters: parameters
        )
    }

    private static func formats() throws -> [TrackFormat] {
        [
            .h264(try Sample.h264()), try NALKind.h265.format(),
            .aac(try AACFormat(configuration: [0x14, 0x08])),
            .aac(try AACFormat(configuration: [0x12, 0x10])),
            .g711(G711Format(law: .a)), .g711(G711Format(law: .mu)), .g711(G711Format(law: .mu, channels: 2)),
            .opus(OpusFormat(channels: 1)), .opus(OpusFormat(channels: 2)),
        ]
    }

    @Test func whatIsDescribedIsMade() throws {
        for format in try Self.formats() {
            let description = RTPPayloadDescription(format)
            var parameters: [String: String] = [:]
            for part in (description.formatParameters ?? "").split(separator: ";") {
                let halves = part.split(separator: "=", maxSplits: 1)
                parameters[String(halves[0]).lowercased()] = String(halves[1])
            }
            let depacketizer = try make(
                description.encodingName.lowercased(),
                description.clockRate,
                channels: description.channels,
                parameters
            )
            #expect(depacketizer.format == format)
            #expect(depacketizer.formatVersion == 1)
            #expect(depacketizer.clockRate == format.timescale)
        }
    }

    @Test func descriptionsAreSpelledAsOthersReadThem() throws {
        let h264 = RTPPayloadDescription(.h264(try Sample.h264()))
        #expect(
            h264.formatParameters
                == "packetization-mode=1;profile-level-id=64001E"
                + ";sprop-parameter-sets=Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA"
        )
        let aac = RTPPayloadDescription(.aac(try AACFormat(configuration: [0x14, 0x08])))
        #expect(aac.encodingName == "MPEG4-GENERIC" && aac.clockRate == 16_000 && aac.channels == 1)
        #expect(
            aac.formatParameters
                == "streamtype=5;profile-level-id=1;mode=AAC-hbr;config=1408"
                + ";sizelength=13;indexlength=3;indexdeltalength=3"
        )
        let h265 = try NALKind.h265.format()
        let sets = RTPPayloadDescription(h265).formatParameters ?? ""
        #expect(sets.hasPrefix("sprop-vps=") && !sets.contains("don"))
        #expect(RTPPayloadDescription(h265, orderDifference: 3).formatParameters == sets + ";sprop-max-don-diff=3")
        let g711 = RTPPayloadDescription(.g711(G711Format(law: .a)))
        #expect(g711.encodingName == "PCMA" && g711.formatParameters == nil && g711.staticPayloadType == 8)
        // The static types are for 8000 samples a second.
        let fine = RTPPayloadDescription(.g711(G711Format(law: .a, sampleRate: 16_000)))
        #expect(fine.clockRate == 16_000 && fine.staticPayloadType == nil)
    }

    @Test(arguments: [
        "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA",
        // In the wrong order, with blanks and quotation marks, without padding.
        "\"aOvjyyLA, Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY\"",
        // With start codes in front, both in one.
        "AAAAAWdkAB6s2UCgL/lwEQAAAwABAAADADIPFi2WAAAAAWjr48siwA==",
        "AAAAAWdkAB6s2UCgL/lwEQAAAwABAAADADIPFi2W,AAABaOvjyyLA",
        // With zeros behind, and a set that is none.
        "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZYAAA==,aOvjyyLAAAA=,AAAA,Zw==,!!",
    ])
    func row65ParameterSetsOfManySpellings(sets: String) throws {
        let depacketizer = try make("H264", 90_000, ["sprop-parameter-sets": sets])
        #expect(depacketizer.format == .h264(try Sample.h264()))
    }

    @Test(arguments: ["", ",", "Z0I", "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=", "not base64 at all"])
    func row65ParameterSetsThatSayNothingAreWaitedFor(sets: String) throws {
        let depacketizer = try make("h264", 90_000, ["sprop-parameter-sets": sets])
        #expect(depacketizer.format == nil)
        #expect(depacketizer.formatVersion == 0)
    }

    @Test func row70AACParametersOfCameras() throws {
        // Fields left out, other cases.
        let short = try make(
            "mpeg4-generic",
            16_000,
            channels: 1,
            ["mode": "AAC-hbr", "config": "1408", "sizelength": "13"]
        )
        #expect(short.format?.timescale == 16_000)
        #expect(throws: RTPError.malformed("no usable AAC configuration (config)")) {
            try make("MPEG4-GENERIC", 16_000)
        }
        #expect(throws: RTPError.self) { try make("MPEG4-GENERIC", 16_000, ["config": "zz"]) }
        #expect(throws: RTPError.self) { try make("MPEG4-GENERIC", 16_000, ["config": "00"]) }
        #expect(throws: RTPError.self) { try make("MPEG4-GENERIC", 0, ["config": "1408"]) }
        #expect(throws: RTPError.self) { try make("MPEG4-GENERIC", 16_000, ["config": "1408", "sizelength": "99"]) }
        #expect(throws: RTPError.self) { try make("MPEG4-GENERIC", 16_000, ["config": "1408", "sizelength": "0"]) }
        #expect(throws: RTPError.self) { try make("MPEG4-GENERIC", 16_000, ["config": "1408", "ctsdeltalength": "8"]) }
    }

    @Test(arguments: [
        ["config": "1408"], ["config": "\"1408\"", "mode": "aac-HBR", "sizelength": "", "indexlength": ""],
        ["config": "1408", "mode": "", "profile": "1", "bitrate": "0", "object": "2", "cpresent": "0"],
        ["config": "1408", "ctsdeltalength": "0", "auxiliarydatasizelength": "0", "profile-level-id": "x"],
    ])
    func row70AACParametersThatSayLittle(parameters: [String: String]) throws {
        let made = try make("mpeg4-generic", 16_000, parameters)
        #expect(made.format == .aac(try AACFormat(configuration: [0x14, 0x08])))
        var receiver = Receiver(made)
        let units = try receiver.receive(packets([(0, true, [0, 16, 0, 2 << 3, 7, 8])]))
        #expect(units.map(\.payload.array) == [[7, 8]])
    }

    /// HE-AAC version 2 (parametric stereo) over mono of half the rate, in both letter cases.
    @Test(arguments: ["EB8A0800", "eb8a0800"])
    func row70AACWithParametricStereo(configuration: String) throws {
        let made = try make("MPEG4-GENERIC", 44_100, channels: 2, ["config": configuration])
        #expect(made.format?.codec.codecString == "mp4a.40.29")
        #expect(made.format?.timescale == 22_050 && made.clockRate == 44_100)
        var receiver = Receiver(made)
        let units = try receiver.receive(packets([(0, true, [0, 32, 0, 1 << 3, 0, 1 << 3, 7, 8])]))
        #expect(units.map(\.timestamp) == [0, 2048] && units.map(\.samples) == [2048, 2048])
    }

    @Test func whatIsNotRecordedIsNamed() {
        #expect(throws: RTPError.unsupported("the codec VP8")) { try make("VP8", 90_000) }
        #expect(throws: RTPError.unsupported("G.711 at 4000 Hz")) { try make("PCMU", 4000) }
        #expect(throws: RTPError.self) { try make("PCMA", 8000, channels: 0) }
        #expect(throws: RTPError.self) { try make("H264", 0) }
    }
}
