import NVR

extension VibeProbeMessage {
    init(_ details: DeviceDetails, ip: String, port: Int) {
        self.init(
            ip: ip,
            port: port,
            manufacturer: details.facts.manufacturer,
            model: details.facts.model,
            firmware: details.facts.firmware,
            serial: details.facts.serial,
            hardware: details.facts.hardware,
            // One without a stream is none that could be recorded.
            profiles: details.profiles.compactMap { profile in
                profile.streamURL.map { Profile(name: profile.name, token: profile.token, url: $0) }
            },
            features: VibeFeaturesMessage(details.facts)
        )
    }
}

extension PTZOrder {
    /// An axis that is left out stands still. Where all do, it is an order to stop.
    init(_ body: VibeMoveBody) {
        self.init(.continuous, pan: body.pan ?? 0, tilt: body.tilt ?? 0, zoom: body.zoom ?? 0)
    }
}

extension VibeScanResultMessage {
    init(_ finding: ScanFinding) {
        self.init(
            ip: finding.address,
            port: finding.kind == "rtsp" ? 0 : finding.port,
            manufacturer: finding.manufacturer,
            model: finding.model,
            status: Self.words[finding.kind] ?? "potential_onvif",
            authRequired: finding.needsPassword,
            rtspOpen: finding.rtspPorts
        )
    }

    private static let words = [
        // One that is locked has answered as ONVIF does, and has not said who made it.
        "onvif": "onvif_confirmed", "locked": "onvif_confirmed", "rtsp": "rtsp_only",
    ]
}
