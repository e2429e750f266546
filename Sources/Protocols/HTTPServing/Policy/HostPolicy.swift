#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// By which names a request may call this machine.
///
/// A page of a hostile site can point its own name at this machine's address (DNS rebinding) and would then be of the
/// same origin. So only names are answered that a stranger cannot own: IP addresses, `localhost`, this machine's own
/// name, names ending in `.local`, and those the owner has listed.
package struct HostPolicy: Sendable {
    /// The names that are answered beside addresses and `.local` names, in lower case and without ports.
    package let names: Set<String>

    /// - Parameters:
    ///   - allowedHosts: names from the configuration, with or without a port; the port is not compared.
    ///   - machineName: this machine's own name; nil when it has none.
    package init(allowedHosts: [String] = [], machineName: String? = HostPolicy.thisMachine) {
        var names: Set<String> = ["localhost"]
        for text in allowedHosts + [machineName].compactMap(\.self) {
            guard let authority = Authority(text) else { continue }
            names.insert(authority.host)
        }
        if let machineName, let first = machineName.split(separator: ".").first { names.insert(first.lowercased()) }
        self.names = names
    }

    /// Whether a text can be the name of a machine, or its address, with or without a port.
    package static func isHost(_ text: String) -> Bool { Authority(text) != nil }

    /// The host name of the system.
    package static var thisMachine: String { ProcessInfo.processInfo.hostName }

    /// Whether a request with this `Host` is answered.
    package func permits(_ host: String) -> Bool {
        guard let authority = Authority(host) else { return false }
        return authority.isAddress || names.contains(authority.host) || authority.host.hasSuffix(".local")
    }
}
