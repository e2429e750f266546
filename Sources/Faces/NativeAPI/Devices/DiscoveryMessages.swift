import NVR
import OpenAPI
import Reception

// Cameras that nobody has added yet, in their wire spelling (docs/api.md).

struct DiscoveryMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Discovery"

    var enabled: Bool
    var interval: Int
    var network: String?
    var networks: [String]
    var running: Bool
    var listening: Bool
    var lastRunAt: String?
    var problem: String?
    var found: Int

    enum CodingKeys: String, CodingKey {
        case enabled, network, networks, running, listening, problem, found
        case interval = "interval_seconds"
        case lastRunAt = "last_run_at"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "enabled": SchemaNote("Whether cameras are looked for all the time: the settings discovery.*."),
        "networks": SchemaNote("Private networks that the recorder is in, to be looked through: 192.168.1.0/24."),
        "listening": SchemaNote("Whether those that come and go are heard at once."),
    ]

    init(_ status: SearchStatus) {
        enabled = status.isEnabled
        interval = status.interval
        network = status.network
        networks = status.networks
        running = status.isRunning
        listening = status.isListening
        lastRunAt = status.lastRun.map(RFC3339.text)
        problem = status.problem
        found = status.found
    }
}

struct FoundDeviceMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "FoundDevice"

    var endpoint: String
    var address: String
    var deviceURL: String
    var name: String
    var hardware: String
    var location: String
    var profiles: [String]
    var online: Bool
    var seenAt: String
    var camera: String?

    enum CodingKeys: String, CodingKey {
        case endpoint, address, name, hardware, location, profiles, online, camera
        case deviceURL = "device_url"
        case seenAt = "seen_at"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "device_url": SchemaNote("To be given as address, to describe and to add it."),
        "profiles": SchemaNote("Of ONVIF, as it says: Streaming, T, G."),
        "camera": SchemaNote("The id of the camera that it is already."),
    ]

    init(_ device: FoundDevice, camera: String?) {
        endpoint = device.endpoint
        address = device.address
        deviceURL = device.deviceURL
        name = device.name
        hardware = device.hardware
        location = device.location
        profiles = device.profiles
        online = device.isOnline
        seenAt = RFC3339.text(device.lastSeen)
        self.camera = camera
    }
}

struct DeviceLoginMessage: Decodable, Sendable, SchemaAnnotated {
    var address: String
    var username: String?
    var password: String?
    var certificateFingerprint: String?

    enum CodingKeys: String, CodingKey {
        case address, username, password
        case certificateFingerprint = "certificate_fingerprint"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "address": SchemaNote("A host, a host and a port, or the whole address.", example: "192.0.2.7:8000"),
        "username": SchemaNote(maxLength: 256), "password": SchemaNote(format: "password", maxLength: 1024),
    ]

    var login: DeviceLogin {
        var login = DeviceLogin(address: address, username: username, password: password)
        login.certificateFingerprint = certificateFingerprint
        return login
    }
}

struct PreviewMessage: Decodable, Sendable, SchemaAnnotated {
    var url: String
    var username: String?
    var password: String?
    var width: Int?

    static let schemaNotes: [String: SchemaNote] = [
        "url": SchemaNote(
            "Of a snapshot or a stream: snapshot_url is had sooner.",
            example: "http://192.0.2.7/snapshot.jpg"
        ),
        "password": SchemaNote(format: "password", maxLength: 1024), "width": SchemaNote("In pixels."),
    ]

    var draft: CameraTestDraft {
        var draft = CameraTestDraft()
        draft.url = url
        draft.username = .some(username)
        draft.password = .some(password)
        draft.recordsAudio = false
        return draft
    }
}

struct AddDeviceMessage: Decodable, Sendable, SchemaAnnotated {
    var address: String
    var username: String?
    var password: String?
    var certificateFingerprint: String?
    var id: String?
    var name: String?
    var mainProfile: String?
    var subProfile: String?
    var sub: Bool?
    var events: Bool?
    var mode: String?
    var evenIfAway: Bool?

    enum CodingKeys: String, CodingKey {
        case address, username, password, id, name, sub, events, mode
        case certificateFingerprint = "certificate_fingerprint"
        case mainProfile = "main_profile"
        case subProfile = "sub_profile"
        case evenIfAway = "even_if_away"
    }

    static let schemaNotes: [String: SchemaNote] = DeviceLoginMessage.schemaNotes.merging([
        "name": SchemaNote("Left out: maker and model."),
        "main_profile": SchemaNote("Left out: the largest picture, and a small one as the sub stream."),
        "sub": SchemaNote("Whether there shall be a sub stream; true where it is left out."),
        "events": SchemaNote("Whether what the camera itself sees sets off recordings (ONVIF Edge)."),
        "mode": SchemaNote("As of a camera: event records what the camera tells of."),
        "even_if_away": SchemaNote(
            "Whether one that cannot be reached now, or refuses the password, is added too: its streams are taken as soon as it "
                + "tells of them."
        ),
    ]) { $1 }

    var draft: DeviceAddDraft {
        var login = DeviceLogin(address: address, username: username, password: password)
        login.certificateFingerprint = certificateFingerprint
        var draft = DeviceAddDraft(login)
        draft.identifier = id
        draft.name = name
        draft.mainProfile = mainProfile
        draft.subProfile = subProfile
        draft.takesSub = sub ?? true
        draft.followsEvents = events ?? false
        draft.mode = mode
        draft.mayBeAway = evenIfAway ?? false
        return draft
    }
}
