/// Why simulated cameras cannot be started.
package enum CameraServerError: Error, Hashable, CustomStringConvertible {
    case addressInUse(host: String, port: Int)
    case portForbidden(Int)
    case noSuchAddress(String)
    /// With what the system says.
    case cannotListen(host: String, port: Int, reason: String)
    case invalidPath(String)
    case pathTaken(String)
    case invalidPort(Int)
    case invalidSpeed(Double)
    case invalidPercentage(Double)
    /// TLS does not protect what goes over UDP.
    case datagramsAreOpen
    case noCertificate(reason: String)
    /// Pictures over HTTP need Motion JPEG.
    case noPictures
    /// There is no clip to change to.
    case noOtherClip

    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "Port \(port) of \(host) is used by another program: end that one, or choose another port."
        case .portForbidden(let port): "Port \(port) is for the system's own services: choose one above 1023."
        case .noSuchAddress(let host): "\(host) is no address of this machine: choose one that is, or 0.0.0.0 for all."
        case .cannotListen(let host, let port, let reason): "Nothing can listen at port \(port) of \(host): \(reason)."
        case .invalidPath(let path):
            "‘\(path)’ cannot be the path of a camera: take letters, digits, ‘-’, ‘.’, ‘_’ and ‘/’ between them."
        case .pathTaken(let path): "Two cameras have the path ‘\(path)’: give each one of its own."
        case .invalidPort(let port): "\(port) is no port: choose one from 0 to 65535."
        case .invalidSpeed(let speed): "A speed of \(speed) cannot be played: choose one from 0.01 to 1000."
        case .invalidPercentage(let percent): "\(percent) is not so many of a hundred: choose a number from 0 to 100."
        case .datagramsAreOpen: "What goes over UDP is not encrypted: choose TLS or UDP, not both."
        case .noCertificate(let reason): "No certificate could be made for TLS: \(reason)."
        case .noPictures: "Pictures over HTTP are Motion JPEG, and no clip is: add one, or leave HTTP out."
        case .noOtherClip:
            "sps-change-after needs two clips of the same codecs and of different picture sizes: add another clip."
        }
    }
}
