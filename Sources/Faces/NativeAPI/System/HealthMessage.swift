import Media
import NVR
import OpenAPI
import Reception

// How the recorder is, in its wire spelling (docs/api.md).

/// What everyone may know.
struct PublicHealthMessage: Codable, Sendable {
    var status: HealthState
    var time: String
}

enum HealthState: String, Codable, Sendable, CaseIterable {
    case ok
    /// Somebody should look: the details are for those who may see them.
    case degraded
}

struct ReadinessMessage: Codable, Sendable {
    var ready: Bool
    var catalogue: Bool
    var volume: Bool
    var cameras: Bool
    var ending: Bool

    init(_ readiness: Readiness) {
        ready = readiness.isReady
        catalogue = readiness.isCatalogueWritable
        volume = readiness.isVolumeWritable
        cameras = readiness.areCamerasStarted
        ending = readiness.isEnding
    }
}

struct HealthMessage: Codable, Sendable {
    struct Cameras: Codable, Sendable {
        /// Those that are switched on.
        var total: Int
        var recording: Int
    }

    struct Trouble: Codable, Sendable { var what: String }

    var status: HealthState
    var version: String
    var time: String
    var uptime: Double
    var cameras: Cameras
    var problems: [Trouble]

    enum CodingKeys: String, CodingKey {
        case status, version, time, cameras, problems
        case uptime = "uptime_s"
    }

    init(_ health: RecorderHealth) {
        status = health.problems.isEmpty ? .ok : .degraded
        version = health.version
        time = RFC3339.text(health.time)
        uptime = health.uptime.inSeconds
        cameras = Cameras(total: health.cameras, recording: health.recording)
        problems = health.problems.map(Trouble.init)
    }
}
