import Media
import NVR
import OpenAPI

// Trying a camera, in its wire spelling (docs/api.md).

/// What shall be tried; of a camera that exists, what shall be different.
struct CameraTestMessage: Decodable, Sendable, SchemaAnnotated {
    var url: Patched<String>
    var username: Patched<String?>
    var password: Patched<String?>
    var transport: Patched<String?>
    var certificateFingerprint: Patched<String?>
    var recordAudio: Patched<Bool>
    var stream: Patched<String>

    enum CodingKeys: String, CodingKey {
        case url, username, password, transport, stream
        case certificateFingerprint = "certificate_fingerprint"
        case recordAudio = "record_audio"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "url": SchemaNote("Needed for a camera that is not added yet.", example: "rtsp://192.0.2.7/main"),
        "username": SchemaNote(maxLength: 256),
        "password": SchemaNote(format: "password", maxLength: 1024),
        "transport": SchemaNote("tcp or udp; null: what works."),
        "stream": SchemaNote("Of a camera that exists: main or sub."),
    ]
}

struct CameraReportMessage: Codable, Sendable {
    struct Track: Codable, Sendable {
        var kind: String
        var codec: String
        var name: String
        var width: Int?
        var height: Int?
        var sampleRate: Int?
        var channels: Int?
        var units: Int
        var framesPerSecond: Double?
        var bitsPerSecond: Int?
        var keyFrameInterval: Double?

        enum CodingKeys: String, CodingKey {
            case kind, codec, name, width, height, channels, units
            case sampleRate = "sample_rate"
            case framesPerSecond = "frames_per_second"
            case bitsPerSecond = "bits_per_second"
            case keyFrameInterval = "key_frame_interval_s"
        }
    }

    struct Fault: Codable, Sendable {
        /// Stable, for programs: refused_password, no_video and so on.
        var code: String
        var what: String
    }

    /// The camera can be recorded.
    var ok: Bool
    var fault: Fault?
    var tracks: [Track]
    var transport: String?
    /// It is being taken in with these settings, and was looked at there.
    var running: Bool
    var connecting: Double?
    var roundTrip: Double?
    var firstPacket: Double?
    var firstPicture: Double?
    var duration: Double
    var lostPackets: Int
    var damagedUnits: Int
    var remarks: [String]

    enum CodingKeys: String, CodingKey {
        case ok, fault, tracks, transport, running, remarks
        case connecting = "connecting_s"
        case roundTrip = "round_trip_s"
        case firstPacket = "first_packet_s"
        case firstPicture = "first_picture_s"
        case duration = "duration_s"
        case lostPackets = "lost_packets"
        case damagedUnits = "damaged_units"
    }

    init(_ report: CameraTestReport) {
        ok = report.isGood
        fault = report.fault.map { Fault(code: $0.code, what: $0.sentence) }
        tracks = report.tracks.map { track in
            Track(
                kind: track.kind,
                codec: track.codec,
                name: track.name,
                width: track.pictureSize?.width,
                height: track.pictureSize?.height,
                sampleRate: track.sampleRate,
                channels: track.channels,
                units: track.units,
                framesPerSecond: track.framesPerSecond,
                bitsPerSecond: track.bitsPerSecond,
                keyFrameInterval: track.keyFrameInterval
            )
        }
        transport = report.transport
        running = report.isOfRunningStream
        connecting = report.connecting?.inSeconds
        roundTrip = report.roundTrip?.inSeconds
        firstPacket = report.firstPacket?.inSeconds
        firstPicture = report.firstPicture?.inSeconds
        duration = report.duration.inSeconds
        lostPackets = report.lostPackets
        damagedUnits = report.damagedUnits
        remarks = report.remarks
    }
}

extension CameraTestDraft {
    init(_ message: CameraTestMessage) {
        self.init()
        url = message.url.value
        username = message.username.value
        password = message.password.value
        transport = message.transport.value
        certificateFingerprint = message.certificateFingerprint.value
        recordsAudio = message.recordAudio.value
        stream = message.stream.value ?? stream
    }
}
