import HTTPServing

// What a listener of the configuration means to the room that serves HTTP.
extension ListenerConfiguration {
    /// The names of listeners in the log and of their files in `keys/`: the face, and a number where several have it.
    static func names(of listeners: [ListenerConfiguration]) -> [String] {
        var counts: [String: Int] = [:]
        return listeners.map { listener in
            let face = listener.dialect?.rawValue ?? "native"
            let count = counts[face, default: 0] + 1
            counts[face] = count
            return count == 1 ? face : "\(face)-\(count)"
        }
    }

    func http(
        name: String,
        _ server: ServerConfiguration
    ) throws(SocketAddressTextError) -> HTTPListenerConfiguration {
        var configuration = HTTPListenerConfiguration(
            address: try SocketAddressText(address),
            name: name,
            hosts: HostPolicy(allowedHosts: server.allowedHosts),
            limits: limits,
            addressSetting: name == "native" ? "--listen" : "the key address of the listener \(name)"
        )
        configuration.isOpen = isOpen
        configuration.tls = listenerTLS(name: name, configuration, server)
        configuration.proxies = TrustedProxies(
            networks: server.trustedProxies.networks,
            header: server.trustedProxies.header == .forwarded ? .forwarded : .xForwarded
        )
        // The origins were read when the file was; one that cannot be would let nobody in.
        if !crossOrigins.isEmpty { configuration.crossOrigin = try? CrossOriginPolicy(origins: crossOrigins) }
        configuration.securityHeaders.strictTransportSecurity = strictTransportDays.map { .seconds(86_400 * $0) }
        return configuration
    }

    private var limits: HTTPLimits {
        var limits = HTTPLimits()
        guard let connections else { return limits }
        limits.connections = connections
        limits.connectionsPerAddress = min(limits.connectionsPerAddress, connections)
        return limits
    }

    private func listenerTLS(
        name: String,
        _ configuration: HTTPListenerConfiguration,
        _ server: ServerConfiguration
    ) -> ListenerTLS? {
        switch tls {
        case nil: return nil
        case .files(let certificate, let key): return ListenerTLS(.files(certificate: certificate, key: key))
        case .selfSigned:
            let names = Self.certificateNames(configuration.hosts, at: configuration.address)
            return ListenerTLS(
                .selfSigned(folder: server.dataDirectory + "/keys", name: name, hostNames: names)
            )
        }
    }

    /// The names that a certificate of ours is for. Not the addresses that the machine happens to have: with each new one
    /// there would be a new certificate, and everyone who trusts this one would be asked again.
    static func certificateNames(_ hosts: HostPolicy, at address: SocketAddressText) -> [String] {
        var names = hosts.names.union(["127.0.0.1", "::1"])
        names.formUnion(hosts.names.filter { !$0.contains(".") && $0 != "localhost" }.map { $0 + ".local" })
        if !address.isWildcard { names.insert(address.host.lowercased()) }
        return names.sorted()
    }

    // MARK: The way to it

    /// The plain listener that leads to this one; nil where there is none. It believes no proxy: one that has TLS shall ask
    /// this listener itself.
    func redirect(
        to listener: HTTPListener,
        _ configuration: HTTPListenerConfiguration,
        _ server: ServerConfiguration
    ) throws(SocketAddressTextError) -> HTTPListenerConfiguration? {
        guard let redirectFrom else { return nil }
        let name = configuration.name
        var gate = HTTPListenerConfiguration(
            address: try SocketAddressText(redirectFrom),
            name: "\(name)-redirect",
            hosts: configuration.hosts,
            limits: configuration.limits,
            addressSetting: "the key redirect_from of the listener \(name)"
        )
        let port = Int(configuration.address.port)
        var policy = RedirectPolicy(port: { listener.port ?? port })
        // The web app's pages have addresses without a file's name; what programs ask for is all in one place.
        if dialect == nil { policy.classify = Self.nativeClass }
        gate.redirect = policy
        return gate
    }

    /// A person who types the address without `https` shall get there. A program that sends a key in the clear shall fail, so
    /// that its owner learns of it.
    static func nativeClass(of path: String) -> RedirectPolicy.RouteClass {
        path == "/api" || path.hasPrefix("/api/") || path == "/metrics" ? .api : .page
    }

    // MARK: What an owner should know

    /// Sentences without a full stop.
    func warnings(name: String) -> [String] {
        guard let address = try? SocketAddressText(address) else { return [] }
        var warnings: [String] = []
        if !address.isLoopback, tls == nil {
            warnings.append(
                "the listener \(name) at \(address) can be reached from other machines without encryption, so passwords and "
                    + "pictures can be read on the way; give it the key tls, or listen on 127.0.0.1 behind a proxy with HTTPS"
            )
        }
        if isOpen {
            warnings.append(
                "the listener \(name) at \(address) asks nobody who they are (auth: none); whoever reaches it can watch"
            )
        }
        return warnings
    }
}
