import Foundation
import Media
import SDP
import Testing

@testable import RTSP

/// Answers recorded from real cameras, where they are at hand: `NIGHTJAR_FIXTURES` names the folder that holds
/// `rtsp-transcripts`, or it is `shared/fixtures` beside the project. What is odd about each of them is in ``RTSPTranscriptTests`` too, which always runs.
@Suite(.enabled(if: RecordedAnswers.folder != nil, "there is no folder with rtsp-transcripts"))
struct RTSPFixtureTests {
    private func transcript(_ name: String) throws -> Transcript {
        let folder = try #require(RecordedAnswers.folder)
        return Transcript(String(decoding: try Data(contentsOf: folder.appending(path: name + ".txt")), as: UTF8.self))
    }

    /// A camera's description: the address that was asked, the base, and each section.
    struct Expected: CustomTestStringConvertible {
        var file: String
        var url: String
        var base: String?
        var tracks: [String]
        /// The sections that are recorded.
        var chosen: [Int]
        var isStale = false
        var testDescription: String { file }
    }

    static let descriptions = [
        Expected(
            file: "dahua_describe_h264_aac_onvif",
            url: "rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif",
            base: "rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/",
            tracks: [
                "video H264/90000/1 trackID=0", "audio MPEG4-GENERIC/48000/1 trackID=1",
                "application VND.ONVIF.METADATA/90000/1 trackID=4",
            ],
            chosen: [0, 1]
        ),
        Expected(
            file: "dahua_describe_h265_pcma",
            url: "rtsp://cam-driveway/cam/realmonitor?channel=1&subtype=2",
            base: "rtsp://cam-driveway/cam/realmonitor?channel=1&subtype=2/",
            tracks: ["video H265/90000/1 trackID=0", "audio PCMA/8000/1 trackID=1"],
            chosen: [0, 1]
        ),
        Expected(
            file: "foscam_describe",
            url: "rtsp://192.168.5.107:65534/videoMain",
            base: "rtsp://192.168.5.107:65534/videoMain/",
            tracks: ["video H264/90000/1 track1", "audio PCMU/8000/1 track2"],
            chosen: [0, 1],
            isStale: true
        ),
        Expected(
            file: "geovision_sdp",
            url: "rtsp://192.168.5.237/media/video1",
            tracks: ["video H264/90000/1 /video", "application VND.ONVIF.METADATA/90000/1 /metadata"],
            chosen: [0]
        ),
        Expected(
            file: "hikvision_describe",
            url: "rtsp://192.168.5.106:554/Streaming/Channels/101",
            base: "rtsp://192.168.5.106:554/Streaming/Channels/101/?transportmode=unicast&profile=Profile_1",
            tracks: [
                "video H264/90000/1 rtsp://192.168.5.106:554/Streaming/Channels/101/trackID=1"
                    + "?transportmode=unicast&profile=Profile_1",
                "application VND.ONVIF.METADATA/90000/1 rtsp://192.168.5.106:554/Streaming/Channels/101/trackID=3"
                    + "?transportmode=unicast&profile=Profile_1",
            ],
            chosen: [0]
        ),
        Expected(
            file: "reolink_describe",
            url: "rtsp://192.168.5.206/h264Preview_01_main",
            base: "rtsp://192.168.5.206/h264Preview_01_main/",
            tracks: ["video H264/90000/1 trackID=1", "audio MPEG4-GENERIC/16000/1 trackID=2"],
            chosen: [0, 1],
            isStale: true
        ),
        Expected(
            file: "reolink_describe_control_first",
            url: "rtsp://192.168.5.206/h264Preview_01_main",
            base: "rtsp://192.168.5.206/h264Preview_01_main/",
            tracks: ["video H264/90000/1 trackID=1", "audio MPEG4-GENERIC/16000/1 trackID=2"],
            chosen: [0, 1],
            isStale: true
        ),
        Expected(
            file: "tplink_sdp",
            url: "rtsp://192.168.2.29/stream1",
            tracks: [
                "video H265/90000/1 /track1", "audio PCMA/8000/1 /track2",
                "application/tp-link TP-LINK/90000/1 /track3",
            ],
            chosen: [0, 1]
        ),
        Expected(
            file: "ubiquiti_sdp",
            url: "rtsp://192.168.0.1:7447/68D79AE46148_0",
            tracks: [
                "audio MPEG4-GENERIC/48000/1 /trackID=0", "audio OPUS/48000/2 /trackID=1",
                "video H264/90000/1 /trackID=2",
            ],
            chosen: [2, 0, 1]
        ),
        Expected(
            file: "vstarcam_describe",
            url: "rtsp://192.168.1.198:10554/tcp/av0_0",
            tracks: ["video H264/90000/1 /track0", "audio PCMA/8000/1 /track1"],
            chosen: [0, 1]
        ),
    ]

