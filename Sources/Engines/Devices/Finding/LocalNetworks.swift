import NIOCore

/// The networks that this machine is in.
package enum LocalNetworks {
    /// Bridges of containers and virtual machines: real cameras are seldom there, so that these come last.
    private static let inner = ["docker", "veth", "virbr", "br-", "lxc", "cni"]

    /// As ranges that can be looked through (``AddressRange``): private ones of version 4, each once, without those of this machine
    /// alone.
    package static var ranges: [String] {
        let interfaces = ((try? System.enumerateDevices()) ?? []).filter { $0.address?.protocol == .inet }
        func isInner(_ interface: NIONetworkDevice) -> Bool { inner.contains { interface.name.hasPrefix($0) } }
        var ranges: [String] = []
        for interface in interfaces.filter({ !isInner($0) }) + interfaces.filter(isInner) {
            guard let address = interface.address?.ipAddress, let mask = interface.netmask?.ipAddress,
                let range = AddressRange.network(of: address, mask: mask), !ranges.contains(range)
            else { continue }
            ranges.append(range)
        }
        return ranges
    }
}
