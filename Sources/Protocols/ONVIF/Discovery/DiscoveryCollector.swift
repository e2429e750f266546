/// Collects who answers a probe, and who says hello or goodbye meanwhile: each device once, and not more than a bound.
package struct DiscoveryCollector: Sendable {
    /// A device with where its word came from.
    package struct Found: Hashable, Sendable {
        package var device: DiscoveredDevice
        /// The address that the datagram came from: the one that can be reached, whatever the device says.
        package var sender: String
    }

    package private(set) var found: [Found] = []
    /// Of our own probes, and of our questions where somebody is: only answers to them count.
    private var probes: [String] = []
    private var questions: [String] = []
    /// Whom we have asked where he is.
    private var asked: [String] = []
    private let limit: Int
    private static let mostProbes = 64

    package init(limit: Int = 1024) { self.limit = limit }

    /// A probe to send, in one datagram. Devices of both kinds answer to it: those of the network video transmitters, and
    /// those that know the newer type alone.
    package mutating func probe(types: [String] = ["NetworkVideoTransmitter"], random: (Int) -> [UInt8]) -> [UInt8] {
        let identifier = UniqueIdentifier(random: random).urn
        if probes.count >= Self.mostProbes { probes.removeFirst() }
        probes.append(identifier)
        return DiscoveryMessage(identifier: identifier, .probe(types: types, scopes: [])).document
    }

    /// A question where a device is that has not said it (WS-Discovery §6), to everyone, in one datagram; nil for one that has, and for
    /// one that was asked already.
    package mutating func resolve(_ found: Found, random: (Int) -> [UInt8]) -> [UInt8]? {
        let endpoint = found.device.endpoint
        guard found.device.addresses.isEmpty, !asked.contains(endpoint) else { return nil }
        let identifier = UniqueIdentifier(random: random).urn
        if questions.count >= Self.mostProbes { questions.removeFirst() }
        if asked.count >= Self.mostProbes { asked.removeFirst() }
        questions.append(identifier)
        asked.append(endpoint)
        return DiscoveryMessage(identifier: identifier, .resolve(endpoint: endpoint)).document
    }

    /// Takes a datagram. Returns the devices that are new, or say something new of themselves.
    package mutating func take(_ datagram: [UInt8], from sender: String) -> [Found] {
        guard let message = DiscoveryMessage(reading: datagram) else { return [] }
        switch message.content {
        case .probeMatches(let devices):
            // Some devices leave out which probe they answer; one that names another's is no answer of ours.
            guard message.relatesTo.map(probes.contains) ?? true else { return [] }
            return devices.filter(\.isVideoDevice).compactMap { add(Found(device: $0, sender: sender)) }
        case .hello(let device):
            return device.isVideoDevice ? [add(Found(device: device, sender: sender))].compactMap { $0 } : []
        case .bye(let endpoint):
            // Only who was there may say goodbye: anyone can send one.
            found.removeAll { $0.device.endpoint == endpoint && $0.sender == sender }
            // When it comes again it is asked again.
            asked.removeAll { $0 == endpoint }
            return []
        case .resolveMatch(let device):
            guard message.relatesTo.map(questions.contains) ?? true else { return [] }
            return device.isVideoDevice ? [add(Found(device: device, sender: sender))].compactMap { $0 } : []
        case .probe, .resolve: return []
        }
    }

    private mutating func add(_ new: Found) -> Found? {
        if let index = found.firstIndex(where: { $0.device.endpoint == new.device.endpoint && $0.sender == new.sender })
        {
            guard found[index] != new else { return nil }
            // A hello need not say where it is; what was known stays then.
            guard !new.device.addresses.isEmpty || found[index].device.addresses.isEmpty else { return nil }
            found[index] = new
            return new
        }
        guard found.count < limit else { return nil }
        found.append(new)
        return new
    }
}
