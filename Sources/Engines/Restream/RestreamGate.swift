package import HTTPAuthentication
import RTSP
package import Stream

/// A stream of a camera, by name.
package struct RestreamID: Hashable, Sendable {
    package var camera: String
    /// `main` or `sub`.
    package var stream: String
    /// With the camera's privacy masks over it.
    package var isMasked: Bool

    package init(camera: String, stream: String, isMasked: Bool = false) {
        self.camera = camera
        self.stream = stream
        self.isMasked = isMasked
    }
}

/// Who decides who comes in. The server knows no accounts.
package protocol RestreamGate: Sendable {
    /// Finds out who has shown a login, and counts it where it is wrong.
    ///
    /// - Parameter address: IP address of the client; nil where it is not known.
    func admit(_ login: PresentedLogin, from address: String?) async -> RestreamAdmission
}

package enum RestreamAdmission: Sendable {
    case admitted(any RestreamGuest)
    case refused
    /// It cannot be found out now.
    case unavailable
}

/// Who comes in at one address of the server.
package enum RestreamEntrance: Sendable {
    /// Whom the server's own gate admits.
    case usual
    /// Whom this gate admits.
    case gate(any RestreamGate)
    /// Everyone who reaches it, without being asked who he is, as this guest.
    case open(any RestreamGuest)
}

/// What is an address's own: who comes in there, and how many at once.
package struct RestreamDoorstep: Sendable {
    package var entrance: RestreamEntrance
    /// What passwords are asked for, as clients show it; no quotation mark nor backslash.
    package var realm: String
    /// Clients that are given streams at once, and those of one client's address (or network of 64 bits with IPv6); nil for as many
    /// as the server takes. The next is answered 453.
    package var most: Int?
    package var mostPerAddress: Int?

    package static let usualRealm = "Nightjar"

    package init(
        _ entrance: RestreamEntrance = .usual,
        realm: String = usualRealm,
        most: Int? = nil,
        mostPerAddress: Int? = nil
    ) {
        self.entrance = entrance
        self.realm = realm
        self.most = most
        self.mostPerAddress = mostPerAddress
    }
}

/// Somebody who was let in.
package protocol RestreamGuest: Sendable {
    /// What he gets when he asks for a stream.
    func find(_ stream: RestreamID) async -> RestreamFinding
    /// Whether he may still watch: asked every few seconds while he does, so that a right that was taken away ends what it
    /// has begun.
    func mayWatch(_ stream: RestreamID) async -> Bool
    /// He is given pictures from now on.
    func begins(_ stream: RestreamID) async
}

package enum RestreamFinding: Sendable {
    /// With the name that is its own: of a camera that has no sub stream, both names mean the main one.
    case stream(StreamRing, RestreamID)
    /// There is none, or it is none of his business.
    case notFound
    /// He may know of it and not watch it.
    case forbidden
    /// It is there, and switched off.
    case unavailable
}

/// Which names an address of the server answers to.
package enum RestreamPaths: Hashable, Sendable {
    /// `cameras/<id>/main` and `cameras/<id>/sub`, of every camera.
    case every
    /// One name for one stream.
    case one(path: String, RestreamID)

    /// The stream that is meant; nil where none is.
    func stream(named name: RTSPStreamName) -> RestreamID? {
        switch self {
        case .every:
            let parts = name.path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "cameras", parts[2] == "main" || parts[2] == "sub" else { return nil }
            return RestreamID(camera: String(parts[1]), stream: String(parts[2]))
        case .one(let path, let stream):
            return path.split(separator: "/") == name.path.split(separator: "/") ? stream : nil
        }
    }
}
