import NVR
import Reception

extension MiBeeProfilesMessage {
    init(_ details: DeviceDetails) {
        self.init(profiles: details.profiles.map(Profile.init), capabilities: MiBeeCapabilitiesMessage(details))
    }
}

extension MiBeeProfilesMessage.Profile {
    init(_ profile: DeviceDetails.Profile) {
        self.init(
            token: profile.token,
            name: profile.name,
            encoding: profile.encoding,
            width: profile.width ?? 0,
            height: profile.height ?? 0,
            videoEncoder: profile.encoding,
            audioEncoder: profile.soundEncoding
        )
    }
}

extension MiBeeCapabilitiesMessage {
    init(_ details: DeviceDetails) {
        self.init(
            ptz: details.facts.movement != nil,
            imaging: details.facts.imaging,
            events: details.facts.events,
            snapshot: details.facts.snapshots,
            streaming: details.profiles.contains { $0.streamURL != nil },
            // What does not answer to that is no device.
            device: true
        )
    }
}

// MARK: The head

extension PTZOrder {
    /// Numbers beyond the range of ONVIF are brought into it: zooms are up to 1.5 in the document.
    ///
    /// - Throws: `Problem`, INVALID_INPUT, for a mode that there is not.
    init(_ body: MiBeeMoveBody) throws {
        guard let mode = Mode(rawValue: body.mode ?? Mode.absolute.rawValue) else {
            throw MiBeeErrors.invalid("mode is continuous, absolute or relative")
        }
        let zoom: ClosedRange<Double> = mode == .absolute ? 0...1 : -1...1
        self.init(
            mode,
            pan: (body.pan ?? body.x)?.within(-1...1),
            tilt: (body.tilt ?? body.y)?.within(-1...1),
            zoom: body.zoom?.within(zoom),
            speed: mode == .continuous ? nil : body.speed?.within(0...1)
        )
    }
}

extension Double {
    fileprivate func within(_ range: ClosedRange<Double>) -> Double {
        min(max(self, range.lowerBound), range.upperBound)
    }
}

extension MiBeePositionMessage {
    init(_ view: PTZView) {
        let (pan, tilt) = (view.pan ?? 0, view.tilt ?? 0)
        self.init(pan: pan, tilt: tilt, zoom: view.zoom ?? 0, moving: view.isMoving ?? false, x: pan, y: tilt)
    }
}

extension MiBeePresetsMessage.Preset {
    init(_ preset: PTZPresetView) {
        self.init(
            token: preset.token,
            name: preset.name,
            position: Position(pan: preset.pan ?? 0, tilt: preset.tilt ?? 0, zoom: preset.zoom ?? 0)
        )
    }
}

// MARK: Devices that are found

extension MiBeeDiscoveredMessage {
    init(_ found: [FoundDevice], problem: String?) {
        self.init(
            devices: found.map(Device.init),
            error: problem.map { Trouble(category: "NETWORK", message: $0) }
        )
    }
}

extension MiBeeDiscoveredMessage.Device {
    private static let scope = "onvif://www.onvif.org/"
    private static let prefix = "urn:uuid:"

    init(_ device: FoundDevice) {
        let uuid = device.endpoint
        let named = [("name", device.name), ("hardware", device.hardware), ("location", device.location)]
        let scopes = named.filter { !$0.1.isEmpty } + device.profiles.map { ("Profile", $0) }
        self.init(
            uuid: uuid.hasPrefix(Self.prefix) ? String(uuid.dropFirst(Self.prefix.count)) : uuid,
            name: device.name,
            xaddrs: [device.deviceURL],
            // As the device has said them, put together again.
            scopes: scopes.map { "\(Self.scope)\($0.0)/\($0.1.replacing(" ", with: "%20"))" },
            hardware: device.hardware,
            endpoint: device.deviceURL,
            url: device.deviceURL,
            model: device.hardware,
            location: device.location
        )
    }
}

extension MiBeeDeviceMessage {
    /// - Parameter found: how it introduces itself in the network; nil where it has not.
    init(_ details: DeviceDetails, found: FoundDevice?) {
        let facts = details.facts
        let words = [facts.manufacturer, facts.model].filter { !$0.isEmpty }.joined(separator: " ")
        let name = found?.name.nothingIfEmpty ?? words
        self.init(
            device: Device(
                url: details.address,
                name: name,
                model: facts.model,
                location: found?.location ?? "",
                manufacturer: facts.manufacturer,
                firmwareVersion: facts.firmware,
                serialNumber: facts.serial
            ),
            deviceInfo: Information(
                manufacturer: facts.manufacturer,
                model: facts.model,
                firmware: facts.firmware,
                serialNumber: facts.serial,
                hardwareID: facts.hardware
            ),
            profiles: details.profiles.map(MiBeeProfilesMessage.Profile.init)
        )
    }
}
