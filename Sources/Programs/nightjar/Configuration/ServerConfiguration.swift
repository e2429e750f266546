import HTTPServing
import NVR

/// What must be known before the catalogue opens (design §5): from the file, then the environment, then flags.
struct ServerConfiguration: Equatable, Sendable {
    var dataDirectory = "/var/lib/nightjar"
    var allowLoopbackCameras = false
    /// Nil where the file says nothing of it.
    var rtspServer: RestreamSettings?
    /// The certificate of the RTSP server's addresses with TLS.
    var rtspServerTLS = ListenerConfiguration.TLS.selfSigned
    var listeners: [ListenerConfiguration] = []
    var volumeRoots: [String] = []
    var allowedHosts: [String] = []
    var trustedProxies = ProxyConfiguration.none
    var cameras: [CameraDraft] = []

    /// Where the native API and the web app are served when nothing says otherwise.
    static let defaultAddress = "127.0.0.1:8080"
}

struct ListenerConfiguration: Equatable, Sendable {
    enum TLS: Equatable, Sendable {
        case selfSigned
        case files(certificate: String, key: String)
    }

    var address: String
    /// nil: the native API and the web app.
    var dialect: Dialect?
    var tls: TLS?
    var camera: String?
    var redirectFrom: String?
    var rtspPort: Int?
    var uploadRoot: String?
    var account: String?
    /// `auth: none` opens the listener to everyone on purpose.
    var isOpen = false
    /// Instead of the growing delay after wrong passwords.
    var lockout: Door.FixedLockout?
    /// How many connections may be open at once; nil for the usual number.
    var connections: Int?
    /// Foreign pages that may read what this listener answers (CORS); none unless they are named.
    var crossOrigins: [String] = []
    /// For so many days browsers shall come over HTTPS alone (HSTS).
    var strictTransportDays: Int?
}

/// Which proxies are believed when they say for whom they ask, and in which header fields.
struct ProxyConfiguration: Equatable, Sendable {
    enum Header: String, Sendable {
        case xForwarded = "x-forwarded"
        case forwarded
    }

    var networks: [IPNetwork] = []
    var header = Header.xForwarded

    static let none = ProxyConfiguration()
}

enum Dialect: String, CaseIterable, Sendable { case vibenvr, mibee, lightnvr, ipcamera, nem }

/// A sentence for whoever wrote the configuration: what is wrong, where, and what to do.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    var description: String
}
