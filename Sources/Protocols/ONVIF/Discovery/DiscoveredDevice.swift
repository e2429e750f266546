import Media
import XML

/// A device as it introduces itself on the network. All of it is a stranger's word.
package struct DiscoveredDevice: Hashable, Sendable {
    /// By which it is the same device at another address: "urn:uuid:…".
    package var endpoint: String
    /// Without prefixes: "NetworkVideoTransmitter", "Device".
    package var types: [String]
    package var scopes: DeviceScopes
    /// Addresses of its device service, as it says them.
    package var addresses: [String]
    /// Greater when something of it has changed.
    package var metadataVersion: Int

    package init(
        endpoint: String,
        types: [String] = ["NetworkVideoTransmitter"],
        scopes: DeviceScopes,
        addresses: [String],
        metadataVersion: Int = 1
    ) {
        self.endpoint = endpoint
        self.types = types
        self.scopes = scopes
        self.addresses = addresses
        self.metadataVersion = metadataVersion
    }

    private static let mostWords = 64
    private static let longestWord = 512

    /// Nil where it does not say who it is.
    init?(_ element: XMLElement) {
        guard let endpoint = Self.endpoint(of: element) else { return nil }
        self.endpoint = endpoint
        types = Self.words(element.child("Types")).map(Self.withoutPrefix)
        scopes = DeviceScopes(Self.words(element.child("Scopes")))
        addresses = Self.words(element.child("XAddrs"))
        metadataVersion = element.child("MetadataVersion").flatMap { Int($0.trimmedText) } ?? 1
    }

    /// Whether it is a camera or an encoder, as far as its types tell. Printers answer too.
    package var isVideoDevice: Bool {
        types.contains("NetworkVideoTransmitter") || scopes.all.contains { $0.hasPrefix(DeviceScopes.base) }
    }

    static func endpoint(of element: XMLElement) -> String? {
        let address = element.child("EndpointReference")?.child("Address")?.trimmedText ?? ""
        return address.isEmpty || address.utf8.count > longestWord ? nil : address
    }

    static func words(_ element: XMLElement?) -> [String] {
        (element?.text ?? "")[...].words.prefix(mostWords).filter { $0.utf8.count <= longestWord }.map(String.init)
    }

    static func withoutPrefix(_ name: String) -> String {
        name.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(name[name.utf8.index(after: $0)...]) } ?? name
    }

    /// With the prefixes that every message declares.
    static func prefixed(_ types: [String]) -> String {
        types.map { ($0 == "Device" ? "tds:" : "dn:") + $0 }.joined(separator: " ")
    }

    static func reference(_ endpoint: String) -> XMLElement {
        let addressing = ONVIFNamespace.oldAddressing
        let address = XMLElement(XMLName(addressing, "Address"), text: endpoint)
        return XMLElement(XMLName(addressing, "EndpointReference"), children: [address])
    }

    var elements: [XMLElement] {
        func named(_ name: String, _ text: String) -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.discovery, name), text: text)
        }
        return [
            Self.reference(endpoint), named("Types", Self.prefixed(types)),
            named("Scopes", scopes.all.joined(separator: " ")), named("XAddrs", addresses.joined(separator: " ")),
            named("MetadataVersion", String(metadataVersion)),
        ]
    }
}
