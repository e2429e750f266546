import NVR
import OpenAPI
import Reception

// Addresses of the RTSP server for one camera each, in their wire spelling (docs/api.md).

struct RTSPOutletMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "RTSPOutlet"

    enum Access: String, Codable, Sendable, CaseIterable {
        case accounts, password, everyone
    }

    var name: String
    var enabled: Bool
    var running: Bool
    var address: String
    var path: String
    var camera: String
    var stream: String
    var access: Access
    var username: String?
    var hasPassword: Bool
    var realm: String?
    var maxClients: Int?
    var maxClientsPerAddress: Int?
    /// Where it listens; left out where it does not.
    var port: Int?
    /// Connections that came this way.
    var clients: Int
    /// Why it does not listen.
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case name, enabled, running, address, path, camera, stream, access, username, realm, port, clients, problem
        case hasPassword = "has_password"
        case maxClients = "max_clients"
        case maxClientsPerAddress = "max_clients_per_address"
    }

    init(_ status: RestreamOutletStatus) {
        let outlet = status.outlet
        name = status.name
        enabled = outlet.isEnabled
        running = status.isRunning
        address = outlet.address
        path = outlet.path
        camera = outlet.camera
        stream = outlet.stream
        access =
            switch outlet.access {
            case .accounts: .accounts
            case .password: .password
            case .everyone: .everyone
            }
        username = outlet.username
        hasPassword = outlet.hasPassword
        realm = outlet.realm
        maxClients = outlet.mostClients
        maxClientsPerAddress = outlet.mostClientsPerAddress
        port = status.port
        clients = status.clients
        problem = status.problem
    }
}

struct RTSPOutletChangeMessage: Decodable, Sendable, SchemaAnnotated {
    var enabled: Bool?
    var address: String?
    var path: String?
    var camera: String?
    var stream: String?
    var access: RTSPOutletMessage.Access?
    var username: String?
    var password: String?
    var realm: String?
    var maxClients: Int?
    var maxClientsPerAddress: Int?

    enum CodingKeys: String, CodingKey {
        case enabled, address, path, camera, stream, access, username, password, realm
        case maxClients = "max_clients"
        case maxClientsPerAddress = "max_clients_per_address"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "address": SchemaNote("An IP address and a port, as 0.0.0.0:8555.", maxLength: 64),
        "path": SchemaNote("The only path there; /stream where it was never said.", maxLength: 128),
        "camera": SchemaNote(maxLength: 63),
        "stream": SchemaNote("main or sub.", maxLength: 4),
        "access": SchemaNote(
            """
            accounts: who may watch the camera, as at the server's other addresses. password: whoever knows the outlet's own. \
            everyone: without being asked.
            """
        ),
        "username": SchemaNote("Empty for none.", maxLength: 64),
        "password": SchemaNote("Empty for none. It is never told.", maxLength: 128),
        "realm": SchemaNote(
            "What clients show when they ask for a password; empty for the usual, Nightjar.",
            maxLength: 64
        ),
        "max_clients": SchemaNote(
            "Clients that watch there at once; the next is answered 453. 0 for as many as the server takes.",
            minimum: 0,
            maximum: 256
        ),
        "max_clients_per_address": SchemaNote("The same of one client's address.", minimum: 0, maximum: 256),
    ]

    var change: RestreamOutletChange {
        var change = RestreamOutletChange()
        change.isEnabled = enabled
        change.address = address
        change.path = path
        change.camera = camera
        change.stream = stream
        change.access = access.map { access in
            switch access {
            case .accounts: .accounts
            case .password: .password
            case .everyone: .everyone
            }
        }
        change.username = username
        change.password = password
        change.realm = realm
        change.mostClients = maxClients
        change.mostClientsPerAddress = maxClientsPerAddress
        return change
    }
}
