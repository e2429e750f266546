import Catalog
import Cryptography
import Foundation
package import Media

/// What the catalogue keeps of the ONVIF device that a camera is: a setting of its own for each camera, beside the camera's row.
struct KeptDevice: Codable, Hashable, Sendable {
    /// Of its device service: "http://192.168.1.20/onvif/device_service".
    var address: String
    /// Where it has an account for ONVIF apart; nil for the camera's own user name and password.
    var username: String?
    /// Under the master key, in base 64.
    var sealedPassword: String?
    /// Tokens of the profiles that the two streams are of; the main one is also the one that is steered.
    var mainProfile: String?
    var subProfile: String?
    /// Whether what it tells sets off recordings: the detection engine "ONVIF Edge".
    var followsEvents = false
    /// What was found when it was asked last.
    var facts: DeviceFacts?
    /// True as long as its streams are not known: the camera's address is then a guess. Nil is false.
    var awaitsStreams: Bool?

    enum CodingKeys: String, CodingKey {
        case address, username, facts
        case awaitsStreams = "awaits_streams"
        case sealedPassword = "sealed_password"
        case mainProfile = "main_profile"
        case subProfile = "sub_profile"
        case followsEvents = "events"
    }

    init(address: String) { self.address = address }

    private static let prefix = "device."

    /// Among the catalogue's settings.
    static func key(_ camera: String) -> String { prefix + camera }

    static func camera(of key: String) -> String? {
        key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
    }

    /// Nil for what cannot be read.
    init?(text: String) {
        guard let kept = try? JSONDecoder().decode(KeptDevice.self, from: Data(text.utf8)) else { return nil }
        self = kept
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    // MARK: The password

    static func owner(_ camera: CameraID) -> String { "camera/\(camera)/device" }

    mutating func seal(_ password: String?, of camera: CameraID, _ key: MasterKey) throws(DomainError) {
        guard let password else { return sealedPassword = nil }
        guard let sealed = key.seal(password, for: Self.owner(camera)) else {
            throw DomainError(.unavailable, "The password could not be sealed.", member: "password")
        }
        sealedPassword = Base64.encode(sealed)
    }

    func password(of camera: CameraID, _ key: MasterKey) -> String? {
        sealedPassword.flatMap { Base64.decode($0) }.flatMap { key.open($0, for: Self.owner(camera)) }
    }
}

/// What a device said of itself when it was asked last: flags that are stored, so that nobody has to ask to show a button.
package struct DeviceFacts: Codable, Hashable, Sendable {
    /// What its head can do.
    package struct Movement: Codable, Hashable, Sendable {
        package var panTilt: Bool
        package var zoom: Bool
        package var absolute: Bool
        package var relative: Bool
        /// Whether it has a home position of its own; one without has a preset in its place.
        package var home: Bool
        /// How many presets it keeps.
        package var presets: Int

        enum CodingKeys: String, CodingKey {
            case zoom, absolute, relative, home, presets
            case panTilt = "pan_tilt"
        }
    }

    package var manufacturer = ""
    package var model = ""
    package var firmware = ""
    package var serial = ""
    package var hardware = ""
    /// Nil where nothing moves.
    package var movement: Movement?
    package var imaging = false
    package var events = false
    package var sound = false
    package var snapshots = false
    /// Whether it holds recordings of its own.
    package var recordings = false
    package var relays: [String] = []
    /// Nil of those that were asked before this was kept.
    package var inputs: [String]?
    package var auxiliaries: [String] = []
    /// What it announces and does not know.
    package var remarks: [String] = []
    /// The token of the video source whose picture is set.
    package var source: String?
    /// How many seconds its clock was ahead of the recorder's; nil where it did not tell.
    package var clockOffset: Double?
    /// Nanoseconds since 1970.
    var askedAt: Int64 = 0

    package var time: WallTime { WallTime(nanoseconds: askedAt) }

    enum CodingKeys: String, CodingKey {
        case manufacturer, model, firmware, serial, hardware, movement, imaging, events, sound, snapshots, recordings
        case relays, inputs, auxiliaries, remarks, source
        case clockOffset = "clock_offset_s"
        case askedAt = "asked_at"
    }
}
