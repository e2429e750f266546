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
            .h264(try Sample.h264()),
            .aac(try AACFormat(configuration: [0x14, 0x08])),
            .aac(try AACFormat(configuration: [0x12, 0x10])),
            .g711(G711Format(law: .a)), .g711(G711Format(law: .mu)), .g711(G711Format(law: .mu, channels: 2)),
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
        let g711 = RTPPayloadDescription(.g711(G711Format(law: .a)))
        #expect(g711.encodingName == "PCMA" && g711.formatParameters == nil && g711.staticPayloadType == 8)
    }

    @Test(arguments: [
        "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA",
        // In the wrong order, with blanks and quotation marks, without padding.
        "\"aOvjyyLA, Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY\"",
        // With start codes in front (quirk 65), both in one.
        "AAAAAWdkAB6s2UCgL/lwEQAAAwABAAADADIPFi2WAAAAAWjr48siwA==",
        "AAAAAWdkAB6s2UCgL/lwEQAAAwABAAADADIPFi2W,AAABaOvjyyLA",
        // With zeros behind, and a set that is none.
        "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZYAAA==,aOvjyyLAAAA=,AAAA,Zw==,!!",
    ])
    func parameterSetsOfManySpellings(sets: String) throws {
        let depacketizer = try make("H264", 90_000, ["sprop-parameter-sets": sets])
        #expect(depacketizer.format == .h264(try Sample.h264()))
    }

    @Test(arguments: ["", ",", "Z0I", "Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=", "not base64 at all"])
    func parameterSetsThatSayNothingAreWaitedFor(sets: String) throws {
        let depacketizer = try make("h264", 90_000, ["sprop-parameter-sets": sets])
        #expect(depacketizer.format == nil)
        #expect(depacketizer.formatVersion == 0)
    }

    @Test func aacParametersOfCameras() throws {
        // Quirk 70: fields left out, other cases.
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

    @Test func whatIsNotRecordedIsNamed() {
        #expect(throws: RTPError.unsupported("the codec JPEG")) { try make("JPEG", 90_000) }
        #expect(throws: RTPError.unsupported("G.711 at 16000 Hz")) { try make("PCMU", 16_000) }
        #expect(throws: RTPError.self) { try make("PCMA", 8000, channels: 0) }
        #expect(throws: RTPError.self) { try make("H264", 0) }
    }
}
