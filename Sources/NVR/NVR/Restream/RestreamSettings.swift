import Catalog
package import NIOCore
import Restream

/// How the RTSP server is set up: kept in the catalogue, and changed while it runs.
package struct RestreamSettings: Codable, Hashable, Sendable {
    /// A further address.
    package struct Endpoint: Codable, Hashable, Sendable {
        package var address: String
        /// RTSPS, with the server's certificate.
        package var isSecure: Bool
        /// The one path that it answers to, `/stream`; with `camera`. Nil: every camera, at the usual paths.
        package var path: String?
        package var camera: String?
        /// `main` or `sub`.
        package var stream: String

        package init(
            address: String,
            isSecure: Bool = false,
            path: String? = nil,
            camera: String? = nil,
            stream: String = "main"
        ) {
            self.address = address
            self.isSecure = isSecure
            self.path = path
            self.camera = camera
            self.stream = stream
        }
    }

    package var isEnabled: Bool
    /// Of every camera, at `/cameras/<id>/main` and `/cameras/<id>/sub`.
    package var address: String
    package var isSecure: Bool
    /// Whether clients that ask for it get UDP; over RTSPS nobody does.
    package var sendsDatagrams: Bool
    package var endpoints: [Endpoint]

    package static let usualAddress = "127.0.0.1:8554"

    package init(
        isEnabled: Bool = false,
        address: String = usualAddress,
        isSecure: Bool = false,
        sendsDatagrams: Bool = true,
        endpoints: [Endpoint] = []
    ) {
        self.isEnabled = isEnabled
        self.address = address
        self.isSecure = isSecure
        self.sendsDatagrams = sendsDatagrams
        self.endpoints = endpoints
    }

    /// All addresses, the main one first.
    var all: [Endpoint] { [Endpoint(address: address, isSecure: isSecure)] + endpoints }
}

/// What is to be another in how the RTSP server is set up; nil leaves a member as it is.
package struct RestreamChange: Hashable, Sendable {
    package var isEnabled: Bool?
    package var address: String?
    package var isSecure: Bool?
    package var sendsDatagrams: Bool?
    package var endpoints: [RestreamSettings.Endpoint]?

    package init() {}

    func applied(to settings: RestreamSettings) -> RestreamSettings {
        RestreamSettings(
            isEnabled: isEnabled ?? settings.isEnabled,
            address: address ?? settings.address,
            isSecure: isSecure ?? settings.isSecure,
            sendsDatagrams: sendsDatagrams ?? settings.sendsDatagrams,
            endpoints: endpoints ?? settings.endpoints
        )
    }
}

/// What the configuration says of the RTSP server, and the certificate that it shows.
package struct RestreamConfiguration: Sendable {
    /// Nil where the file says nothing: then what was set in the app counts.
    package var settings: RestreamSettings?
    /// By name: those of listeners that speak for one camera. Each is made where there is none of the name, and listens once somebody
    /// enables it.
    package var outlets: [String: RestreamOutletChange]
    /// Makes or reads the certificate; called before the first address with TLS is opened. Throws an error whose description
    /// is a sentence for a person.
    package var openCertificate: @Sendable () throws -> Void
    /// Puts TLS into a new connection's pipeline.
    package var secure: @Sendable (any Channel) throws -> Void

    package init(
        settings: RestreamSettings? = nil,
        outlets: [String: RestreamOutletChange] = [:],
        openCertificate: @escaping @Sendable () throws -> Void,
        secure: @escaping @Sendable (any Channel) throws -> Void
    ) {
        self.settings = settings
        self.outlets = outlets
        self.openCertificate = openCertificate
        self.secure = secure
    }
}

/// How the RTSP server stands.
package struct RestreamStatus: Hashable, Sendable {
    package struct Address: Hashable, Sendable {
        package var endpoint: RestreamSettings.Endpoint
        /// Where it listens; nil where it does not.
        package var port: Int?
        /// Why not, in a sentence; nil where it does, or shall not.
        package var problem: String?
    }

    package var settings: RestreamSettings
    /// The main address first.
    package var addresses: [Address]
    package var connections: Int
    package var viewers: Int
    /// Streams that are packetised now, and access units that were since the start: once each, however many watch.
    package var streams: Int
    package var units: Int
    package var unitsLeftOut: Int

    package var isRunning: Bool { addresses.contains { $0.port != nil } }
}
