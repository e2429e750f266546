/// One stream of one camera at an address, port and path of its own, begun and ended apart from the rest of the RTSP server: for
/// programs that know one camera alone, and for a face that speaks for one.
package struct RestreamOutlet: Codable, Hashable, Sendable {
    /// Who gets in.
    package enum Access: String, Codable, CaseIterable, Hashable, Sendable {
        /// Those who may watch the camera, with what they show at the server's other addresses.
        case accounts
        /// Whoever knows the outlet's own user name and password.
        case password
        /// Everyone who reaches the address.
        case everyone
    }

    package var isEnabled = false
    /// As `0.0.0.0:8555`.
    package var address: String
    package var path = "/stream"
    package var camera: String
    /// `main` or `sub`.
    package var stream = "main"
    package var access = Access.accounts
    package var username: String?
    /// What clients show when they ask for a password; nil for the usual.
    package var realm: String?
    /// Clients that watch at once, and those of one address; nil for as many as the server takes.
    package var mostClients: Int?
    package var mostClientsPerAddress: Int?
    /// Under the master key, for ``owner(_:)``.
    var sealedPassword: [UInt8]?

    package var hasPassword: Bool { sealedPassword != nil }

    package init(address: String, camera: String) {
        self.address = address
        self.camera = camera
    }

    /// What its password is sealed for.
    static func owner(_ name: String) -> String { "rtsp-outlet/\(name)" }
}

/// What is to be another in an outlet; nil leaves a member as it is. One that is not there is made, where address and camera are given.
package struct RestreamOutletChange: Hashable, Sendable {
    package var isEnabled: Bool?
    package var address: String?
    package var path: String?
    package var camera: String?
    package var stream: String?
    package var access: RestreamOutlet.Access?
    /// Empty for none.
    package var username: String?
    /// Empty for none.
    package var password: String?
    /// Empty for the usual.
    package var realm: String?
    /// 0 for none.
    package var mostClients: Int?
    package var mostClientsPerAddress: Int?

    package init() {}
}

/// When a change of an outlet counts.
package enum RestreamOutletTaking: Hashable, Sendable {
    /// At once; an address that cannot be had is told in the status, and tried again.
    case atOnce
    /// At once, and only whole: where the address cannot be had, all stays as it was, and goes on.
    case whole
    /// When it is begun the next time; what listens now goes on as it is.
    case later
}

/// How an outlet stands.
package struct RestreamOutletStatus: Hashable, Sendable {
    package var name: String
    package var outlet: RestreamOutlet
    /// Where it listens; nil where it does not.
    package var port: Int?
    /// Connections that came this way.
    package var clients: Int
    /// Why it does not listen, in a sentence; nil where it does, or shall not.
    package var problem: String?

    package var isRunning: Bool { port != nil }
}
