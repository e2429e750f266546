import Catalog
import NIOCore
import Restream

/// What may be set of the RTSP server.
enum RestreamRules {
    private static let mostEndpoints = 16
    static let longestPath = 128

    /// - Throws: `invalid`, with all that is wrong.
    static func check(_ settings: RestreamSettings) throws(DomainError) {
        var faults: [DomainError.Fault] = []
        var seen: Set<String> = []
        for (index, endpoint) in settings.all.enumerated() {
            let place = index == 0 ? "address" : "endpoints"
            if let address = address(endpoint.address) {
                if address.port != 0, !seen.insert("\(address.host):\(address.port)").inserted {
                    faults.append(.init(place, "The address \(endpoint.address) stands twice; give each its own."))
                }
            } else {
                faults.append(
                    .init(
                        place,
                        "\"\(endpoint.address.prefix(80))\" is no address to listen on: write an IP address and a port, as "
                            + "0.0.0.0:8554 or [::]:8554."
                    )
                )
            }
            faults += self.faults(of: endpoint)
        }
        if settings.endpoints.count > mostEndpoints {
            faults.append(.init("endpoints", "There can be \(mostEndpoints) further addresses at most."))
        }
        if let error = DomainError(invalid: faults) { throw error }
    }

    private static func faults(of endpoint: RestreamSettings.Endpoint) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        if StreamKind(rawValue: endpoint.stream) == nil {
            faults.append(.init("endpoints", "stream is \"main\" or \"sub\"."))
        }
        if (endpoint.path == nil) != (endpoint.camera == nil) {
            faults.append(.init("endpoints", "A path is for one camera: give both path and camera, or neither."))
        }
        if let camera = endpoint.camera, CameraID(camera) == nil {
            faults.append(.init("endpoints", "\"\(camera.prefix(80))\" is no camera's id."))
        }
        if let path = endpoint.path, !isPath(path) {
            faults.append(
                .init(
                    "endpoints",
                    "A path begins with a slash, and has at most \(longestPath) letters, digits, slashes and -._~, as /stream."
                )
            )
        }
        return faults
    }

    static func isPath(_ path: String) -> Bool {
        let marks = Set("/-._~".utf8)
        return path.utf8.first == UInt8(ascii: "/") && (2...longestPath).contains(path.utf8.count)
            && path.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: marks.contains(byte)
                }
            }
    }

    static func isLoopback(_ text: String) -> Bool {
        guard let (host, _) = address(text) else { return false }
        return host.hasPrefix("127.") || host == "::1"
    }

    /// Nil where the text is none. Names of hosts but `localhost` are not taken: what they mean may change.
    static func address(_ text: String) -> (host: String, port: UInt16)? {
        guard text.utf8.count <= 64, let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host == "localhost" { return ("127.0.0.1", port) }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard (try? SocketAddress(ipAddress: host, port: 0)) != nil else { return nil }
        return (host, port)
    }
}
