struct LightMoveBody: Decodable, Sendable {
    var pan: Double?
    var tilt: Double?
    var zoom: Double?
}

struct LightPresetBody: Decodable, Sendable {
    var token: String?
    var name: String?
}

struct LightPresetMessage: Codable, Hashable, Sendable {
    var success = true
    var message = "PTZ preset created"
    var token: String
}

struct LightPresetsMessage: Codable, Sendable {
    struct Preset: Codable, Hashable, Sendable {
        var token: String
        var name: String
    }

    var presets: [Preset]
    var count: Int
}

struct LightPTZMessage: Codable, Hashable, Sendable {
    struct Span: Codable, Hashable, Sendable {
        var min: Double
        var max: Double
    }

    var isEnabled: Bool
    /// Whether the device has answered just now.
    var wasAsked: Bool
    var serviceURL: String
    var hasPanTilt: Bool
    var hasZoom: Bool
    var hasContinuousMove: Bool
    var hasAbsoluteMove: Bool
    var hasRelativeMove: Bool
    var hasHomePosition: Bool
    var hasPresets: Bool
    var mostPresets: Int
    var panRange = Span(min: -1, max: 1)
    var tiltRange = Span(min: -1, max: 1)
    var zoomRange = Span(min: 0, max: 1)
    var hasHome: Bool

    enum CodingKeys: String, CodingKey {
        case isEnabled = "ptz_enabled"
        case wasAsked = "onvif_queried"
        case serviceURL = "ptz_service_url"
        case hasPanTilt = "has_pan_tilt"
        case hasZoom = "has_zoom"
        case hasContinuousMove = "has_continuous_move"
        case hasAbsoluteMove = "has_absolute_move"
        case hasRelativeMove = "has_relative_move"
        case hasHomePosition = "has_home_position"
        case hasPresets = "has_presets"
        case mostPresets = "max_presets"
        case panRange = "pan_range"
        case tiltRange = "tilt_range"
        case zoomRange = "zoom_range"
        case hasHome = "has_home"
    }
}

struct LightDiscoveryMessage: Codable, Hashable, Sendable {
    var enabled: Bool
    /// "auto" for the machine's own networks.
    var network: String
    /// Seconds.
    var interval: Int
}

struct LightDiscoverBody: Decodable, Sendable {
    var network: String?
}

struct LightDevicesMessage: Codable, Sendable {
    /// What a device does not say of itself to everyone stays empty.
    struct Device: Codable, Hashable, Sendable {
        var endpoint: String
        var deviceService: String
        var mediaService = ""
        var ptzService = ""
        var imagingService = ""
        var manufacturer: String
        var model: String
        var firmwareVersion = ""
        var serialNumber = ""
        var hardwareID: String
        var ipAddress: String
        var macAddress = ""
        /// Seconds since 1970.
        var discoveryTime: Int64
        var online: Bool

        enum CodingKeys: String, CodingKey {
            case endpoint, manufacturer, model, online
            case deviceService = "device_service"
            case mediaService = "media_service"
            case ptzService = "ptz_service"
            case imagingService = "imaging_service"
            case firmwareVersion = "firmware_version"
            case serialNumber = "serial_number"
            case hardwareID = "hardware_id"
            case ipAddress = "ip_address"
            case macAddress = "mac_address"
            case discoveryTime = "discovery_time"
        }
    }

    var devices: [Device]
}

struct LightProfilesMessage: Codable, Sendable {
    struct Profile: Codable, Hashable, Sendable {
        var token: String
        var name: String
        var snapshotURI: String
        var streamURI: String
        var width: Int
        var height: Int
        var encoding: String
        var fps: Double
        /// Kilobits a second.
        var bitrate: Int

        enum CodingKeys: String, CodingKey {
            case token, name, width, height, encoding, fps, bitrate
            case snapshotURI = "snapshot_uri"
            case streamURI = "stream_uri"
        }
    }

    var profiles: [Profile]
}

struct LightDeviceBody: Decodable, Sendable {
    /// Of a test.
    var url: String?
    var deviceURL: String?
    var profileToken: String?
    var streamName: String?
    var username: String?
    var password: String?

    enum CodingKeys: String, CodingKey {
        case url, username, password
        case deviceURL = "device_url"
        case profileToken = "profile_token"
        case streamName = "stream_name"
    }
}

struct LightAddedDeviceMessage: Codable, Hashable, Sendable {
    var success = true
    var message = "ONVIF device added as stream"
    var streamName: String

    enum CodingKeys: String, CodingKey {
        case success, message
        case streamName = "stream_name"
    }
}

struct LightModelsMessage: Codable, Sendable {
    struct Model: Codable, Hashable, Sendable {
        var id: String
        var name: String
        var path: String
        /// "builtin", "api" or "onvif".
        var type: String
        var supported: Bool
        var description: String
        var reason: String?

        enum CodingKeys: String, CodingKey {
            case id, name, path, type, supported, description
            case reason = "unsupported_reason"
        }
    }

    var models: [Model]
    var count: Int
    var hasLiteRT = false
    var hasSOD = false

    enum CodingKeys: String, CodingKey {
        case models, count
        case hasLiteRT = "litert_available"
        case hasSOD = "sod_available"
    }
}

struct LightDetectionsMessage: Codable, Sendable {
    /// A box by its upper left corner, in parts of the picture.
    struct Detection: Codable, Hashable, Sendable {
        var label: String
        var confidence: Double
        var x: Double
        var y: Double
        var width: Double
        var height: Double
        var timestamp: Int64
        var endTimestamp: Int64

        enum CodingKeys: String, CodingKey {
            case label, confidence, x, y, width, height, timestamp
            case endTimestamp = "end_timestamp"
        }
    }

    var detections: [Detection]
    /// Now, by the clock on the wall.
    var timestamp: String
    var streamStatus: String

    enum CodingKeys: String, CodingKey {
        case detections, timestamp
        case streamStatus = "stream_status"
    }
}
