import ONVIF

/// What a file of another product says of its set-up, in this recorder's own words: made by the face that speaks that product's
/// language, carried out by the ``ImportPlan``. Passwords are in it in the clear, so that it is never shown nor logged; its
/// ``notes`` are.
package struct ImportContent: Hashable, Sendable {
    package var cameras: [ImportedCamera] = []
    package var people: [ImportedPerson] = []
    package var settings: [ImportedSetting] = []
    /// What of the file is not taken over, and why.
    package var notes: [ImportLine] = []

    /// No recorder has more; a file that does is none.
    package static let mostCameras = 1000
    package static let mostPeople = 1000
    package static let mostSettings = 1000

    package init() {}

    /// Something that is known and has no counterpart here.
    package mutating func leaveOut(_ subject: String, _ reason: String) {
        notes.append(ImportLine(.leftOut, subject, reason))
    }

    /// Something that should have been taken over, and cannot be.
    package mutating func refuse(_ subject: String, _ reason: String) {
        notes.append(ImportLine(.refused, subject, reason))
    }
}

/// A camera as the file has it, with all that is said of it.
package struct ImportedCamera: Hashable, Sendable {
    /// The ONVIF device that it is.
    package struct Device: Hashable, Sendable {
        /// Nil for the host of the camera's stream.
        package var address: String?
        /// Where ``address`` is nil; nil for the usual one.
        package var port: Int?
        package var username: String?
        package var password: String?
        package var mainProfile: String?
        package var followsEvents = false
        /// The camera's address is not known, and asked of the device once it answers.
        package var awaitsStreams = false

        package init() {}
    }

    package var draft: CameraDraft
    package var properties: [String: SettingValue] = [:]
    /// What somebody has said that it sends.
    package var codec: String?
    package var zones: [PictureAreaDraft] = []
    package var motionMasks: [PictureAreaDraft] = []
    package var privacyMasks: [PrivacyMaskDraft] = []
    package var device: Device?
    package var merging = MergeOverride()

    package init(_ draft: CameraDraft) { self.draft = draft }

    /// As lines about it begin.
    package var subject: String { Self.subject(draft.name) }

    package static func subject(_ name: String) -> String { "camera \"\(name)\"" }

    /// What stands for the address of a stream until its device has told that; an address that is none stays what it is.
    package static func guess(atDevice address: String) -> String {
        ServiceAddress(address).map(CameraDevices.guess(at:)) ?? address
    }
}

/// An account as the file has it.
package struct ImportedPerson: Hashable, Sendable {
    package var username: String
    package var displayName = ""
    package var email: String?
    package var role: Principal.Role
    /// False for one that was let in no longer over there.
    package var isEnabled = true
    /// The places of cameras in ``ImportContent/cameras`` that are all there are for it; nil for every camera.
    package var cameras: [Int]?
    /// What it may do with them besides using them.
    package var moreRights: Set<Principal.CameraRight> = []
    /// As a PHC string. One that is not of Argon2id does not carry over.
    package var passwordHash: String?
    /// The secret of its second factor, in base 32; empty where it has one that the file does not tell.
    package var secondFactor: String?

    package init(username: String, role: Principal.Role) {
        self.username = username
        self.role = role
    }

    package static func subject(_ name: String) -> String { "account \"\(name)\"" }
}

/// A setting of the file that this recorder has too.
package struct ImportedSetting: Hashable, Sendable {
    /// As the file calls it.
    package var name: String
    /// As this recorder does: `storage.retention_days`.
    package var key: String
    package var value: SettingValue

    package init(_ name: String, _ key: String, _ value: SettingValue) {
        self.name = name
        self.key = key
        self.value = value
    }

    /// As lines about one begin that is known by the file's name alone.
    package static func subject(_ name: String) -> String { "setting \"\(name)\"" }
}
