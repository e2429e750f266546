/// How a device is in its network.
package struct DeviceNetworkView: Hashable, Sendable {
    package struct Interface: Hashable, Sendable {
        package var token: String
        package var name: String
        /// Of the hardware.
        package var mac: String
        package var isEnabled: Bool
        package var usesDHCP: Bool
        /// "192.168.1.20" and its network's bits.
        package var address: String?
        package var prefix: Int?
        package var addressesIPv6: [String]
    }

    package struct Servers: Hashable, Sendable {
        package var fromDHCP: Bool
        package var servers: [String]

        package init(fromDHCP: Bool, servers: [String]) {
            self.fromDHCP = fromDHCP
            self.servers = servers
        }
    }

    package struct Port: Hashable, Sendable {
        /// "HTTP", "HTTPS", "RTSP".
        package var name: String
        package var isEnabled: Bool
        package var ports: [Int]
    }

    package var hostname: String?
    package var interfaces: [Interface] = []
    package var gateways: [String] = []
    /// Nil where the device does not tell.
    package var dns: Servers?
    package var ntp: Servers?
    package var protocols: [Port] = []
}

/// What shall be different about it: a member that is nil stays as it is.
package struct DeviceNetworkChange: Sendable {
    package struct Interface: Sendable {
        package var token: String
        package var isEnabled: Bool?
        package var usesDHCP: Bool?
        package var address: String?
        package var prefix: Int?

        package init(token: String) { self.token = token }

        /// Whether the device may not be found at its address after this.
        func mayCutOff(_ before: DeviceNetworkView.Interface) -> Bool {
            // An address that is named is none of DHCP's, even if it is the one that DHCP gave.
            let asksDHCP = usesDHCP ?? (address == nil && before.usesDHCP)
            let isElsewhere = address != nil && (address != before.address || prefix != before.prefix)
            return isEnabled == false || asksDHCP != before.usesDHCP || isElsewhere
        }
    }

    package var interface: Interface?
    package var gateway: String?
    package var dns: DeviceNetworkView.Servers?
    package var ntp: DeviceNetworkView.Servers?
    /// Whoever asks knows that the camera may not be found again at its address.
    package var isConfirmed = false

    package init() {}

    /// Whether a device that is in its network as it is now may not be found by us after this.
    func mayCutOff(_ now: DeviceNetworkView) -> Bool {
        // Whoever asks from another network is answered by way of the gateway.
        if let gateway, !now.gateways.contains(gateway) { return true }
        guard let interface else { return false }
        return now.interfaces.first { $0.token == interface.token }.map(interface.mayCutOff) ?? false
    }

    private static let mostServers = 8

    /// - Throws: `invalid`.
    func check() throws(DomainError) {
        func requireAddress(_ text: String?, _ member: String) throws(DomainError) {
            guard let text, !Self.isIPv4(text) else { return }
            throw DomainError(.invalid, "\(member) is an address of IPv4, like 192.168.1.20.", member: member)
        }
        try requireAddress(interface?.address, "interface.address")
        try requireAddress(gateway, "gateway")
        if let prefix = interface?.prefix, !(1...30).contains(prefix) {
            throw DomainError(.invalid, "interface.prefix is a number from 1 to 30.", member: "interface.prefix")
        }
        if interface?.address != nil, interface?.prefix == nil {
            throw DomainError(.invalid, "An address needs its network's bits: 24.", member: "interface.prefix")
        }
        if interface?.prefix != nil, interface?.address == nil {
            throw DomainError(
                .invalid,
                "A network's bits are those of an address: name it, even if it stays as it is.",
                member: "interface.prefix"
            )
        }
        for (servers, member) in [(dns, "dns"), (ntp, "ntp")] {
            guard let servers else { continue }
            let isGood = servers.servers.allSatisfy {
                !$0.isEmpty && $0.utf8.count <= 253 && $0.utf8.allSatisfy(Self.isHost)
            }
            guard servers.servers.count <= Self.mostServers, isGood else {
                throw DomainError(
                    .invalid,
                    "\(member).servers are \(Self.mostServers) addresses or names at most.",
                    member: "\(member).servers"
                )
            }
            guard servers.fromDHCP || !servers.servers.isEmpty else {
                throw DomainError(
                    .invalid,
                    "Where DHCP does not tell them, servers are needed.",
                    member: "\(member).servers"
                )
            }
        }
        if let dns, let name = dns.servers.first(where: { !Self.isIPv4($0) && !$0.contains(":") }) {
            throw DomainError(.invalid, "\(name) is no address: name servers have no names yet.", member: "dns.servers")
        }
    }

    static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { (1...3).contains($0.utf8.count) && UInt8($0) != nil && $0.utf8.allSatisfy(isDigit) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A: true
        default: false
        }
    }
}
