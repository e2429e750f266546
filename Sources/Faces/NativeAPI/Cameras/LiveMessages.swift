/// What the live WebSocket says in words; pictures are binary messages.
struct LiveControlMessage: Codable, Sendable {
    var type: String
    var stream: String?
    var mime: String?
    var width: Int?
    var height: Int?
    var audio: Bool?
    var leftOut: [String]?
    var cameraCodecs: [String]?
    var transcoded: Bool?
    var time: Double?
    var units: Int?
    var reason: String?
    var code: String?
    var detail: String?

    enum CodingKeys: String, CodingKey {
        case type, stream, mime, width, height, audio, transcoded, units, reason, code, detail
        case time = "time_s"
        case leftOut = "left_out"
        case cameraCodecs = "camera_codecs"
    }
}

extension LiveControlMessage {
    init(type: String) { self.type = type }
}
