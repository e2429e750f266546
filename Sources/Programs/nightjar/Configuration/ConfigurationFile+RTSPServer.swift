import NVR

extension ConfigurationFile {
    /// `rtsp_server`. What may be said of an address or a path beyond its form, the domain says.
    static func readRTSPServer(
        _ section: ConfigurationSection,
        into configuration: inout ServerConfiguration
    ) throws(ConfigurationError) {
        var section = section
        let address = try section.required("address")
        try checkAddress(address, "address", section)
        var settings = RestreamSettings(isEnabled: try section.bool("enabled") ?? true, address: address)
        if let tls = try tls(&section) {
            configuration.rtspServerTLS = tls
            settings.isSecure = true
        }
        if let secure = try section.bool("secure") { settings.isSecure = secure }
        if let udp = try section.bool("udp") { settings.sendsDatagrams = udp }
        for item in try section.sections("endpoints") { settings.endpoints.append(try endpoint(item)) }
        try section.finish()
        configuration.rtspServer = settings
    }

    private static func endpoint(
        _ section: ConfigurationSection
    ) throws(ConfigurationError) -> RestreamSettings.Endpoint {
        var section = section
        var endpoint = RestreamSettings.Endpoint(address: try section.required("address"))
        try checkAddress(endpoint.address, "address", section)
        endpoint.isSecure = try section.bool("secure") ?? false
        endpoint.path = try section.string("path")
        endpoint.camera = try section.string("camera")
        if let stream = try section.string("stream") { endpoint.stream = stream }
        try section.finish()
        return endpoint
    }
}
