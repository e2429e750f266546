/// The side of a device that is looked for.
package struct DiscoveryResponder: Sendable {
    package var device: DiscoveredDevice
    /// Whether it says where it is to those alone who ask just that (WS-Discovery §4.1 and §5.3: `XAddrs` may be left out).
    package var hidesAddresses = false
    private let random: @Sendable (Int) -> [UInt8]

    package init(_ device: DiscoveredDevice, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.device = device
        self.random = random
    }

    /// To everyone, when it comes.
    package var hello: [UInt8] { write(.hello(introduced)) }

    /// As it introduces itself.
    private var introduced: DiscoveredDevice {
        guard hidesAddresses else { return device }
        var device = device
        device.addresses = []
        return device
    }

    /// To everyone, when it goes.
    package var bye: [UInt8] { write(.bye(endpoint: device.endpoint)) }

    /// What to answer, to the sender alone; nil for nothing.
    package func answer(to datagram: [UInt8]) -> [UInt8]? {
        guard let message = DiscoveryMessage(reading: datagram) else { return nil }
        switch message.content {
        case .probe(let types, let scopes):
            // One of no type looks for everyone (WS-Discovery §5.2).
            let isMeant = types.isEmpty || types.contains { device.types.contains($0) }
            guard isMeant, device.scopes.match(scopes) else { return nil }
            return write(.probeMatches([introduced]), relatesTo: message.identifier)
        case .resolve(let endpoint):
            return endpoint == device.endpoint ? write(.resolveMatch(device), relatesTo: message.identifier) : nil
        case .probeMatches, .hello, .bye, .resolveMatch: return nil
        }
    }

    private func write(_ content: DiscoveryMessage.Content, relatesTo: String? = nil) -> [UInt8] {
        DiscoveryMessage(
            identifier: UniqueIdentifier(random: random).urn,
            relatesTo: relatesTo,
            content
        ).document
    }
}
