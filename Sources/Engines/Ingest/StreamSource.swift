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
