/// What people have set up, as of one instant: all of the catalogue but what was recorded, what was done, and who is
/// logged in.
package struct CatalogConfiguration: Hashable, Sendable {
    package struct Account: Hashable, Sendable {
        package var user: UserRecord
        /// Hashes of those that are not used up.
        package var recoveryCodes: Set<[UInt8]>

        package init(user: UserRecord, recoveryCodes: Set<[UInt8]> = []) {
            self.user = user
            self.recoveryCodes = recoveryCodes
        }
    }

    package var settings: [String: String]
    /// Also those that are deleted.
    package var cameras: [CameraID: CameraRecord]
    /// Also those that are deleted, by id.
    package var volumes: [String: VolumeRecord]
    /// No key without any.
    package var areas: [CameraAreaKey: [CameraAreaRecord]]
    /// Of cameras and volumes, as far as somebody has asked for them.
    package var numbers: [NumberedThing: Int64]
    package var accounts: [UserID: Account]
    /// By id; a new one has the id 0.
    package var apiKeys: [APIKeyRecord]
    /// The number that the next new account must have; those after it count on from there.
    package let nextUser: UserID

    package init(
        settings: [String: String],
        cameras: [CameraID: CameraRecord],
        volumes: [String: VolumeRecord] = [:],
        areas: [CameraAreaKey: [CameraAreaRecord]] = [:],
        numbers: [NumberedThing: Int64] = [:],
        accounts: [UserID: Account],
        apiKeys: [APIKeyRecord],
        nextUser: UserID
    ) {
        self.settings = settings
        self.cameras = cameras
        self.volumes = volumes
        self.areas = areas
        self.numbers = numbers
        self.accounts = accounts
        self.apiKeys = apiKeys
        self.nextUser = nextUser
    }
}

/// The configuration as a whole: for backups and for bringing one back.
package protocol ConfigurationCatalog: Sendable {
    func configuration() async throws(CatalogError) -> CatalogConfiguration

    /// Changes anything of the configuration, in one transaction: what `change` makes of it is from then on the
    /// configuration, whole or not at all.
    ///
    /// - A camera or a volume that is taken out stays as it was: their rows are for ever. Delete it by its time.
    /// - A number that is given to a camera or a volume is its own from then on; whatever had it gets another when somebody asks
    ///   for it. One that is taken out stays as it was.
    /// - An account that is taken out goes with its sessions, keys and codes. One that is changed gets the next version,
    ///   keeps the times of its making and of its last login, and loses its sessions.
    /// - A key that is another than before, or new, gets a new id; one that is taken out is revoked.
    ///
    /// - Parameter change: must not wait, since nobody else can write meanwhile.
    /// - Throws: `conflict` where two accounts have one username, or two keys one hash; `unknownCamera`; `notFound`
    ///   where a key belongs to an account that is not there; `lastAdministrator` where there was an enabled
    ///   administrator and none would be left.
    func changeConfiguration<Outcome: Sendable>(
        _ change: @escaping @Sendable (inout CatalogConfiguration) -> Outcome
    ) async throws(CatalogError) -> Outcome
}

/// What has to be written to bring one configuration to another, in the order in which it can be.
struct ConfigurationDifference {
    var settings: [String: String?] = [:]
    var newCameras: [CameraRecord] = []
    var changedCameras: [CameraRecord] = []
    var newVolumes: [VolumeRecord] = []
    /// Those that are deleted first, so that their names are free.
    var changedVolumes: [VolumeRecord] = []
    var changedAreas: [CameraAreaKey: [CameraAreaRecord]] = [:]
    var changedNumbers: [NumberedThing: Int64] = [:]
    /// In the order of their numbers, which is the one in which they get them.
    var newAccounts: [CatalogConfiguration.Account] = []
    /// With the version that they have had; those who become administrators first, so that there is always one.
    var changedAccounts: [CatalogConfiguration.Account] = []
    var removedAccounts: [UserID] = []
    var newKeys: [APIKeyRecord] = []
    var removedKeys: [APIKeyID] = []

    init(from old: CatalogConfiguration, to new: CatalogConfiguration) {
        for (key, value) in new.settings where old.settings[key] != value { settings[key] = .some(value) }
        for key in old.settings.keys where new.settings[key] == nil { settings.updateValue(nil, forKey: key) }
        for (id, camera) in new.cameras.sorted(by: { $0.key < $1.key }) {
            if let before = old.cameras[id] {
                if before != camera { changedCameras.append(camera) }
            } else {
                newCameras.append(camera)
            }
        }
        newVolumes = new.volumes.values.filter { old.volumes[$0.id] == nil }.sorted { $0.id < $1.id }
        let changed = new.volumes.values.filter { old.volumes[$0.id] != nil && old.volumes[$0.id] != $0 }
        changedVolumes = changed.sorted { ($0.deletedAt == nil ? 1 : 0, $0.id) < ($1.deletedAt == nil ? 1 : 0, $1.id) }
        for key in Set(old.areas.keys).union(new.areas.keys) where old.areas[key] ?? [] != new.areas[key] ?? [] {
            changedAreas[key] = new.areas[key] ?? []
        }
        changedNumbers = new.numbers.filter { old.numbers[$0.key] != $0.value }
        compareAccounts(old, new)
        let kept = Set(new.apiKeys)
        removedKeys = old.apiKeys.filter { !kept.contains($0) }.map(\.id)
        let known = Set(old.apiKeys)
        newKeys = new.apiKeys.filter { !known.contains($0) }
    }

    private mutating func compareAccounts(_ old: CatalogConfiguration, _ new: CatalogConfiguration) {
        for (id, account) in new.accounts.sorted(by: { $0.key < $1.key }) {
            guard let before = old.accounts[id] else {
                newAccounts.append(account)
                continue
            }
            var wanted = account
            wanted.user.version = before.user.version
            wanted.user.createdAt = before.user.createdAt
            wanted.user.lastLoginAt = before.user.lastLoginAt
            if wanted != before { changedAccounts.append(wanted) }
        }
        let promoted = changedAccounts.partition { !$0.user.isEnabledAdministrator }
        changedAccounts[..<promoted].sort { $0.user.id < $1.user.id }
        changedAccounts[promoted...].sort { $0.user.id < $1.user.id }
        removedAccounts = old.accounts.keys.filter { new.accounts[$0] == nil }.sorted()
    }
}
