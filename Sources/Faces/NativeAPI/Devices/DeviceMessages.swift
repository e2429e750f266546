import NVR
import OpenAPI
import Reception

// Cameras as ONVIF devices, in their wire spelling (docs/api.md).

/// What a device is and can, as it has said when it was asked last.
struct DeviceFactsMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "DeviceFacts"

    struct Movement: Codable, Sendable {
        var panTilt: Bool
        var zoom: Bool
        var absolute: Bool
        var relative: Bool
        var home: Bool
        var presets: Int

        enum CodingKeys: String, CodingKey {
            case zoom, absolute, relative, home, presets
            case panTilt = "pan_tilt"
        }

        init(_ movement: DeviceFacts.Movement) {
            panTilt = movement.panTilt
            zoom = movement.zoom
            absolute = movement.absolute
            relative = movement.relative
            home = movement.home
            presets = movement.presets
        }
    }

    var manufacturer: String
    var model: String
    var firmware: String
    var serial: String
    var hardware: String
    var ptz: Movement?
    var imaging: Bool
    var events: Bool
    var sound: Bool
    var snapshots: Bool
    var recordings: Bool
    var relays: [String]
    var inputs: [String]
    var auxiliaries: [String]
    var remarks: [String]
    var clockOffset: Double?
    var askedAt: String

    enum CodingKeys: String, CodingKey {
        case manufacturer, model, firmware, serial, hardware, ptz, imaging, events, sound, snapshots, recordings, relays
        case inputs, auxiliaries, remarks
        case clockOffset = "clock_offset_s"
        case askedAt = "asked_at"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "ptz": SchemaNote("What its head can do; left out where nothing moves."),
        "recordings": SchemaNote("Whether it tells what it holds on its own card."),
        "inputs": SchemaNote("Its digital inputs: buttons, door contacts, detectors."),
        "auxiliaries": SchemaNote("Lights, wipers: tt:IRLamp|On."),
        "remarks": SchemaNote("What it announces, and does not know."),
        "clock_offset_s": SchemaNote("Seconds that its clock was ahead; left out where it does not tell."),
    ]

    init(_ facts: DeviceFacts) {
        manufacturer = facts.manufacturer
        model = facts.model
        firmware = facts.firmware
        serial = facts.serial
        hardware = facts.hardware
        ptz = facts.movement.map(Movement.init)
        imaging = facts.imaging
        events = facts.events
        sound = facts.sound
        snapshots = facts.snapshots
        recordings = facts.recordings
        relays = facts.relays
        inputs = facts.inputs ?? []
        auxiliaries = facts.auxiliaries
        remarks = facts.remarks
        clockOffset = facts.clockOffset
        askedAt = RFC3339.text(facts.time)
    }
}

/// A camera's device. Where none is linked, `linked` is false and nothing else is there.
struct DeviceMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Device"

    var camera: String
    var linked: Bool
    var address: String?
    var username: String?
    var hasPassword: Bool?
    var mainProfile: String?
    var subProfile: String?
    var events: Bool?
    var awaitsStreams: Bool?
    var eventState: String?
    var eventProblem: String?
    var facts: DeviceFactsMessage?

    enum CodingKeys: String, CodingKey {
        case camera, linked, address, username, events, facts
        case hasPassword = "has_password"
        case mainProfile = "main_profile"
        case subProfile = "sub_profile"
        case awaitsStreams = "awaits_streams"
        case eventState = "event_state"
        case eventProblem = "event_problem"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "address": SchemaNote("Of its ONVIF service: for those who manage the camera, as its user name."),
        "username": SchemaNote("Left out where it is the camera's own."),
        "events": SchemaNote(
            "Whether what the camera itself sees (ONVIF Edge) sets off recordings. Zones and thresholds of the recorder do not "
                + "apply to it: they are set in the camera."
        ),
        "awaits_streams": SchemaNote("It has not answered yet: its streams are taken as soon as it does."),
        "event_state": SchemaNote(
            "How it is followed.",
            values: ["off", "starting", "following", "waiting", "impossible"]
        ),
    ]

    init(camera: String, _ view: DeviceView?) {
        self.camera = camera
        linked = view != nil
        guard let view else { return }
        address = view.connection?.address
        username = view.connection?.username
        hasPassword = view.connection?.hasPassword
        mainProfile = view.mainProfile
        subProfile = view.subProfile
        events = view.followsEvents
        awaitsStreams = view.awaitsStreams
        let (state, problem): (String, String?) =
            switch view.following {
            case .off: ("off", nil)
            case .starting: ("starting", nil)
            case .following: ("following", nil)
            case .waiting(let reason): ("waiting", reason)
            case .impossible(let reason): ("impossible", reason)
            }
        (eventState, eventProblem) = (state, problem)
        facts = view.facts.map(DeviceFactsMessage.init)
    }
}