    @Test(arguments: descriptions)
    func descriptionsAreRead(expected: Expected) throws {
        let described = try transcript(expected.file).describe(at: expected.url)
        let base = expected.base ?? expected.url
        #expect(described.base == base)
        let tracks = expected.tracks.map { line in
            let words = line.split(separator: " ").map(String.init)
            return "\(words[0]) \(words[1]) \(words[2].hasPrefix("rtsp:") ? words[2] : base + words[2])"
        }
        #expect(described.tracks == tracks)
        let description = described.description
        #expect(description.cameraMedia(kind: "video") + description.cameraMedia(kind: "audio") == expected.chosen)
        #expect(description.hasStaleSessionFault == expected.isStale)
        for index in expected.chosen {
            let media = description.media[index]
            let type = try #require(media.payloadTypes.first)
            let parameters = media.formatParameters(for: type)
            switch media.rtpMap(for: type)?.encoding {
            case "H264": #expect(parameters["sprop-parameter-sets"]?.isEmpty == false)
            case "H265": #expect(["vps", "sps", "pps"].allSatisfy { parameters["sprop-\($0)"]?.isEmpty == false })
            case "MPEG4-GENERIC": #expect(parameters["config"]?.isEmpty == false && parameters["sizelength"] == "13")
            default: #expect(parameters.isEmpty)
            }
        }
    }

    @Test(
        arguments: [
            ("dahua", [47121, 45186], [3_475_222_385, 2_234_446_919], 0x30A9_8EE7, "634214675641"),
            ("hikvision", [24104], [1_270_711_678], 0x4CAC_C3D1, "708345999"),
            ("reolink", [16852, 39409], [1_070_938_629, 3_075_976_528], nil, "F8F8E425"),
        ] as [(String, [UInt16], [UInt32], UInt32?, String)]
    )
    func sessionsAreSetUpAndPlay(
        maker: String,
        sequences: [UInt16],
        times: [UInt32],
        source: UInt32?,
        identifier: String
    ) throws {
        let file = maker == "dahua" ? "dahua_describe_h264_aac_onvif" : "\(maker)_describe"
        let expected = try #require(Self.descriptions.first { $0.file == file })
        var described = try transcript(file).describe(at: expected.url, after: transcript("dahua_options"))
        let tracks = try described.play(
            expected.chosen,
            setUp: transcript("\(maker)_setup"),
            play: transcript("\(maker)_play")
        )
        #expect(tracks.map(\.sequence) == sequences)
        #expect(tracks.map(\.rtpTime) == times)
        #expect(tracks.first?.ssrc == source)
        #expect(tracks.first?.transport == .interleaved(RTSPChannels(rtp: 0, rtcp: 1)))
        #expect(described.camera.session.keepAliveMethod == .setParameter)
        #expect(described.camera.session.nextDeadline == described.camera.now + .seconds(25))
        try described.camera.stop()
        #expect(described.camera.sent?.headers["Session"] == identifier)
        #expect(try transcript("reolink_teardown").answer(&described.camera) == [.close(nil)])
    }

    @Test func aBlankBeforeTheSource() throws {
        var described = try transcript("hikvision_describe").describe(at: "rtsp://192.168.5.106/Streaming/Channels/101")
        let tracks = try described.play(
            [0],
            setUp: transcript("hikvision_setup_ssrc_space"),
            play: transcript("hikvision_play")
        )
        #expect(tracks.first?.ssrc == 0xD6D_6627)
        #expect(described.camera.sent?.headers["Session"] == "708886412")
    }

    @Test func credentialsAreAskedFor() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        #expect(try transcript("longse_unauthorized").answer(&camera) == [])
        let header = try #require(camera.sent?.headers["Authorization"])
        #expect(header.contains(#"realm="Surveillance Server", nonce="98481030", uri="rtsp://192.0.2.1/live""#))
        var nobody = try CameraDialogue(credentials: nil)
        try nobody.connect()
        #expect(try transcript("longse_unauthorized").answer(&nobody) == [.close(.credentialsNeeded)])
    }

    /// None of the files is left out by the tests above.
    @Test func everyFileIsRead() throws {
        let folder = try #require(RecordedAnswers.folder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".txt") }
        let described = Set(Self.descriptions.map { $0.file + ".txt" })
        let others: Set = [
            "dahua_options.txt", "dahua_setup.txt", "dahua_play.txt", "hikvision_setup.txt", "hikvision_play.txt",
            "hikvision_setup_ssrc_space.txt", "reolink_setup.txt", "reolink_play.txt", "reolink_teardown.txt",
            "longse_unauthorized.txt",
        ]
        #expect(Set(files) == described.union(others))
    }
}

private enum RecordedAnswers {
    private static var named: URL? {
        ProcessInfo.processInfo.environment["NIGHTJAR_FIXTURES"].map { URL(filePath: $0) }
    }

    private static var besideTheProject: URL {
        // This file is Tests/Protocols/RTSPTests/RTSPFixtureTests.swift.
        var folder = URL(filePath: #filePath)
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        return folder.appending(path: "shared/fixtures")
    }

    static let folder: URL? = {
        let folder = (named ?? besideTheProject).appending(path: "rtsp-transcripts")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()
}
