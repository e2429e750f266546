import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// How a device is in its network.
struct DeviceNetworkEndpoints {
    let recorder: Recorder

    private static let path = "\(DeviceEndpoints.path)/network"
    private static let access = Access.camera(.manageCamera, parameter: "id")
    private var devices: CameraDevices { recorder.devices }

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "getDeviceNetwork",
                    "A camera's network interfaces, name servers and time servers",
                    tag: "devices",
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                answers: DeviceNetworkMessage.self
            ) { call in
                try call.json(DeviceNetworkMessage(await devices.network(as: call.principal, of: call.path("id"))))
            },
            .send(
                .patch,
                Self.path,
                EndpointNotes(
                    "setDeviceNetwork",
                    "Change a camera's network",
                    tag: "devices",
                    description: """
                        What is not named stays as it is. What may cut the camera off (another address, network or gateway, DHCP \
                        switched on or off, also by naming an address, an interface switched off) is refused with 409 unless \
                        confirm is true.
                        """,
                    refusals: DeviceEndpoints.refusals
                ),
                access: Self.access,
                takes: DeviceNetworkPatchMessage.self,
                answers: NetworkChangedMessage.self
            ) { call, body in
                let needsReboot = try await devices.change(
                    as: call.principal,
                    networkOf: call.path("id"),
                    body.change
                )
                return try call.json(NetworkChangedMessage(rebootNeeded: needsReboot))
            },
        ]
    }
}

struct NetworkServersMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "NetworkServers"

    var dhcp: Bool
    var servers: [String]

    init(_ servers: DeviceNetworkView.Servers) {
        dhcp = servers.fromDHCP
        self.servers = servers.servers
    }

    var view: DeviceNetworkView.Servers { .init(fromDHCP: dhcp, servers: servers) }
}

struct DeviceNetworkMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "DeviceNetwork"

    struct Interface: Codable, Sendable {
        var token: String
        var name: String
        var mac: String
        var enabled: Bool
        var dhcp: Bool
        var address: String?
        var prefix: Int?
        var ipv6: [String]

        init(_ interface: DeviceNetworkView.Interface) {
            token = interface.token
            name = interface.name
            mac = interface.mac
            enabled = interface.isEnabled
            dhcp = interface.usesDHCP
            address = interface.address
            prefix = interface.prefix
            ipv6 = interface.addressesIPv6
        }
    }

    struct Port: Codable, Sendable {
        var name: String
        var enabled: Bool
        var ports: [Int]
    }

    var hostname: String?
    var interfaces: [Interface]
    var gateways: [String]
    var dns: NetworkServersMessage?
    var ntp: NetworkServersMessage?
    var protocols: [Port]

    init(_ view: DeviceNetworkView) {
        hostname = view.hostname
        interfaces = view.interfaces.map(Interface.init)
        gateways = view.gateways
        dns = view.dns.map(NetworkServersMessage.init)
        ntp = view.ntp.map(NetworkServersMessage.init)
        protocols = view.protocols.map { Port(name: $0.name, enabled: $0.isEnabled, ports: $0.ports) }
    }
}

struct DeviceNetworkPatchMessage: Decodable, Sendable, SchemaAnnotated {
    struct Interface: Decodable, Sendable {
        var token: String
        var enabled: Bool?
        var dhcp: Bool?
        var address: String?
        var prefix: Int?
    }

    var interface: Interface?
    var gateway: String?
    var dns: NetworkServersMessage?
    var ntp: NetworkServersMessage?
    var confirm: Bool?

    static let schemaNotes: [String: SchemaNote] = [
        "confirm": SchemaNote("That the camera may not be found at its address any more is known.")
    ]

    var change: DeviceNetworkChange {
        var change = DeviceNetworkChange()
        if let interface {
            var wanted = DeviceNetworkChange.Interface(token: interface.token)
            wanted.isEnabled = interface.enabled
            wanted.usesDHCP = interface.dhcp
            wanted.address = interface.address
            wanted.prefix = interface.prefix
            change.interface = wanted
        }
        change.gateway = gateway
        change.dns = dns?.view
        change.ntp = ntp?.view
        change.isConfirmed = confirm ?? false
        return change
    }
}

struct NetworkChangedMessage: Codable, Sendable {
    var rebootNeeded: Bool

    enum CodingKeys: String, CodingKey { case rebootNeeded = "reboot_needed" }
}
