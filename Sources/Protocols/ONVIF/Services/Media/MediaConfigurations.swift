/// A width and a height, in pixels.
package struct MediaResolution: ONVIFStructure {
    package var width = 0
    package var height = 0

    package init() {}
    package init(_ width: Int, _ height: Int) { (self.width, self.height) = (width, height) }
}

/// Two bounds, both included.
package struct IntegerRange: ONVIFStructure {
    package var min = 0
    package var max = 0

    package init() {}
    package init(_ range: ClosedRange<Int>) { (min, max) = (range.lowerBound, range.upperBound) }
}

/// Two bounds, both included.
package struct DecimalRange: ONVIFStructure {
    package var min = 0.0
    package var max = 0.0

    package init() {}
    package init(_ range: ClosedRange<Double>) { (min, max) = (range.lowerBound, range.upperBound) }

    /// The nearest value that the device takes; 0 where it says nonsense.
    package func clamp(_ value: Double) -> Double { min <= max ? Swift.min(Swift.max(value, min), max) : 0 }
}

/// Where a device sends RTP without being asked. Written back as it was read.
package struct MulticastConfiguration: ONVIFStructure {
    package struct Address: ONVIFStructure {
        package var type = "IPv4"
        package var ipv4Address: String? = "0.0.0.0"
        package var ipv6Address: String?

        enum CodingKeys: String, CodingKey {
            case type
            case ipv4Address = "IPv4Address"
            case ipv6Address = "IPv6Address"
        }
        package init() {}
    }

    package var address = Address()
    package var port = 0
    package var timeToLive = 1
    package var autoStart = false

    enum CodingKeys: String, CodingKey {
        case address, port
        case timeToLive = "TTL"
        case autoStart
    }

    package init() {}
}

package struct VideoSourceConfiguration: ONVIFStructure {
    package struct Bounds: ONVIFStructure {
        @Attribute package var x = 0
        @Attribute package var y = 0
        @Attribute package var width = 0
        @Attribute package var height = 0
        package init() {}
    }

    @Attribute package var token = ""
    package var name = ""
    package var useCount: Int? = 1
    package var sourceToken = ""
    package var bounds: Bounds?

    package init() {}
}

/// How a picture is encoded, as the first media service has it: JPEG, MPEG-4 and H.264.
package struct VideoEncoderConfiguration: ONVIFStructure {
    package struct RateControl: ONVIFStructure {
        /// Pictures a second.
        package var frameRateLimit = 0
        /// Each so many-th picture is encoded.
        package var encodingInterval: Int? = 1
        /// Kilobits a second.
        package var bitrateLimit = 0
        package init() {}
    }

    package struct H264Settings: ONVIFStructure {
        /// Pictures from one key frame to the next.
        package var govLength = 0
        package var h264Profile: String?
        package init() {}
    }

    package struct MPEG4Settings: ONVIFStructure {
        package var govLength = 0
        package var mpeg4Profile: String?
        package init() {}
    }

    @Attribute package var token = ""
    package var name = ""
    package var useCount: Int? = 1
    /// "JPEG", "MPEG4" or "H264"; some devices put "H265" here, where the standard knows none.
    package var encoding = ""
    package var resolution: MediaResolution?
    package var quality: Double?
    package var rateControl: RateControl?
    package var mpeg4: MPEG4Settings?
    package var h264: H264Settings?
    package var multicast: MulticastConfiguration?
    package var sessionTimeout: XMLDuration?

    enum CodingKeys: String, CodingKey {
        case token, name, useCount, encoding, resolution, quality, rateControl
        case mpeg4 = "MPEG4"
        case h264 = "H264"
        case multicast, sessionTimeout
    }

    package init() {}
}

/// The same as the second media service has it, with H.265.
package struct VideoEncoder2Configuration: ONVIFStructure {
    package struct RateControl: ONVIFStructure {
        @Attribute package var isConstant: Bool? = nil
        package var frameRateLimit = 0.0
        /// Kilobits a second.
        package var bitrateLimit = 0

        enum CodingKeys: String, CodingKey {
            case isConstant = "ConstantBitRate"
            case frameRateLimit, bitrateLimit
        }
        package init() {}
    }

    @Attribute package var token = ""
    /// Pictures from one key frame to the next.
    @Attribute package var govLength: Int? = nil
    @Attribute package var profile: String? = nil
    package var name = ""
    package var useCount: Int? = 1
    /// "JPEG", "H264", "H265".
    package var encoding = ""
    package var resolution: MediaResolution?
    package var rateControl: RateControl?
    package var multicast: MulticastConfiguration?
    package var quality: Double?

    enum CodingKeys: String, CodingKey {
        case token
        case govLength = "GovLength"
        case profile = "Profile"
        case name, useCount, encoding, resolution, rateControl, multicast, quality
    }

    package init() {}
}

package struct AudioSourceConfiguration: ONVIFStructure {
    @Attribute package var token = ""
    package var name = ""
    package var useCount: Int? = 1
    package var sourceToken = ""
    package init() {}
}

package struct AudioEncoderConfiguration: ONVIFStructure {
    @Attribute package var token = ""
    package var name = ""
    package var useCount: Int? = 1
    /// "G711", "G726", "AAC".
    package var encoding = ""
    /// Kilobits a second.
    package var bitrate: Int?
    /// Kilohertz.
    package var sampleRate: Int?
    package var multicast: MulticastConfiguration?
    package var sessionTimeout: XMLDuration?
    package init() {}
}

package struct AudioEncoder2Configuration: ONVIFStructure {
    @Attribute package var token = ""
    package var name = ""
    package var useCount: Int? = 1
    /// "PCMU", "MP4A-LATM".
    package var encoding = ""
    package var multicast: MulticastConfiguration?
    package var bitrate: Int?
    package var sampleRate: Int?
    package init() {}
}
