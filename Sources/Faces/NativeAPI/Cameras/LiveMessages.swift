/// What the live WebSocket says in words; pictures are binary messages.
struct LiveControlMessage: Codable, Sendable {
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

extension LiveControlMessage {
    init(type: String) { self.type = type }
}
