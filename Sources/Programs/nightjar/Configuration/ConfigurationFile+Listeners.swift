import HTTPServing
import NVR

// Everything that listens: each key is checked here, so that a slip is told with its line before anything is opened.
extension ConfigurationFile {
    /// - Parameter hasProxies: whether some proxies are trusted, which may have TLS where the listener has none.
    static func listener(
        _ section: ConfigurationSection,
        hasProxies: Bool
    ) throws(ConfigurationError) -> ListenerConfiguration {
        var section = section
        var listener = ListenerConfiguration(address: try section.required("address"))
        listener.dialect = try dialect(&section)
        listener.tls = try tls(&section)
        listener.camera = try section.string("camera")
        listener.redirectFrom = try section.string("redirect_from")
        listener.rtspPort = try section.int("rtsp_port", within: 1...65_535)
        listener.uploadRoot = try section.string("upload_root")
        listener.account = try section.string("account")
        if let auth = try section.string("auth") {
            guard auth == "none" else {
                throw section.error(at: "auth", "auth can only be \"none\"; leave it out otherwise")
            }
            listener.isOpen = true
        }
        listener.lockout = try lockout(&section)
        listener.connections = try section.int("connections", within: 8...100_000)
        listener.crossOrigins = try section.strings("cors")
        listener.strictTransportDays = try section.int("hsts_days", within: 1...730)
        try check(listener, section, hasProxies: hasProxies)
        try section.finish()
        return listener
    }

    private static func dialect(_ section: inout ConfigurationSection) throws(ConfigurationError) -> Dialect? {
        guard let name = try section.string("dialect") else { return nil }
        guard let dialect = Dialect(rawValue: name) else {
            let known = Dialect.allCases.map(\.rawValue).joined(separator: ", ")
            throw section.error(at: "dialect", "dialect \"\(name)\" is not known; choose one of \(known)")
        }
        return dialect
    }

    private static func lockout(
        _ section: inout ConfigurationSection
    ) throws(ConfigurationError) -> Door.FixedLockout? {
        guard var lockout = try section.section("lockout") else { return nil }
        guard let tries = try lockout.int("tries", within: 1...100) else { throw lockout.error("tries is missing") }
        guard let seconds = try lockout.int("seconds", within: 1...86_400) else {
            throw lockout.error("seconds is missing")
        }
        try lockout.finish()
        return Door.FixedLockout(tries: tries, pause: .seconds(seconds))
    }

    static func tls(
        _ section: inout ConfigurationSection
    ) throws(ConfigurationError) -> ListenerConfiguration.TLS? {
        if let word = section.scalar("tls") {
            guard word == "self-signed" else {
                throw section.error(at: "tls", "tls is \"self-signed\" or { certificate: PATH, key: PATH }")
            }
            return .selfSigned
        }
        guard var files = try section.section("tls") else { return nil }
        let certificate = try files.required("certificate")
        let key = try files.required("key")
        try files.finish()
        return .files(certificate: certificate, key: key)
    }

    private static func check(
        _ listener: ListenerConfiguration,
        _ section: ConfigurationSection,
        hasProxies: Bool
    ) throws(ConfigurationError) {
        try checkAddress(listener.address, "address", section)
        if let address = listener.redirectFrom {
            try checkAddress(address, "redirect_from", section)
            guard listener.tls != nil else {
                throw section.error(
                    at: "redirect_from",
                    "redirect_from leads browsers to HTTPS, which this listener does not have; give it the key tls"
                )
            }
        }
        if listener.strictTransportDays != nil {
            guard listener.tls != .selfSigned else {
                throw section.error(
                    at: "hsts_days",
                    "with hsts_days, browsers refuse a certificate that they do not know for good, so it goes with a "
                        + "certificate of your own alone, and not with tls: self-signed"
                )
            }
            guard listener.tls != nil || hasProxies else {
                throw section.error(
                    at: "hsts_days",
                    "hsts_days needs HTTPS: give the listener the key tls, or name the proxy that has it in trusted_proxies"
                )
            }
        }
        do throws(CrossOriginPolicy.Fault) {
            _ = try CrossOriginPolicy(origins: listener.crossOrigins)
        } catch {
            // The sentence has its own full stop.
            throw section.error(at: "cors", "cors: \(error.description.dropLast())")
        }
    }

    static func checkAddress(
        _ text: String,
        _ key: String,
        _ section: ConfigurationSection
    ) throws(ConfigurationError) {
        do throws(SocketAddressTextError) {
            _ = try SocketAddressText(text)
        } catch {
            throw section.error(at: key, "\(key): \(error.description.dropLast())")
        }
    }

    // MARK: What holds for all listeners

    static func hosts(_ section: inout ConfigurationSection) throws(ConfigurationError) -> [String] {
        let hosts = try section.strings("allowed_hosts")
        if let host = hosts.first(where: { !HostPolicy.isHost($0) }) {
            throw section.error(
                at: "allowed_hosts",
                "\"\(host)\" in allowed_hosts is not the name of a host; write names alone, as nvr.example.net"
            )
        }
        return hosts
    }

    static func proxies(_ section: inout ConfigurationSection) throws(ConfigurationError) -> ProxyConfiguration {
        var proxies = ProxyConfiguration.none
        for text in try section.strings("trusted_proxies") {
            guard let network = IPNetwork(text) else {
                throw section.error(
                    at: "trusted_proxies",
                    "\"\(text)\" in trusted_proxies is not a network; write an address, or one with the length of its "
                        + "network and no bits behind it, as 192.168.1.0/24"
                )
            }
            proxies.networks.append(network)
        }
        guard let word = try section.string("proxy_header") else { return proxies }
        guard let header = ProxyConfiguration.Header(rawValue: word) else {
            throw section.error(
                at: "proxy_header",
                "proxy_header is \"x-forwarded\" (for X-Forwarded-For, -Proto and -Host) or \"forwarded\" (RFC 7239)"
            )
        }
        guard !proxies.networks.isEmpty else {
            throw section.error(at: "proxy_header", "proxy_header means nothing without trusted_proxies")
        }
        proxies.header = header
        return proxies
    }
}
