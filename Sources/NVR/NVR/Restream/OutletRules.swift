import Catalog

/// What may be set of an outlet of the RTSP server.
struct OutletRules: Sendable {
    static let most = 16
    private static let longestName = 64
    private static let longestPassword = 128
    private static let clients = 1...256

    let masterKey: MasterKey

    /// - Parameter old: nil where there is none of this name yet.
    /// - Throws: `invalid`, with all that is wrong.
    func applied(
        _ change: RestreamOutletChange,
        to old: RestreamOutlet?,
        named name: String
    ) throws(DomainError) -> RestreamOutlet {
        var outlet: RestreamOutlet
        if let old { outlet = old } else { outlet = try begun(name, change) }
        outlet.isEnabled = change.isEnabled ?? outlet.isEnabled
        outlet.address = change.address ?? outlet.address
        outlet.path = change.path ?? outlet.path
        outlet.camera = change.camera ?? outlet.camera
        outlet.stream = change.stream ?? outlet.stream
        outlet.access = change.access ?? outlet.access
        if let username = change.username { outlet.username = username.isEmpty ? nil : username }
        if let realm = change.realm { outlet.realm = realm.isEmpty ? nil : realm }
        if let most = change.mostClients { outlet.mostClients = most == 0 ? nil : most }
        if let most = change.mostClientsPerAddress { outlet.mostClientsPerAddress = most == 0 ? nil : most }
        var faults: [DomainError.Fault] = []
        if let password = change.password {
            outlet.sealedPassword = nil
            if password.utf8.count > Self.longestPassword {
                faults.append(.init("password", "A password has at most \(Self.longestPassword) bytes."))
            } else if !password.isEmpty {
                outlet.sealedPassword = masterKey.seal(password, for: RestreamOutlet.owner(name))
            }
        }
        if let error = DomainError(invalid: faults + self.faults(of: outlet)) { throw error }
        return outlet
    }

    private func begun(_ name: String, _ change: RestreamOutletChange) throws(DomainError) -> RestreamOutlet {
        guard CameraID(name) != nil else {
            throw DomainError(
                .invalid,
                "The name of an outlet has at most 63 small letters, digits and hyphens, and does not begin with a hyphen.",
                member: "name"
            )
        }
        guard let address = change.address, let camera = change.camera else {
            throw DomainError(.invalid, "An outlet that is new needs an address and a camera.", member: "address")
        }
        return RestreamOutlet(address: address, camera: camera)
    }

    func faults(of outlet: RestreamOutlet) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        if RestreamRules.address(outlet.address) == nil {
            faults.append(
                .init(
                    "address",
                    "\"\(outlet.address.prefix(80))\" is no address to listen on: write an IP address and a port, as "
                        + "0.0.0.0:8555 or [::]:8555."
                )
            )
        }
        if !RestreamRules.isPath(outlet.path) {
            faults.append(
                .init(
                    "path",
                    "A path begins with a slash, and has at most \(RestreamRules.longestPath) letters, digits, slashes and "
                        + "-._~, as /stream."
                )
            )
        }
        if CameraID(outlet.camera) == nil {
            faults.append(.init("camera", "\"\(outlet.camera.prefix(80))\" is no camera's id."))
        }
        if StreamKind(rawValue: outlet.stream) == nil {
            faults.append(.init("stream", "stream is \"main\" or \"sub\"."))
        }
        if let username = outlet.username, !Self.isName(username) {
            faults.append(
                .init(
                    "username",
                    "A user name has at most \(Self.longestName) characters, and none of them is a colon, a quotation mark, a "
                        + "backslash or a control character."
                )
            )
        }
        if let realm = outlet.realm, !Self.isName(realm, besides: "") {
            faults.append(
                .init(
                    "realm",
                    "A realm has at most \(Self.longestName) characters, and none of them is a quotation mark, a backslash or a "
                        + "control character."
                )
            )
        }
        for (member, most) in [
            ("max_clients", outlet.mostClients), ("max_clients_per_address", outlet.mostClientsPerAddress),
        ] {
            guard let most, !Self.clients.contains(most) else { continue }
            faults.append(.init(member, "\(member) is a number to \(Self.clients.upperBound); 0 for no limit."))
        }
        if outlet.access == .password, outlet.username == nil || outlet.sealedPassword == nil {
            faults.append(.init("access", "With the access \"password\" an outlet needs a user name and a password."))
        }
        return faults
    }

    private static func isName(_ text: String, besides mark: String = ":") -> Bool {
        text.count <= longestName
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && !"\"\\\(mark)".unicodeScalars.contains($0)
            }
    }
}
