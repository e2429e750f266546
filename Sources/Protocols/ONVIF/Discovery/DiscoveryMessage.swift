import Media
import XML

/// A message of WS-Discovery (2005/04, as ONVIF Core §7 wants it), in one datagram.
package struct DiscoveryMessage: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// Who is there? Of these types (without prefixes), and in all of these scopes.
        case probe(types: [String], scopes: [String])
        case probeMatches([DiscoveredDevice])
        case hello(DiscoveredDevice)
        case bye(endpoint: String)
        /// Where is this one?
        case resolve(endpoint: String)
        case resolveMatch(DiscoveredDevice)
    }

    package var identifier: String
    /// The identifier of what it answers.
    package var relatesTo: String?
    package var content: Content

    package init(identifier: String, relatesTo: String? = nil, _ content: Content) {
        self.identifier = identifier
        self.relatesTo = relatesTo
        self.content = content
    }

    /// Where everyone listens (WS-Discovery §2.4).
    package static let port = 3702
    package static let groupIPv4 = "239.255.255.250"
    package static let groupIPv6 = "ff02::c"
    /// Bytes of a datagram.
    package static let longest = 65_507

    private static let mostMatches = 32
    static let everyone = "urn:schemas-xmlsoap-org:ws:2005:04:discovery"
    private static let anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
}

// MARK: - Reading

extension DiscoveryMessage {
    /// Nil for anything else, of which there is much at this address.
    package init?(reading datagram: [UInt8]) {
        guard let envelope = try? SOAPEnvelope(reading: datagram, size: Self.longest), let body = envelope.body else {
            return nil
        }
        func header(_ name: String) -> String? {
            envelope.header.first { $0.name.local == name }.map(\.trimmedText).flatMap { $0.isEmpty ? nil : $0 }
        }
        identifier = String((header("MessageID") ?? "").prefix(256))
        relatesTo = header("RelatesTo").map { String($0.prefix(256)) }
        switch body.name.local {
        case "Probe":
            content = .probe(
                types: DiscoveredDevice.words(body.child("Types")).map(DiscoveredDevice.withoutPrefix),
                scopes: DiscoveredDevice.words(body.child("Scopes"))
            )
        case "ProbeMatches":
            content = .probeMatches(
                body.children(named: "ProbeMatch").prefix(Self.mostMatches).compactMap(DiscoveredDevice.init)
            )
        case "Hello":
            guard let device = DiscoveredDevice(body) else { return nil }
            content = .hello(device)
        case "Bye":
            guard let endpoint = DiscoveredDevice.endpoint(of: body) else { return nil }
            content = .bye(endpoint: endpoint)
        case "Resolve":
            guard let endpoint = DiscoveredDevice.endpoint(of: body) else { return nil }
            content = .resolve(endpoint: endpoint)
        case "ResolveMatches":
            guard let device = body.child("ResolveMatch").flatMap(DiscoveredDevice.init) else { return nil }
            content = .resolveMatch(device)
        default: return nil
        }
    }
}

// MARK: - Writing

extension DiscoveryMessage {
    package var document: [UInt8] {
        let (action, body) = written
        func part(_ name: String, _ text: String) -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.oldAddressing, name), text: text)
        }
        var header = [part("MessageID", identifier)]
        if let relatesTo { header.append(part("RelatesTo", relatesTo)) }
        header.append(part("To", relatesTo == nil ? Self.everyone : Self.anonymous))
        header.append(part("Action", "\(ONVIFNamespace.discovery)/\(action)"))
        return SOAPEnvelope(header: header, body: body).document
    }

    private var written: (action: String, body: XMLElement) {
        func named(_ name: String, _ children: [XMLElement] = [], text: String = "") -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.discovery, name), text: text, children: children)
        }
        switch content {
        case .probe(let types, let scopes):
            var parts: [XMLElement] = []
            if !types.isEmpty { parts.append(named("Types", text: DiscoveredDevice.prefixed(types))) }
            if !scopes.isEmpty { parts.append(named("Scopes", text: scopes.joined(separator: " "))) }
            return ("Probe", named("Probe", parts))
        case .probeMatches(let devices):
            return ("ProbeMatches", named("ProbeMatches", devices.map { named("ProbeMatch", $0.elements) }))
        case .hello(let device): return ("Hello", named("Hello", device.elements))
        case .bye(let endpoint): return ("Bye", named("Bye", [DiscoveredDevice.reference(endpoint)]))
        case .resolve(let endpoint): return ("Resolve", named("Resolve", [DiscoveredDevice.reference(endpoint)]))
        case .resolveMatch(let device):
            return ("ResolveMatches", named("ResolveMatches", [named("ResolveMatch", device.elements)]))
        }
    }
}
