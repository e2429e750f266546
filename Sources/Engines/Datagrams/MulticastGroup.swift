import Glibc
package import Logging
package import NIOCore

/// Datagrams to whoever listens (RFC 1112, RFC 4291 §2.7), on every interface that can.
package enum MulticastGroup {
    /// One for each address of each interface that is no loopback and can.
    package static var interfaces: [NIONetworkDevice] {
        ((try? System.enumerateDevices()) ?? []).filter { $0.multicastSupported && $0.address != nil }
    }

    /// Has a socket hear what is sent to a group.
    package static func join(_ group: String, port: Int, _ channel: any Channel, _ logger: Logger) async {
        guard let channel = channel as? any MulticastChannel,
            let address = try? SocketAddress(ipAddress: group, port: port)
        else { return }
        for interface in interfaces where interface.address?.protocol == address.protocol {
            do {
                try await channel.joinGroup(address, device: interface).get()
            } catch {
                // An interface that has several addresses was joined by the first.
                logger.debug("no multicast there", metadata: ["interface": "\(interface.name)", "error": "\(error)"])
            }
        }
    }

    /// Has a socket send what goes to groups over this interface, whatever the routes say.
    package static func send(_ channel: any Channel, over interface: NIONetworkDevice) async throws {
        guard let options = channel as? any SocketOptionProvider else { return }
        switch interface.address {
        case .v4(let address)?:
            // An `in_addr` is no more than its number, in the order of the network.
            var number: UInt32 = 0
            guard inet_pton(AF_INET, SocketAddress.v4(address).ipAddress ?? "", &number) == 1 else { return }
            try await options.unsafeSetSocketOption(level: .ip, name: .ip_multicast_if, value: number).get()
        case .v6?: try await options.setIPv6MulticastIF(CUnsignedInt(interface.interfaceIndex)).get()
        default: break
        }
    }
}
