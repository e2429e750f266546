import Media
import ONVIF

/// What the simulated device knows, and what people have set.
struct DeviceState: Sendable {
    static let videoSource = "VideoSource_1"
    static let ptzNode = "PTZNode_1"
    static let relay = "Relay_1"
    static let input = "Input_1"

    var streamPort = 554
    var profiles: [DeviceProfile]
    var users: [DeviceUser]
    var scopes: [String]
    var hostname = "nightjar-camera"
    var network = NetworkInterface {
        $0.token = "eth0"
        $0.info = .init {
            $0.name = "eth0"
            $0.hwAddress = "02:00:00:00:00:01"
            $0.mtu = 1500
        }
        $0.ipv4 = .init { $0.config.manual = [PrefixedAddress("192.0.2.10", 24)] }
    }
    var gateway = NetworkGateway { $0.ipv4Address = ["192.0.2.1"] }
    var dns = DNSInformation { $0.manual = [.init { $0.ipv4Address = "192.0.2.1" }] }
    var ntp = NTPInformation { $0.manual = [.init { $0.ipv4Address = "192.0.2.1" }] }
    /// Whether a time server sets its clock, as far as anyone said; it is right then all the same, or as wrong.
    var asksTimeServer = false
    /// How far somebody has set its clock ahead.
    var clockSet = Duration.zero
    var isRelayActive = false
    /// Words such as "tt:IRLamp|On", in their order.
    var auxiliaryCommands: [String] = []
    var reboots = 0
    var synchronisations = 0

    var imaging = ImagingSettings {
        ($0.brightness, $0.contrast, $0.colorSaturation, $0.sharpness) = (50, 50, 50, 50)
        $0.exposure = .init { ($0.exposureTime, $0.gain) = (20_000, 0) }
        $0.whiteBalance = .init()
        $0.irCutFilter = "AUTO"
        $0.focus = .init()
    }
    /// Where the focus was, at which speed it has moved since, and since when.
    private var lens: (place: Double, speed: Double, since: MonotonicTime)

    var head: PTZMovement
    var home = PTZMovement.Position()
    var presets: [(token: String, name: String, position: PTZMovement.Position)] = []
    var presetCount = 0

    /// How much was told of each search in what it holds.
    var searches: [String: Int] = [:]
    var searchCount = 0

    var isMoving = false
    var subscriptions: [Int: EventQueue] = [:]
    var subscriptionCount = 0
    var tokens = TokenRegister()

    static let mostPresets = 16
    static let mostSubscriptions = 16
    static let mostSearches = 16

    init(profiles: [DeviceProfile], users: [DeviceUser], now: MonotonicTime) {
        self.profiles = profiles
        self.users = users
        scopes = [
            DeviceScopes.scope("type", "video_encoder"), DeviceScopes.scope("type", "ptz"),
            DeviceScopes.scope("Profile", "Streaming"), DeviceScopes.scope("Profile", "T"),
            DeviceScopes.scope("name", "Nightjar simulated camera"), DeviceScopes.scope("hardware", "NJ-SIM"),
            DeviceScopes.scope("location", "nowhere"),
        ]
        head = PTZMovement(at: now)
        lens = (0.5, 0, now)
    }

    // MARK: Focus

    /// From 0 to 1, in a second at full speed.
    func focus(at now: MonotonicTime) -> (place: Double, isMoving: Bool) {
        let place = min(max(lens.place + lens.speed * (now - lens.since).inSeconds, 0), 1)
        let isAtEnd = lens.speed < 0 ? place <= 0 : place >= 1
        return (place, lens.speed != 0 && !isAtEnd)
    }

    mutating func moveFocus(to place: Double? = nil, speed: Double = 0, at now: MonotonicTime) {
        lens = (min(max(place ?? focus(at: now).place, 0), 1), speed, now)
    }

    func profile(_ token: String) throws(SOAPFault) -> DeviceProfile {
        guard let profile = profiles.first(where: { $0.token == token }) else {
            throw SOAPFault(.sender, ["InvalidArgVal", "NoProfile"], reason: "There is no profile \(token).")
        }
        return profile
    }

    /// The place of the encoder's profile.
    func index(ofEncoder token: String) throws(SOAPFault) -> Int {
        guard let index = profiles.firstIndex(where: { $0.encoder.token == token }) else {
            throw SOAPFault(.sender, ["InvalidArgVal", "NoConfig"], reason: "There is no configuration \(token).")
        }
        return index
    }

    // MARK: Events

    static let motionTopic = "tns1:RuleEngine/CellMotionDetector/Motion"
    static let relayTopic = "tns1:Device/Trigger/Relay"

    private func motion(_ operation: String, _ wall: WallTime) -> EventNotification {
        EventNotification(
            topic: Self.motionTopic,
            EventMessage {
                $0.utcTime = XMLDateTime(wall)
                $0.propertyOperation = operation
                $0.source = EventItems([
                    EventItem("VideoSourceConfigurationToken", "VideoSourceConfig_1"),
                    EventItem("VideoAnalyticsConfigurationToken", "VideoAnalytics_1"),
                    EventItem("Rule", "MyMotionDetectorRule"),
                ])
                $0.data = EventItems([EventItem("IsMotion", isMoving ? "true" : "false")])
            }
        )
    }

    private func relay(_ operation: String, _ wall: WallTime) -> EventNotification {
        EventNotification(
            topic: Self.relayTopic,
            EventMessage {
                $0.utcTime = XMLDateTime(wall)
                $0.propertyOperation = operation
                $0.source = EventItems([EventItem("RelayToken", Self.relay)])
                $0.data = EventItems([EventItem("LogicalState", isRelayActive ? "active" : "inactive")])
            }
        )
    }

    /// Tells a subscriber how everything is.
    mutating func tellAll(_ subscription: Int, _ wall: WallTime) {
        for notification in [motion("Initialized", wall), relay("Initialized", wall)] {
            subscriptions[subscription]?.add(notification)
        }
    }

    mutating func setMotion(_ isMoving: Bool, _ wall: WallTime) {
        guard isMoving != self.isMoving else { return }
        self.isMoving = isMoving
        tell(motion("Changed", wall))
    }

    mutating func setRelay(_ isActive: Bool, _ wall: WallTime) {
        guard isActive != isRelayActive else { return }
        isRelayActive = isActive
        tell(relay("Changed", wall))
    }

    private mutating func tell(_ notification: EventNotification) {
        for key in subscriptions.keys { subscriptions[key]?.add(notification) }
    }
}
