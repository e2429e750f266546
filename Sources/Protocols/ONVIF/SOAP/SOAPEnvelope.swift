package import XML

/// A message of SOAP: what is said about it, and what it says.
package struct SOAPEnvelope: Hashable, Sendable {
    package var header: [XMLElement]
    /// The one element of the body; nil for an empty one.
    package var body: XMLElement?

    package init(header: [XMLElement] = [], body: XMLElement?) {
        self.header = header
        self.body = body
    }

    /// - Parameter size: bytes that are read at most.
    package init(reading bytes: [UInt8], size: Int = 1024 * 1024) throws(XMLError) {
        let root = try XMLElement.parse(bytes, limits: .init(size: size))
        guard root.name.local == "Envelope", let body = root.child("Body") else {
            throw XMLError(reason: .noElement, offset: 0)
        }
        header = root.child("Header")?.children ?? []
        self.body = body.children.first
    }

    package var document: [UInt8] { element.document(prefixes: ONVIFNamespace.prefixes, declaring: declared) }

    /// As devices write that do not know namespaces.
    package var documentWithoutNamespaces: [UInt8] { element.withoutNamespaces.document() }

    /// The fault of an answer, if it is one.
    package var fault: SOAPFault? { body.flatMap(SOAPFault.init) }

    private var element: XMLElement {
        func named(_ name: String, _ children: [XMLElement]) -> XMLElement {
            XMLElement(XMLName(ONVIFNamespace.envelope, name), children: children)
        }
        let body = named("Body", [self.body].compactMap { $0 })
        return named("Envelope", header.isEmpty ? [body] : [named("Header", header), body])
    }

    /// What texts use: topics of events, the names of types, and the codes of faults.
    private var declared: [String] {
        switch body?.name.local {
        case "Fault": [ONVIFNamespace.errors]
        case "PullMessagesResponse", "GetEventPropertiesResponse", "CreatePullPointSubscription":
            [ONVIFNamespace.topics, ONVIFNamespace.schema]
        case "Probe", "ProbeMatches", "Hello", "Bye", "ResolveMatches": [ONVIFNamespace.network, ONVIFNamespace.device]
        default: []
        }
    }
}
