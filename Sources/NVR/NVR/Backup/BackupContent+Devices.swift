import Catalog
import Cryptography
import ONVIF

extension BackupContent {
    /// The ONVIF device that a camera is. What it has told of itself is in no backup: it is asked again.
    struct Device: Codable, Hashable, Sendable {
        var address: String
        var username: String?
        var password: String?
        var mainProfile: String?
        var subProfile: String?
        var followsEvents: Bool
        /// Nil is false.
        var awaitsStreams: Bool?

        enum CodingKeys: String, CodingKey {
            case address, username, password
            case awaitsStreams = "awaits_streams"
            case mainProfile = "main_profile"
            case subProfile = "sub_profile"
            case followsEvents = "events"
        }
    }
}

extension BackupCapture {
    /// One, or none.
    func devices(
        of camera: CameraID,
        _ configuration: CatalogConfiguration,
        _ missing: inout [String]
    ) -> [BackupContent.Device] {
        guard let text = configuration.settings[KeptDevice.key(camera.text)], let kept = KeptDevice(text: text) else {
            return []
        }
        let password = kept.password(of: camera, masterKey)
        if kept.sealedPassword != nil, password == nil {
            missing.append(
                "The password of the device of the camera \(camera) cannot be opened, so the backup has none."
            )
        }
        return [
            BackupContent.Device(
                address: kept.address,
                username: kept.username,
                password: password,
                mainProfile: kept.mainProfile,
                subProfile: kept.subProfile,
                followsEvents: kept.followsEvents,
                awaitsStreams: kept.awaitsStreams
            )
        ]
    }
}

extension RestorePlan {
    /// - Returns: whether the camera had another. One that a backup of an earlier version does not know stays.
    func restoreDevice(_ camera: BackupContent.Camera, _ state: inout State) throws(DomainError) -> Bool {
        guard let devices = camera.devices, let id = CameraID(camera.id) else { return false }
        let key = KeptDevice.key(camera.id)
        let old = state.configuration.settings[key].flatMap(KeptDevice.init(text:))
        guard let device = devices.first else {
            state.configuration.settings[key] = nil
            return old != nil
        }
        let address = try CameraDevices.address(device.address, policy: rules.policy(isDemo: false))
        var new = KeptDevice(address: address.description)
        new.username = try CameraChecks.username(device.username)
        new.mainProfile = try CameraDevices.token(device.mainProfile, member: "main_profile")
        new.subProfile = try CameraDevices.token(device.subProfile, member: "sub_profile")
        new.followsEvents = device.followsEvents
        new.awaitsStreams = device.awaitsStreams
        if let old, old.password(of: id, rules.masterKey) == device.password {
            // What is sealed already stays as it is sealed.
            new.sealedPassword = old.sealedPassword
        } else {
            try new.seal(try CameraChecks.password(device.password), of: id, rules.masterKey)
        }
        if old?.address == new.address { new.facts = old?.facts }
        state.configuration.settings[key] = try? new.text()
        return old != new
    }
}
