// The messages of the native API in their wire spelling (docs/api.md). Times are RFC 3339 in UTC; ids of recordings are
// decimal numbers as text, because JavaScript's numbers do not hold 64 bits.

struct ListMessage<Item: Encodable & Sendable>: Encodable, Sendable {
    var items: [Item]
    var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        // Present also where it is null: a client need not guess whether the list ends.
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}

struct HealthMessage: Encodable, Sendable {
    struct Cameras: Encodable, Sendable {
        var total: Int
        var recording: Int
    }

    struct Problem: Encodable, Sendable { var what: String }

    var status: String
    var version: String
    var time: String
    var uptime: Double
    var cameras: Cameras
    var problems: [Problem]

    enum CodingKeys: String, CodingKey {
        case status, version, time, cameras, problems
        case uptime = "uptime_s"
    }
}

struct TrackMessage: Encodable, Sendable {
    var codec: String
    var name: String
    var width: Int?
    var height: Int?
    var sampleRate: Int?
    var channels: Int?

    enum CodingKeys: String, CodingKey {
        case codec, name, width, height, channels
        case sampleRate = "sample_rate"
    }
}

struct StreamStatusMessage: Encodable, Sendable {
    var state: String
    var reason: String
    var video: TrackMessage?
    var audio: TrackMessage?
    var frames: Int
    var bytes: Int
    var bitsPerSecond: Int
    var transport: String?
    var lostPackets: Int
    var packetsLostAtCamera: Int
    var damagedUnits: Int
    var sessions: Int
    var remarks: [String]
    var lastFrameAt: String?

    enum CodingKeys: String, CodingKey {
        case state, reason, video, audio, frames, bytes, transport, sessions, remarks
        case bitsPerSecond = "bits_per_second"
        case lostPackets = "lost_packets"
        case packetsLostAtCamera = "packets_lost_at_camera"
        case damagedUnits = "damaged_units"
        case lastFrameAt = "last_frame_at"
    }
}

struct StatusMessage: Encodable, Sendable {
    struct Streams: Encodable, Sendable {
        var main: StreamStatusMessage?
        var sub: StreamStatusMessage?
    }

    var state: String
    var reason: String
    var since: String
    var retryAt: String?
    var streams: Streams

    enum CodingKeys: String, CodingKey {
        case state, reason, since, streams
        case retryAt = "retry_at"
    }
}

struct RecordingMessage: Encodable, Sendable {
    var id: String
    var camera: String
    var stream: String
    var start: String
    var end: String
    var duration: Double
    var bytes: Int64
    var videoFrames: Int
    var audioFrames: Int
    var keyFrames: Int
    var open: Bool
    var endReason: String?
    var videoCodec: String?
    var audioCodec: String?
    var width: Int?
    var height: Int?
    var mediaURL: String

    enum CodingKeys: String, CodingKey {
        case id, camera, stream, start, end, bytes, open, width, height
        case duration = "duration_s"
        case videoFrames = "video_frames"
        case audioFrames = "audio_frames"
        case keyFrames = "key_frames"
        case endReason = "end_reason"
        case videoCodec = "video_codec"
        case audioCodec = "audio_codec"
        case mediaURL = "media_url"
    }
}

struct CoverageMessage: Encodable, Sendable {
    struct Span: Encodable, Sendable {
        var start: String
        var end: String
    }

    struct Gap: Encodable, Sendable {
        var start: String
        var end: String
        var reason: String
        var detail: String
    }

    var camera: String
    var stream: String
    var from: String
    var to: String
    var spans: [Span]
    var gaps: [Gap]
    var recordedRatio: Double

    enum CodingKeys: String, CodingKey {
        case camera, stream, from, to, spans, gaps
        case recordedRatio = "recorded_ratio"
    }
}

/// What the live WebSocket says in words; pictures are binary messages.
struct LiveControlMessage: Encodable, Sendable {
    var type: String
    var mime: String?
    var width: Int?
    var height: Int?
    var audio: Bool?
    var time: Double?
    var units: Int?
    var reason: String?
    var detail: String?

    enum CodingKeys: String, CodingKey {
        case type, mime, width, height, audio, units, reason, detail
        case time = "time_s"
    }
}
