import Media
import NVR
import Reception

extension PTZOrder {
    /// Numbers beyond the range of ONVIF are brought into it.
    ///
    /// - Throws: `Problem`, 400, for a movement without an axis that needs one.
    init(_ body: LightMoveBody, _ mode: Mode) throws {
        guard mode == .continuous || body.pan != nil || body.tilt != nil || body.zoom != nil else {
            throw LightErrors.invalid("At least one PTZ axis is required")
        }
        let zoom: ClosedRange<Double> = mode == .absolute ? 0...1 : -1...1
        func axis(_ value: Double?, _ range: ClosedRange<Double>) -> Double? {
            let known = mode == .continuous ? value ?? 0 : value
            return known.map { min(max($0, range.lowerBound), range.upperBound) }
        }
        self.init(mode, pan: axis(body.pan, -1...1), tilt: axis(body.tilt, -1...1), zoom: axis(body.zoom, zoom))
    }
}

extension LightPTZMessage {
    /// - Parameter wasAsked: whether the device has answered.
    init(_ device: DeviceView?, wasAsked: Bool) {
        let movement = device?.facts?.movement
        let moves = (movement?.panTilt ?? false) || (movement?.zoom ?? false)
        let presets = movement?.presets ?? 0
        self.init(
            isEnabled: true,
            wasAsked: wasAsked,
            serviceURL: device?.connection?.address ?? "",
            hasPanTilt: movement?.panTilt ?? false,
            hasZoom: movement?.zoom ?? false,
            hasContinuousMove: moves,
            hasAbsoluteMove: movement?.absolute ?? false,
            hasRelativeMove: movement?.relative ?? false,
            hasHomePosition: movement?.home ?? false,
            hasPresets: presets > 0,
            mostPresets: presets,
            hasHome: movement?.home ?? false
        )
    }
}

extension LightDevicesMessage {
    private static let most = 32

    init(_ found: [FoundDevice]) { self.init(devices: found.prefix(Self.most).map { Device($0) }) }
}

extension LightDevicesMessage.Device {
    init(_ device: FoundDevice) {
        self.init(
            endpoint: device.endpoint,
            deviceService: device.deviceURL,
            manufacturer: device.name,
            model: device.hardware,
            hardwareID: device.hardware,
            ipAddress: device.address,
            discoveryTime: device.lastSeen.unixSeconds,
            online: device.isOnline
        )
    }
}

extension LightProfilesMessage.Profile {
    init(_ profile: DeviceDetails.Profile) {
        self.init(
            token: profile.token,
            name: profile.name,
            snapshotURI: profile.snapshotURL ?? "",
            streamURI: profile.streamURL ?? "",
            width: profile.width ?? 0,
            height: profile.height ?? 0,
            encoding: profile.encoding,
            fps: profile.framesPerSecond ?? 0,
            bitrate: profile.bitrate ?? 0
        )
    }
}

extension LightModelsMessage {
    private static let waiting = "This version of Nightjar does not look at pictures."

    /// What can begin a recording on events: what cameras tell themselves.
    static let known = LightModelsMessage(
        models: [
            Model(
                id: "motion",
                name: "Motion",
                path: "motion",
                type: "builtin",
                supported: false,
                description: "Motion in the picture",
                reason: waiting
            ),
            Model(
                id: "api-detection",
                name: "API detection",
                path: "api-detection",
                type: "api",
                supported: false,
                description: "A server that looks at the pictures",
                reason: waiting
            ),
            Model(
                id: "onvif",
                name: "ONVIF events",
                path: "onvif",
                type: "onvif",
                supported: true,
                description: "What the camera tells itself"
            ),
        ],
        count: 3
    )
}

extension LightDetectionsMessage.Detection {
    /// Nil of an event that has no box.
    init?(_ event: CameraEventView) {
        func part(_ name: String) -> Double? { event.attributes[name].flatMap { Double($0) } }
        guard let x = part("x"), let y = part("y"), let width = part("width"), let height = part("height") else {
            return nil
        }
        self.init(
            label: String(event.label.prefix(31)),
            confidence: event.score ?? 0,
            x: x,
            y: y,
            width: width,
            height: height,
            timestamp: event.start.unixSeconds,
            endTimestamp: (event.end ?? event.start).unixSeconds
        )
    }
}
