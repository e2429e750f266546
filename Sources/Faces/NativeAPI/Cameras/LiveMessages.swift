/// What the live WebSocket says in words; pictures are binary messages.
struct LiveControlMessage: Codable, Sendable {
    var type: String
    var stream: String?
    var mime: String?
    var width: Int?
    var height: Int?
    var audio: Bool?
    var sound: Sound?
    var leftOut: [String]?
    var cameraCodecs: [String]?
    var transcoded: Bool?
    var time: Double?
    var units: Int?
    var reason: String?
    var code: String?
    var detail: String?

    /// G.711 beside the fragments.
    struct Sound: Codable, Sendable {
        /// `a` or `mu`.
        var law: String
        var sampleRate: Int
        var channels: Int

        enum CodingKeys: String, CodingKey {
            case law, channels
            case sampleRate = "sample_rate"
        }
    }

    enum CodingKeys: String, CodingKey {
        case type, stream, mime, width, height, audio, sound, transcoded, units, reason, code, detail
        case time = "time_s"
        case leftOut = "left_out"
        case cameraCodecs = "camera_codecs"
    }
}

extension LiveControlMessage {
    init(type: String) { self.type = type }
}
