package import HTTPAuthentication
import Media
package import RTSP

/// Where a stream comes from, and what is wanted of it.
package struct StreamSource: Hashable, Sendable {
    /// For logs: "front-door/main".
    package var name: String
    package var url: CameraURL
    package var credentials: HTTPCredentials?
    package var takesAudio: Bool
    /// Nil: what the camera's sessions have taught, TCP at first.
    package var transport: StreamTransport?
    /// Of pictures that come one by one (MJPEG, JPEG): keep every n-th; 1 for all.
    package var sampleInterval = 1
    /// SHA-256 of the camera's certificate in hexadecimal; nil accepts any.
    package var certificateFingerprint: String?
    /// Whether it is taken only while somebody watches it.
    package var isOnDemand = false
    /// The higher, the sooner it may connect.
    package var priority = 5
    package var policy: AddressPolicy

    package init(
        name: String,
        url: CameraURL,
        credentials: HTTPCredentials?,
        takesAudio: Bool,
        policy: AddressPolicy
    ) {
        self.name = name
        self.url = url
        self.credentials = credentials
        self.takesAudio = takesAudio
        self.policy = policy
    }
}

extension StreamSource {
    /// Whether an address is not where its owner said that the camera is: the password does not go there in the clear.
    func leadsElsewhere(_ url: CameraURL) -> Bool { url.host.lowercased() != self.url.host.lowercased() }

    /// Why it cannot be taken from an address in the way that is wanted; nil where it can.
    func refusal(at url: CameraURL) -> SessionEnd? {
        url.scheme == .rtsps && transport == .udp ? .datagramsInTheOpen : nil
    }

    /// Whether a session that was begun for `old` is just what is wanted still.
    ///
    /// - Parameters:
    ///   - transport: how its packets come; nil where none do.
    ///   - offersSound: whether the camera describes sound; nil where that is not known.
    func isServed(bySessionFor old: StreamSource, over transport: StreamTransport?, offersSound: Bool?) -> Bool {
        guard url == old.url, credentials == old.credentials, policy == old.policy else { return false }
        if url.scheme.isSecure, certificateFingerprint != old.certificateFingerprint { return false }
        if url.scheme.isHTTP { return sampleInterval == old.sampleInterval }
        if takesAudio != old.takesAudio, offersSound != false { return false }
        return self.transport == old.transport || (self.transport ?? .tcp) == transport
    }
}

extension CameraURL {
    /// The device and the service on it: two cameras behind one router's address have two.
    var place: String { "\(host.lowercased()):\(port)" }
}
