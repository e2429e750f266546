extension BackupContent {
    /// How the RTSP server is set up.
    struct RTSPServer: Codable, Hashable, Sendable {
        struct Endpoint: Codable, Hashable, Sendable {
            var address: String
            var isSecure: Bool
            var path: String?
            var camera: String?
            var stream: String

            enum CodingKeys: String, CodingKey {
                case address, path, camera, stream
                case isSecure = "secure"
            }
        }

        var isEnabled: Bool
        var address: String
        var isSecure: Bool
        var sendsDatagrams: Bool
        var endpoints: [Endpoint]
        /// Nil in backups of programs that knew none.
        var outlets: [Outlet]?

        enum CodingKeys: String, CodingKey {
            case address, endpoints, outlets
            case isEnabled = "enabled"
            case isSecure = "secure"
            case sendsDatagrams = "udp"
        }
    }
}

extension BackupContent.RTSPServer {
    init(_ settings: RestreamSettings) {
        isEnabled = settings.isEnabled
        address = settings.address
        isSecure = settings.isSecure
        sendsDatagrams = settings.sendsDatagrams
        endpoints = settings.endpoints.map { endpoint in
            Endpoint(
                address: endpoint.address,
                isSecure: endpoint.isSecure,
                path: endpoint.path,
                camera: endpoint.camera,
                stream: endpoint.stream
            )
        }
    }

    var settings: RestreamSettings {
        RestreamSettings(
            isEnabled: isEnabled,
            address: address,
            isSecure: isSecure,
            sendsDatagrams: sendsDatagrams,
            endpoints: endpoints.map { endpoint in
                RestreamSettings.Endpoint(
                    address: endpoint.address,
                    isSecure: endpoint.isSecure,
                    path: endpoint.path,
                    camera: endpoint.camera,
                    stream: endpoint.stream
                )
            }
        )
    }
}
