import NVR
import Reception

extension MiBeeNetworkMessage {
    init(_ view: DeviceNetworkView) {
        let gateway = view.gateways.first { !$0.contains(":") } ?? ""
        self.init(
            interfaces: view.interfaces.map { interface in
                Interface(
                    name: interface.mibeeName,
                    enabled: interface.isEnabled,
                    ipv4: Address(
                        enabled: interface.address != nil || interface.usesDHCP,
                        dhcp: interface.usesDHCP,
                        address: interface.address ?? "",
                        netmask: interface.prefix.map(Netmask.text) ?? "",
                        gateway: gateway
                    ),
                    dns: view.dns?.servers ?? []
                )
            }
        )
    }
}

extension DeviceNetworkView.Interface {
    fileprivate var mibeeName: String { name.isEmpty ? token : name }
}

extension DeviceNetworkChange {
    /// What is another than it is now, one change for each interface. The document moves a camera to another address without asking
    /// back, and knows no word of confirming: whoever writes a network here has confirmed it. It switches no interface off; that
    /// would leave a camera that nobody finds at any address, and stays refused (409).
    ///
    /// - Throws: `Problem`, INVALID_INPUT.
    static func changes(_ body: MiBeeNetworkBody, _ now: DeviceNetworkView) throws -> [DeviceNetworkChange] {
        guard let wanted = body.interfaces else { throw MiBeeErrors.invalid("interfaces is required") }
        return try wanted.compactMap { try DeviceNetworkChange($0, now) }
    }

    private init?(_ wanted: MiBeeNetworkBody.Interface, _ now: DeviceNetworkView) throws {
        guard let old = now.interfaces.first(where: { $0.mibeeName == wanted.name || $0.token == wanted.name }) else {
            throw MiBeeErrors.invalid("the camera has no network interface \(wanted.name.prefix(40))")
        }
        self.init()
        interface = try Interface(wanted, old)
        isConfirmed = interface?.isEnabled != false
        if let gateway = wanted.ipv4?.gateway?.nothingIfEmpty, !now.gateways.contains(gateway) {
            self.gateway = gateway
        }
        if let servers = wanted.dns, !servers.isEmpty, servers != now.dns?.servers {
            dns = DeviceNetworkView.Servers(fromDHCP: false, servers: servers)
        }
        guard interface != nil || gateway != nil || dns != nil else { return nil }
    }
}

extension DeviceNetworkChange.Interface {
    /// Nil where nothing is another.
    fileprivate init?(_ wanted: MiBeeNetworkBody.Interface, _ old: DeviceNetworkView.Interface) throws {
        self.init(token: old.token)
        if let enabled = wanted.enabled, enabled != old.isEnabled { isEnabled = enabled }
        let isDHCP = wanted.ipv4?.dhcp ?? old.usesDHCP
        if isDHCP != old.usesDHCP { usesDHCP = isDHCP }
        if !isDHCP, let new = wanted.ipv4?.address?.nothingIfEmpty ?? old.address {
            let bits = try wanted.ipv4?.netmask?.nothingIfEmpty.map(Netmask.bits)
            if new != old.address || bits != nil && bits != old.prefix || usesDHCP != nil {
                address = new
                prefix = bits ?? old.prefix ?? 24
            }
        }
        guard isEnabled != nil || usesDHCP != nil || address != nil else { return nil }
    }
}

/// "255.255.255.0" of 24 bits.
enum Netmask {
    static func text(_ bits: Int) -> String {
        let mask = bits <= 0 ? 0 : UInt32.max << UInt32(32 - min(bits, 32))
        return [24, 16, 8, 0].map { String(mask >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }

    /// - Throws: `Problem`, INVALID_INPUT, for what is no mask of a network.
    static func bits(_ text: String) throws -> Int {
        guard let bits = (1...30).first(where: { self.text($0) == text }) else {
            throw MiBeeErrors.invalid("netmask is one such as 255.255.255.0")
        }
        return bits
    }
}
