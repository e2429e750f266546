// How cameras do, in its wire spelling (docs/api.md).

struct TrackMessage: Codable, Sendable {
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

struct StreamStatusMessage: Codable, Sendable {
    var state: String
    /// Why, for programs; a word that stays the same.
    var code: String
    /// Why, for people.
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
    /// Until when somebody has it recorded by hand.
    var manualUntil: String?

    enum CodingKeys: String, CodingKey {
        case state, code, reason, video, audio, frames, bytes, transport, sessions, remarks
        case bitsPerSecond = "bits_per_second"
        case lostPackets = "lost_packets"
        case packetsLostAtCamera = "packets_lost_at_camera"
        case damagedUnits = "damaged_units"
        case lastFrameAt = "last_frame_at"
        case manualUntil = "manual_until"
    }
}

struct StatusMessage: Codable, Sendable {
    struct Streams: Codable, Sendable {
        var main: StreamStatusMessage?
        var sub: StreamStatusMessage?
    }

    var state: String
    /// Why, for programs; a word that stays the same.
    var code: String
    /// Why, for people.
    var reason: String
    var since: String
    var retryAt: String?
    var streams: Streams

    enum CodingKeys: String, CodingKey {
        case state, code, reason, since, streams
        case retryAt = "retry_at"
    }
}
