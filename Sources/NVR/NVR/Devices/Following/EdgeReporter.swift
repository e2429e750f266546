import Catalog
import Devices
import Logging
import Media
import ONVIF
import Stream

/// Makes events of what a device tells, each from its beginning to its end: the one way in which camera-side motion sets off
/// recordings.
actor EdgeReporter {
    private struct Key: Hashable {
        var kind: EventKind
        var source: String
    }

    private let camera: String
    private let events: CameraEvents
    private let services: DomainServices
    /// Those that go on.
    private var lasting: [Key: String] = [:]

    init(camera: String, events: CameraEvents, services: DomainServices) {
        self.camera = camera
        self.events = events
        self.services = services
    }

    func take(_ edge: EventEdges.Edge) async {
        let key = Key(kind: edge.kind, source: edge.source)
        let at = services.time.wall + (edge.instant - services.time.monotonic)
        do {
            switch edge.change {
            case .began:
                let event = try await events.report(Self.report(edge, of: camera, at: at))
                if event.end == nil { lasting[key] = event.id }
            case .ended:
                guard let id = lasting.removeValue(forKey: key) else { return }
                try await events.end(id, at: at)
            }
        } catch {
            services.logger.warning(
                "what a camera has told could not be kept as an event",
                metadata: ["camera": "\(camera)", "kind": "\(edge.kind.word)", "reason": "\(error)"]
            )
        }
    }

    static func report(_ edge: EventEdges.Edge, of camera: String, at time: WallTime) -> CameraEventReport {
        CameraEventReport(
            camera: camera,
            kind: edge.kind.word,
            label: edge.kind.label,
            start: time,
            isLasting: edge.kind.hasLength,
            source: "onvif",
            attributes: edge.source.isEmpty ? [:] : ["source": edge.source]
        )
    }
}

extension EventKind {
    /// As events are called.
    var word: String {
        switch self {
        case .motion: "motion"
        case .tamper: "tamper"
        case .sound: "sound"
        case .digitalInput: "digital-input"
        case .relay: "relay"
        case .object: "object"
        case .videoLoss: "video-loss"
        case .storageFailure: "storage-failure"
        }
    }

    var label: String {
        if case .object(let label?) = self { return label }
        return ""
    }

    /// Whether it is worth recording for as long as it goes on: a relay may be on for days, and of a lost picture nothing is
    /// seen.
    var hasLength: Bool {
        switch self {
        case .motion, .tamper, .sound, .digitalInput, .object: true
        case .relay, .videoLoss, .storageFailure: false
        }
    }
}
