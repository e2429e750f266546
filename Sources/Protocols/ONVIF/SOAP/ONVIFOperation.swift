package import XML

/// Something that a device can be asked: the question with its fields. The type's name is the operation's.
package protocol ONVIFOperation: ONVIFStructure {
    associatedtype Answer: ONVIFStructure
    static var service: ONVIFService { get }
    /// Whether it is answered to everyone (ONVIF Core §5.9.4.3, access class PRE_AUTH).
    static var isForEveryone: Bool { get }
    /// By which WS-Addressing names it.
    static var action: String { get }
}

extension ONVIFOperation {
    package static var isForEveryone: Bool { false }
    package static var namespace: String { service.namespace ?? ONVIFNamespace.schema }
    package static var action: String { "\(namespace)/\(name)" }

    /// "GetProfiles".
    package static var name: String { "\(Self.self)" }
    package static var elementName: XMLName { XMLName(namespace, name) }
    package static var answerName: XMLName { XMLName(namespace, name + "Response") }
}

/// An answer that says nothing.
package struct NoAnswer: ONVIFStructure {
    package init() {}
}
