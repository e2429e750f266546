package import HTTPAuthentication
import Media

/// What is known about one device, and is worth keeping from one question to the next: its clock, the proof of the
/// password that it takes, and the addresses of its services.
package struct ONVIFMemory: Sendable {
    /// How a password is proved.
    package enum Proof: String, Hashable, Sendable {
        /// A token in the message, by the device's clock.
        case token
        /// HTTP Digest; Basic only where TLS protects it.
        case http
    }

    /// Where the device was reached.
    package let device: ServiceAddress
    package let credentials: HTTPCredentials?
    /// How far the device's clock is ahead of ours; nil before it was asked.
    package internal(set) var clockOffset: Duration?
    /// The one that the device has taken; nil before it has taken any.
    package internal(set) var proof: Proof?
    package private(set) var addresses: [ONVIFService: ServiceAddress]
    var authorizer: Authorizer
    let random: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - credentials: nil asks only what everyone may ask.
    ///   - random: so many random bytes.
    package init(
        device: ServiceAddress,
        credentials: HTTPCredentials?,
        random: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.device = device
        self.credentials = credentials
        self.random = random
        addresses = [.device: device]
        authorizer = Authorizer(credentials: credentials, allowsBasic: device.isSecure, random: random)
    }

    /// Takes the addresses that a device announces, on whatever host it says they are.
    package mutating func learn(_ announced: [ONVIFService: String]) {
        let own = announced[.device].flatMap { ServiceAddress($0) }
        for (service, address) in announced where service != .device {
            addresses[service] = .reachable(address, at: device, own: own)
        }
    }

    /// The address of a subscription that a device has made.
    package func address(of subscription: EndpointReference) -> ServiceAddress {
        .reachable(subscription.address, at: device, own: nil)
    }

    /// What the device's clock shows.
    func deviceTime(at now: WallTime) -> WallTime { now + (clockOffset ?? .zero) }
}
