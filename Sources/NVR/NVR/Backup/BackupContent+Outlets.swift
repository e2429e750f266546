import Catalog

extension BackupContent.RTSPServer {
    /// One camera at an address of its own.
    struct Outlet: Codable, Hashable, Sendable {
        var name: String
        var isEnabled: Bool
        var address: String
        var path: String
        var camera: String
        var stream: String
        var access: String
        var username: String?
        var password: String?
        /// Nil in backups of earlier versions, as the next ones.
        var realm: String?
        var mostClients: Int?
        var mostClientsPerAddress: Int?

        enum CodingKeys: String, CodingKey {
            case name, address, path, camera, stream, access, username, password, realm
            case isEnabled = "enabled"
            case mostClients = "max_clients"
            case mostClientsPerAddress = "max_clients_per_address"
        }
    }
}

extension BackupContent.RTSPServer.Outlet {
    /// - Parameter password: opened.
    init(_ name: String, _ outlet: RestreamOutlet, password: String?) {
        self.name = name
        isEnabled = outlet.isEnabled
        address = outlet.address
        path = outlet.path
        camera = outlet.camera
        stream = outlet.stream
        access = outlet.access.rawValue
        username = outlet.username
        self.password = password
        realm = outlet.realm
        mostClients = outlet.mostClients
        mostClientsPerAddress = outlet.mostClientsPerAddress
    }

    /// By which it is made anew; nil where it is of another version.
    var change: RestreamOutletChange? {
        guard let access = RestreamOutlet.Access(rawValue: access) else { return nil }
        var change = RestreamOutletChange()
        change.isEnabled = isEnabled
        change.address = address
        change.path = path
        change.camera = camera
        change.stream = stream
        change.access = access
        change.username = username
        change.password = password
        change.realm = realm
        change.mostClients = mostClients
        change.mostClientsPerAddress = mostClientsPerAddress
        return change
    }
}

extension BackupCapture {
    func outlets(
        of configuration: CatalogConfiguration,
        _ missing: inout [String]
    ) -> [BackupContent.RTSPServer.Outlet] {
        let kept = configuration.settings[KeptOutlets.key].flatMap { KeptOutlets($0) } ?? KeptOutlets()
        return kept.all.sorted { $0.key < $1.key }.map { name, outlet in
            let password = outlet.sealedPassword.flatMap { masterKey.open($0, for: RestreamOutlet.owner(name)) }
            if outlet.hasPassword, password == nil {
                missing.append("The password of the RTSP outlet \(name) cannot be opened, so the backup has none.")
            }
            return BackupContent.RTSPServer.Outlet(name, outlet, password: password)
        }
    }
}

extension RestorePlan {
    /// Those that the backup has take the place of those that are there.
    func restoreOutlets(_ state: inout State) {
        guard let wanted = content.rtspServer?.outlets else { return }
        let old = state.configuration.settings[KeptOutlets.key].flatMap { KeptOutlets($0) } ?? KeptOutlets()
        let rules = OutletRules(masterKey: masterKey)
        var kept = KeptOutlets()
        for outlet in wanted {
            let entry = "RTSP outlet \(BackupHeader.printable(outlet.name, 63))"
            guard let change = outlet.change else {
                state.report.notes.append("The \(entry) is none that this program restores; it is passed over.")
                continue
            }
            do throws(DomainError) {
                var new = try rules.applied(change, to: nil, named: outlet.name)
                new.keepSeal(of: old.all[outlet.name], named: outlet.name, masterKey)
                kept.all[outlet.name] = new
            } catch {
                state.refuse(entry, error)
            }
        }
        guard kept != old else { return }
        do {
            state.configuration.settings[KeptOutlets.key] = try kept.text()
            state.report.settings.note("rtsp_outlets", isNew: false, isChanged: true)
        } catch {
            state.refuse("rtsp_outlets", error)
        }
    }
}

extension RestreamOutlet {
    /// The same password sealed anew is other bytes, and no change.
    fileprivate mutating func keepSeal(of old: RestreamOutlet?, named name: String, _ key: MasterKey) {
        guard let sealed = sealedPassword, let before = old?.sealedPassword else { return }
        let owner = Self.owner(name)
        if key.open(sealed, for: owner) == key.open(before, for: owner) { sealedPassword = before }
    }
}
