/// The host and the port of a device, which the document has apart: "http://192.168.1.20:8080/onvif/device_service" elsewhere.
struct DeviceAddress: Hashable, Sendable {
    var host: String
    var port: Int

    static let usualPort = 80

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil for what is no such address.
    init?(url: String) {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let usual = url[..<separator.lowerBound].lowercased() == "https" ? 443 : Self.usualPort
        let authority = url[separator.upperBound...].prefix { $0 != "/" }
        guard !authority.isEmpty else { return nil }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            port = Self.port(authority[authority.index(after: end)...]) ?? usual
        } else {
            host = String(authority.prefix { $0 != ":" })
            port = Self.port(authority.drop { $0 != ":" }) ?? usual
        }
    }

    private static func port(_ text: Substring) -> Int? { text.isEmpty ? nil : Int(text.dropFirst()) }

    /// As the domain takes it. What is no host, it says.
    var text: String {
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(name):\(port)"
    }
}
