/// What must be known before the catalogue opens (design §5): from the file, then the environment, then flags.
struct ServerConfiguration: Equatable, Sendable {
    var dataDirectory = "/var/lib/nightjar"
    var allowLoopbackCameras = false
    var rtspServerAddress: String?
    var listeners: [ListenerConfiguration] = []
    var volumeRoots: [String] = []
    var allowedHosts: [String] = []
    var cameras: [CameraEntry] = []

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
}

enum Dialect: String, CaseIterable, Sendable { case vibenvr, mibee, lightnvr, ipcamera, nem }

/// A camera of the file. It is applied when it is new, or when its text changed since it was last applied.
struct CameraEntry: Equatable, Sendable {
    var identifier: String?
    var name: String
    var url: String
    var subURL: String?
    var username: String?
    var password: String?
    var isEnabled = true
    var recordsAudio = true
    var segmentSeconds: Int?
    /// Over the entry's members in a fixed order: changes when the entry does.
    var hash: String
}

/// A sentence for whoever wrote the configuration: what is wrong, where, and what to do.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    var description: String
}