/// How a camera is to be linked: a member that is absent stays as it is.
struct DeviceLinkMessage: Decodable, Sendable, SchemaAnnotated {
    var address: Patched<String>
    var username: Patched<String?>
    var password: Patched<String?>
    var mainProfile: Patched<String?>
    var subProfile: Patched<String?>
    var events: Patched<Bool>
    var takesStreams: Patched<Bool>

    enum CodingKeys: String, CodingKey {
        case address, username, password, events
        case mainProfile = "main_profile"
        case subProfile = "sub_profile"
        case takesStreams = "take_streams"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "address": SchemaNote(
            "A host, a host and a port, or the whole address; left out at first: the host of the camera's stream.",
            example: "192.0.2.7:8000"
        ),
        "username": SchemaNote("Null: the camera's own, with its password.", maxLength: 256),
        "password": SchemaNote(format: "password", maxLength: 1024),
        "events": SchemaNote("Whether what the camera itself sees sets off recordings (ONVIF Edge)."),
        "take_streams": SchemaNote("Whether the camera's streams shall be those that the device tells of."),
    ]

    var draft: DeviceLinkDraft {
        var draft = DeviceLinkDraft()
        draft.address = address.value
        draft.username = username.value
        draft.password = password.value
        draft.mainProfile = mainProfile.value
        draft.subProfile = subProfile.value
        draft.followsEvents = events.value
        draft.takesStreams = takesStreams.value ?? false
        return draft
    }
}

/// What a device has just told.
struct DeviceDetailsMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "DeviceDetails"

    struct Profile: Codable, Sendable {
        var token: String
        var name: String
        var encoding: String
        var width: Int?
        var height: Int?
        var fps: Double?
        var bitrate: Int?
        var sound: Bool
        var soundEncoding: String
        var ptz: Bool
        var streamURL: String?
        var snapshotURL: String?

        enum CodingKeys: String, CodingKey {
            case token, name, encoding, width, height, fps, sound, ptz
            case bitrate = "kilobits_per_second"
            case soundEncoding = "sound_encoding"
            case streamURL = "stream_url"
            case snapshotURL = "snapshot_url"
        }

        init(_ profile: DeviceDetails.Profile) {
            token = profile.token
            name = profile.name
            encoding = profile.encoding
            width = profile.width
            height = profile.height
            fps = profile.framesPerSecond
            bitrate = profile.bitrate
            sound = profile.hasSound
            soundEncoding = profile.soundEncoding
            ptz = profile.hasPTZ
            streamURL = profile.streamURL
            snapshotURL = profile.snapshotURL
        }
    }

    var address: String
    var facts: DeviceFactsMessage
    var profiles: [Profile]
    var mainProfile: String?
    var subProfile: String?

    enum CodingKeys: String, CodingKey {
        case address, facts, profiles
        case mainProfile = "main_profile"
        case subProfile = "sub_profile"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "main_profile": SchemaNote("The token of the one that would be the main stream; sub_profile of the sub stream.")
    ]

    init(_ details: DeviceDetails) {
        address = details.address
        facts = DeviceFactsMessage(details.facts)
        profiles = details.profiles.map(Profile.init)
        mainProfile = details.mainProfile
        subProfile = details.subProfile
    }
}
