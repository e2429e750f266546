/// What a device says of its services, in the older way.
package struct DeviceCapabilities: ONVIFStructure {
    package struct Service: ONVIFStructure {
        package var xAddr = ""
        package init() {}
        package init(_ address: String) { xAddr = address }
    }

    package struct Device: ONVIFStructure {
        package struct IO: ONVIFStructure {
            package var inputConnectors: Int?
            package var relayOutputs: Int?
            package init() {}
        }
        package var xAddr = ""
        package var io: IO?
        enum CodingKeys: String, CodingKey {
            case xAddr
            case io = "IO"
        }
        package init() {}
    }

    package struct Events: ONVIFStructure {
        package var xAddr = ""
        package var subscriptionPolicy: Bool? = false
        package var pullPoint: Bool? = false
        package var pausable: Bool? = false
        enum CodingKeys: String, CodingKey {
            case xAddr
            case subscriptionPolicy = "WSSubscriptionPolicySupport"
            case pullPoint = "WSPullPointSupport"
            case pausable = "WSPausableSubscriptionManagerInterfaceSupport"
        }
        package init() {}
    }

    package struct Media: ONVIFStructure {
        package struct Streaming: ONVIFStructure {
            package var multicast: Bool? = false
            package var plainTCP: Bool? = false
            package var interleaved: Bool? = true
            enum CodingKeys: String, CodingKey {
                case multicast = "RTPMulticast"
                case plainTCP = "RTP_TCP"
                case interleaved = "RTP_RTSP_TCP"
            }
            package init() {}
        }
        package var xAddr = ""
        package var streamingCapabilities: Streaming? = Streaming()
        package init() {}
    }

    package struct Extension: ONVIFStructure {
        package struct DeviceIO: ONVIFStructure {
            package var xAddr = ""
            package var videoSources: Int? = 0
            package var videoOutputs: Int? = 0
            package var audioSources: Int? = 0
            package var audioOutputs: Int? = 0
            package var relayOutputs: Int? = 0
            package init() {}
        }
        package var deviceIO: DeviceIO?
        package var recording: Service?
        package var search: Service?
        package var replay: Service?
        package init() {}
    }

    package var analytics: Service?
    package var device: Device?
    package var events: Events?
    package var imaging: Service?
    package var media: Media?
    package var ptz: Service?
    package var `extension`: Extension?

    enum CodingKeys: String, CodingKey {
        case analytics, device, events, imaging, media
        case ptz = "PTZ"
        case `extension`
    }

    package init() {}

    /// The address of each service that has one.
    package var addresses: [ONVIFService: String] {
        let found: [(ONVIFService, String?)] = [
            (.device, device?.xAddr), (.events, events?.xAddr), (.imaging, imaging?.xAddr), (.media, media?.xAddr),
            (.ptz, ptz?.xAddr), (.deviceIO, `extension`?.deviceIO?.xAddr),
            (.recording, `extension`?.recording?.xAddr), (.search, `extension`?.search?.xAddr),
            (.replay, `extension`?.replay?.xAddr),
        ]
        return found.reduce(into: [:]) { addresses, entry in
            if let address = entry.1, !address.isEmpty { addresses[entry.0] = address }
        }
    }
}

/// A service of a device, in the newer way.
package struct ServiceEntry: DeviceStructure {
    package struct Version: ONVIFStructure {
        package var major = 0
        package var minor = 0
        package init() {}
        package init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }
    }

    package var namespaceName = ""
    package var xAddr = ""
    package var version: Version?

    enum CodingKeys: String, CodingKey {
        case namespaceName = "Namespace"
        case xAddr, version
    }

    package init() {}
}
