import NVR
import OpenAPI
import Reception

// The RTSP server, in its wire spelling (docs/api.md).

struct RTSPEndpointMessage: Codable, Sendable, SchemaAnnotated {
    var address: String
    var secure: Bool?
    var path: String?
    var camera: String?
    var stream: String?

    static let schemaNotes: [String: SchemaNote] = [
        "address": SchemaNote("An IP address and a port.", maxLength: 64),
        "secure": SchemaNote("RTSPS."),
        "path": SchemaNote(
            "The only path there, with a camera; every camera at the usual paths without.",
            maxLength: 128
        ),
        "camera": SchemaNote(maxLength: 63),
        "stream": SchemaNote("main or sub; main where it is left out.", maxLength: 4),
    ]

    init(_ endpoint: RestreamSettings.Endpoint) {
        address = endpoint.address
        secure = endpoint.isSecure
        path = endpoint.path
        camera = endpoint.camera
        stream = endpoint.camera == nil ? nil : endpoint.stream
    }

    var endpoint: RestreamSettings.Endpoint {
        RestreamSettings.Endpoint(
            address: address,
            isSecure: secure ?? false,
            path: path,
            camera: camera,
            stream: stream ?? "main"
        )
    }
}

struct RTSPServerChangeMessage: Decodable, Sendable, SchemaAnnotated {
    var enabled: Bool?
    var address: String?
    var secure: Bool?
    var udp: Bool?
    var endpoints: [RTSPEndpointMessage]?

    static let schemaNotes: [String: SchemaNote] = [
        "address": SchemaNote("An IP address and a port, as 0.0.0.0:8554.", maxLength: 64),
        "secure": SchemaNote("RTSPS."),
        "udp": SchemaNote("Whether clients that ask for UDP get it; never over RTSPS."),
        "endpoints": SchemaNote("Further addresses; takes the place of those that are there."),
    ]

    var change: RestreamChange {
        var change = RestreamChange()
        change.isEnabled = enabled
        change.address = address
        change.isSecure = secure
        change.sendsDatagrams = udp
        change.endpoints = endpoints?.map(\.endpoint)
        return change
    }
}

struct RTSPServerMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "RTSPServer"

    struct Address: Codable, Sendable {
        var address: String
        var secure: Bool
        var path: String?
        var camera: String?
        var stream: String?
        /// Where it listens; left out where it does not.
        var port: Int?
        /// Why not.
        var problem: String?
    }

    var enabled: Bool
    /// It listens at one address at least.
    var running: Bool
    var address: String
    var secure: Bool
    var udp: Bool
    /// The main address first, then the further ones.
    var addresses: [Address]
    var connections: Int
    var viewers: Int
    /// Streams that are packetised now.
    var streams: Int
    /// Access units that were packetised since the start: once each, however many watch.
    var packetisedUnits: Int
    /// Those that RTP has no words for.
    var unitsLeftOut: Int

    enum CodingKeys: String, CodingKey {
        case enabled, running, address, secure, udp, addresses, connections, viewers, streams
        case packetisedUnits = "packetised_units"
        case unitsLeftOut = "units_left_out"
    }

    init(_ status: RestreamStatus) {
        enabled = status.settings.isEnabled
        running = status.isRunning
        address = status.settings.address
        secure = status.settings.isSecure
        udp = status.settings.sendsDatagrams
        addresses = status.addresses.map { address in
            Address(
                address: address.endpoint.address,
                secure: address.endpoint.isSecure,
                path: address.endpoint.path,
                camera: address.endpoint.camera,
                stream: address.endpoint.camera == nil ? nil : address.endpoint.stream,
                port: address.port,
                problem: address.problem
            )
        }
        connections = status.connections
        viewers = status.viewers
        streams = status.streams
        packetisedUnits = status.units
        unitsLeftOut = status.unitsLeftOut
    }
}
