// The messages about cameras in their wire spelling (docs/api.md).

struct CameraMessage: Encodable, Sendable {
    var id: String
    var name: String
    var url: String
    var subURL: String?
    var username: String?
    var hasPassword: Bool
    var enabled: Bool
    var recordAudio: Bool
    var segmentSeconds: Int?
    var transport: String?
    var subTransport: String?
    var sampleInterval: Int
    var priority: Int
    var certificateFingerprint: String?
    var demo: Bool
    var createdAt: String
    var status: StatusMessage

    enum CodingKeys: String, CodingKey {
        case id, name, url, username, enabled, transport, priority, demo, status
        case subURL = "sub_url"
        case hasPassword = "has_password"
        case recordAudio = "record_audio"
        case segmentSeconds = "segment_seconds"
        case subTransport = "sub_transport"
        case sampleInterval = "sample_interval"
        case certificateFingerprint = "certificate_fingerprint"
        case createdAt = "created_at"
    }
}

struct NewCameraMessage: Decodable, Sendable {
    var id: String?
    var name: String
    var url: String
    var subURL: String?
    var username: String?
    var password: String?
    var enabled: Bool?
    var recordAudio: Bool?
    var segmentSeconds: Int?
    var transport: String?
    var subTransport: String?
    var sampleInterval: Int?
    var priority: Int?
    var certificateFingerprint: String?

    enum CodingKeys: String, CodingKey {
        case id, name, url, username, password, enabled, transport, priority
        case subURL = "sub_url"
        case recordAudio = "record_audio"
        case segmentSeconds = "segment_seconds"
        case subTransport = "sub_transport"
        case sampleInterval = "sample_interval"
        case certificateFingerprint = "certificate_fingerprint"
    }
}
