import NVR

struct VibeProbeBody: Decodable, Sendable {
    var ip: String?
    var port: Int?
    var user: String?
    var password: String?
}

struct VibeProbeMessage: Encodable, Sendable {
    struct Profile: Codable, Sendable {
        var name: String
        var token: String
        /// Without a user name and a password.
        var url: String
    }

    var ip: String
    var port: Int
    var manufacturer: String
    var model: String
    var firmware: String
    var serial: String
    var hardware: String
    var profiles: [Profile]
    var features: VibeFeaturesMessage
    var authRequired = false

    enum CodingKeys: String, CodingKey {
        case ip, port, manufacturer, model, firmware, serial, profiles, features
        case hardware = "hw_id"
        case authRequired = "auth_required"
    }
}

struct VibeMoveBody: Decodable, Sendable {
    var pan: Double?
    var tilt: Double?
    var zoom: Double?
}

struct VibePresetBody: Decodable, Sendable {
    var token: String?

    enum CodingKeys: String, CodingKey { case token = "preset_token" }
}

struct VibePresetMessage: Codable, Sendable {
    var token: String
    var name: String
}

// MARK: Looking through a network

struct VibeScanStartMessage: Codable, Sendable { var total: Int }

struct VibeScanProgressMessage: Codable, Sendable {
    var ip: String
    var current: Int
    var total: Int
    var percent: Int
}

struct VibeScanResultMessage: Codable, Sendable {
    var ip: String
    /// Of ONVIF; 0 of one that speaks RTSP alone.
    var port: Int
    var manufacturer: String?
    var model: String?
    /// "onvif_confirmed", "potential_onvif" or "rtsp_only".
    var status: String
    var authRequired: Bool
    var rtspOpen: [Int]

    enum CodingKeys: String, CodingKey {
        case ip, port, manufacturer, model, status
        case authRequired = "auth_required"
        case rtspOpen = "rtsp_open"
    }
}
