import Glibc
import NIOCore
import NIOPosix
package import ONVIF

/// Why a device could not be asked.
package enum DeviceError: Error, Hashable, Sendable {
    /// There is no connection, or none that lasted until the answer; in a sentence.
    case unreachable(String)
    /// Nothing is connected to this address, and why.
    case addressNotAllowed(String)
    /// It answers, but not what was asked for.
    case answered(ONVIFError)
}

extension DeviceError: CustomStringConvertible {
    /// For people: what happened, where, what to do.
    package var description: String {
        switch self {
        case .unreachable(let sentence), .addressNotAllowed(let sentence): sentence
        case .answered(let error): error.description
        }
    }

    /// Whether the device has refused the user name or the password, or wants one.
    package var isAboutPassword: Bool {
        switch self {
        case .answered(.credentialsNeeded), .answered(.wrongPassword), .answered(.unknownAuthentication): true
        default: false
        }
    }

    static func noAnswer(_ place: String, within patience: Duration) -> DeviceError {
        .unreachable(
            "The camera at \(place) did not answer within \(max(1, Int(patience / .seconds(1)))) s: check that it is on, and "
                + "the port."
        )
    }

    /// What a failed connection means to a person.
    init(_ error: any Error, at place: String) {
        switch error {
        case let error as DeviceError: self = error
        case let failure as NIOConnectionError:
            if let first = failure.connectionErrors.first {
                self.init(first.error, at: place)
            } else {
                self = .unreachable("The name in \(place) cannot be resolved: check the camera's address.")
            }
        case ChannelError.connectTimeout:
            self = .unreachable("Nothing answers at \(place): check that the camera is on and in the same network.")
        case let failure as IOError where failure.errnoCode == ECONNREFUSED:
            self = .unreachable("The camera refuses connections at \(place): check the port of its ONVIF service.")
        case let failure as IOError where failure.errnoCode == EHOSTUNREACH || failure.errnoCode == ENETUNREACH:
            self = .unreachable("There is no way to \(place): check the network and the camera's address.")
        case let failure as IOError:
            let reason = String(cString: strerror(failure.errnoCode)).lowercased()
            self = .unreachable("The connection to the camera at \(place) failed: \(reason).")
        case is CancellationError: self = .unreachable("Nobody waits for the camera at \(place) any more.")
        default: self = .unreachable("The connection to the camera at \(place) failed: \(error).")
        }
    }
}
