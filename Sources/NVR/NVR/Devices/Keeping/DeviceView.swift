import Devices
import Media
import ONVIF

/// A camera's device as somebody sees it.
package struct DeviceView: Hashable, Sendable {
    /// How it is reached: for those who manage the camera.
    package struct Connection: Hashable, Sendable {
        package var address: String
        /// Nil for the camera's own.
        package var username: String?
        package var hasPassword: Bool
    }

    package enum Following: Hashable, Sendable {
        case off
        case starting
        case following
        /// Not now, and why.
        case waiting(String)
        /// This device tells nothing by pulling.
        case impossible(String)
    }

    package var camera: String
    package var connection: Connection?
    package var mainProfile: String?
    package var subProfile: String?
    /// Whether what it tells sets off recordings.
    package var followsEvents: Bool
    /// It has not told of its streams yet: they are taken as soon as it does.
    package var awaitsStreams: Bool
    package var following: Following
    package var facts: DeviceFacts?
}

/// How a device shall be linked to a camera: a member that is nil stays as it is.
package struct DeviceLinkDraft: Sendable {
    /// A host, a host and a port, or the whole address of the device service; of a camera that has none nil is the host of its
    /// stream.
    package var address: String?
    /// Of the device service, where no address is given: at the host of the camera's stream.
    package var port: Int?
    package var username: String??
    package var password: String??
    package var mainProfile: String??
    package var subProfile: String??
    package var followsEvents: Bool?
    /// Whether the camera's streams shall be those that the device tells of.
    package var takesStreams = false
    /// Whether it is linked too where it cannot be reached now, or refuses the password: what it is, it is asked later.
    package var mayBeAway = false

    package init() {}
}

/// A device that is looked at before anything of it is kept.
package struct DeviceLogin: Sendable {
    package var address: String
    package var username: String?
    package var password: String?
    package var certificateFingerprint: String?

    package init(address: String, username: String? = nil, password: String? = nil) {
        self.address = address
        self.username = username
        self.password = password
    }
}

/// What a device has told, with its streams.
package struct DeviceDetails: Hashable, Sendable {
    package struct Profile: Hashable, Sendable {
        package var token: String
        package var name: String
        package var encoding: String
        package var width: Int?
        package var height: Int?
        package var framesPerSecond: Double?
        /// Kilobits a second.
        package var bitrate: Int?
        package var hasSound: Bool
        /// "G711", "AAC", "PCMU"; empty where it does not say.
        package var soundEncoding: String
        package var hasPTZ: Bool
        package var streamURL: String?
        package var snapshotURL: String?
    }

    package var address: String
    package var facts: DeviceFacts
    package var profiles: [Profile]
    /// Tokens of those that would be recorded where nobody says which.
    package var mainProfile: String?
    package var subProfile: String?

    init(_ found: DeviceDescription, address: String, at now: WallTime) {
        self.address = address
        let choice = found.choice()
        mainProfile = choice.main?.token
        subProfile = choice.sub?.token
        facts = DeviceFacts(found, main: mainProfile, at: now)
        profiles = found.profiles.map { profile in
            Profile(
                token: profile.token,
                name: profile.name,
                encoding: profile.encoding,
                width: profile.width,
                height: profile.height,
                framesPerSecond: profile.framesPerSecond,
                bitrate: profile.bitrate,
                hasSound: profile.hasSound,
                soundEncoding: profile.soundEncoding,
                hasPTZ: profile.hasPTZ,
                streamURL: profile.streamURL,
                snapshotURL: profile.snapshotURL
            )
        }
    }

    func profile(_ token: String?) -> Profile? { profiles.first { $0.token == token } }
}
