// What an ONVIF camera says of itself, in the spelling of both of the document's descriptions where it has two.

struct MiBeeProfilesMessage: Codable, Sendable {
    struct Profile: Codable, Sendable {
        var token: String
        var name: String
        /// "H264", "H265", "JPEG".
        var encoding: String
        var width: Int
        var height: Int
        /// The same as `encoding`.
        var videoEncoder: String
        /// Empty where there is no sound.
        var audioEncoder: String

        enum CodingKeys: String, CodingKey {
            case token, name, encoding, width, height
            case videoEncoder = "video_encoder"
            case audioEncoder = "audio_encoder"
        }
    }

    var profiles: [Profile]
    var capabilities: MiBeeCapabilitiesMessage
}

struct MiBeeCapabilitiesMessage: Codable, Hashable, Sendable {
    var ptz: Bool
    var imaging: Bool
    var events: Bool
    var snapshot: Bool
    var streaming: Bool
    var device: Bool
}

struct MiBeeURIMessage: Codable, Sendable {
    var uri: String
}

// MARK: The head

/// All members may be left out; `x` is `pan`, and `y` is `tilt`.
struct MiBeeMoveBody: Decodable, Sendable {
    /// "absolute", where nothing is said, "relative" or "continuous".
    var mode: String?
    var pan: Double?
    var tilt: Double?
    var x: Double?
    var y: Double?
    var zoom: Double?
    var speed: Double?
}

struct MiBeePositionMessage: Codable, Hashable, Sendable {
    /// 0 where the camera does not tell, as all of them.
    var pan: Double
    var tilt: Double
    var zoom: Double
    var moving: Bool
    var x: Double
    var y: Double
}

struct MiBeePresetsMessage: Codable, Sendable {
    struct Preset: Codable, Sendable {
        struct Position: Codable, Sendable {
            var pan: Double
            var tilt: Double
            var zoom: Double
        }

        var token: String
        var name: String
        /// Zeros where the camera does not tell.
        var position: Position
    }

    var presets: [Preset]
}

struct MiBeePresetBody: Decodable, Sendable {
    var name: String?
}

struct MiBeeTokenMessage: Codable, Sendable {
    var token: String
}

// MARK: The network

struct MiBeeNetworkMessage: Codable, Sendable {
    struct Interface: Codable, Sendable {
        var name: String
        var enabled: Bool
        var ipv4: Address
        var dns: [String]
    }

    struct Address: Codable, Sendable {
        var enabled: Bool
        var dhcp: Bool
        /// Empty where there is none, as the next two.
        var address: String
        var netmask: String
        var gateway: String
    }

    var interfaces: [Interface]
}

/// The same, of which all but the names may be left out.
struct MiBeeNetworkBody: Decodable, Sendable {
    struct Interface: Decodable, Sendable {
        var name: String
        var enabled: Bool?
        var ipv4: Address?
        var dns: [String]?
    }

    struct Address: Decodable, Sendable {
        var enabled: Bool?
        var dhcp: Bool?
        var address: String?
        var netmask: String?
        var gateway: String?
    }

    var interfaces: [Interface]?
}
