/// How a camera makes its picture, in its own numbers; 0 of what it does not have.
struct MiBeeImagingMessage: Codable, Hashable, Sendable {
    struct Exposure: Codable, Hashable, Sendable {
        /// "auto" or "manual".
        var mode: String
        /// Seconds.
        var exposureTime: Double
        /// Decibels.
        var gain: Double

        enum CodingKeys: String, CodingKey {
            case mode, gain
            case exposureTime = "exposure_time"
        }
    }

    struct WhiteBalance: Codable, Hashable, Sendable {
        /// "auto" or "manual".
        var mode: String
        /// Always 0: ONVIF has no word for it.
        var colorTemperature: Double

        enum CodingKeys: String, CodingKey {
            case mode
            case colorTemperature = "color_temperature"
        }
    }

    var brightness: Double
    var contrast: Double
    var saturation: Double
    var sharpness: Double
    var exposure: Exposure
    var whiteBalance: WhiteBalance

    enum CodingKeys: String, CodingKey {
        case brightness, contrast, saturation, sharpness, exposure
        case whiteBalance = "white_balance"
    }
}

/// The same, of which all may be left out.
struct MiBeeImagingBody: Decodable, Sendable {
    struct Exposure: Decodable, Sendable {
        var mode: String?
        var exposureTime: Double?
        var gain: Double?

        typealias CodingKeys = MiBeeImagingMessage.Exposure.CodingKeys
    }

    struct WhiteBalance: Decodable, Sendable {
        var mode: String?
        var colorTemperature: Double?

        typealias CodingKeys = MiBeeImagingMessage.WhiteBalance.CodingKeys
    }

    var brightness: Double?
    var contrast: Double?
    var saturation: Double?
    var sharpness: Double?
    var exposure: Exposure?
    var whiteBalance: WhiteBalance?

    typealias CodingKeys = MiBeeImagingMessage.CodingKeys
}

/// What the camera takes; what it does not have is left out.
struct MiBeeImagingOptionsMessage: Codable, Sendable {
    struct Range: Codable, Sendable {
        var min: Double
        var max: Double
    }

    struct Exposure: Codable, Sendable {
        var modes: [String]
        /// Seconds.
        var exposureTime: Range?
        var gain: Range?

        enum CodingKeys: String, CodingKey {
            case modes, gain
            case exposureTime = "exposure_time"
        }
    }

    struct WhiteBalance: Codable, Sendable {
        var modes: [String]
    }

    var brightness: Range?
    var contrast: Range?
    var saturation: Range?
    var sharpness: Range?
    var exposure: Exposure?
    var whiteBalance: WhiteBalance?

    enum CodingKeys: String, CodingKey {
        case brightness, contrast, saturation, sharpness, exposure
        case whiteBalance = "white_balance"
    }
}
