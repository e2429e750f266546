struct MiBeeDiscoverBody: Decodable, Sendable {
    /// Seconds, 30 at most; 5 where there is none, or it is not more than 0.
    var timeout: Int?
    /// An address, or a network of 1024 at most, whose addresses are asked one by one.
    var target: String?
}

struct MiBeeDiscoveredMessage: Codable, Sendable {
    struct Device: Codable, Sendable {
        var uuid: String
        var name: String
        var xaddrs: [String]
        var scopes: [String]
        var hardware: String
        var endpoint: String
        var url: String
        var model: String
        var location: String
    }

    struct Trouble: Codable, Sendable {
        /// "NETWORK".
        var category: String
        var message: String
    }

    var devices: [Device]
    /// Left out where nobody was kept from answering.
    var error: Trouble?
}

/// A device in the spelling of both of the document's descriptions.
struct MiBeeDeviceMessage: Codable, Sendable {
    struct Device: Codable, Sendable {
        var url: String
        var name: String
        var model: String
        var location: String
        var manufacturer: String
        var firmwareVersion: String
        var serialNumber: String

        enum CodingKeys: String, CodingKey {
            case url, name, model, location, manufacturer
            case firmwareVersion = "firmware_version"
            case serialNumber = "serial_number"
        }
    }

    struct Information: Codable, Sendable {
        var manufacturer: String
        var model: String
        var firmware: String
        var serialNumber: String
        var hardwareID: String

        enum CodingKeys: String, CodingKey {
            case manufacturer, model, firmware
            case serialNumber = "serial_number"
            case hardwareID = "hardware_id"
        }
    }

    var device: Device
    var deviceInfo: Information
    var profiles: [MiBeeProfilesMessage.Profile]

    enum CodingKeys: String, CodingKey {
        case device, profiles
        case deviceInfo = "device_info"
    }
}
