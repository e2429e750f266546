import Catalog
import Changes
import Live
import Logging
package import Media
import Stream
import Synchronization

/// What happens before the cameras: the one place at which it is told, whoever tells it, and where it is kept, found and taken
/// note of. What happens sets off recordings, by the rules of the camera's mode.
///
/// Whoever may play a camera's recordings knows of its events. All calls may come from any thread.
package final class CameraEvents: Sendable {
    /// One that has no end yet.
    struct Lasting {
        var camera: CameraID
        /// Where what is recorded of it begins.
        var from: WallTime
        /// It is over then, if nobody ends it before.
        var deadline: WallTime
        var isManual = false
    }

    struct State {
        var lasting: [CameraEventID: Lasting] = [:]
        /// What of cameras is to be marked as showing an event, once it has been written.
        var marks: [CameraID: [Range<WallTime>]] = [:]
        var expiredAt: MonotonicTime?
    }

    let services: DomainServices
    let cameras: Cameras
    let settings: Settings
    /// Whoever watches raw frames is told of what happens before that camera; nil where nobody does.
    private let hub: LiveHub?
    let state = Mutex(State())

    /// The most events that can last at once, of all cameras.
    static let mostLasting = 1024

    init(_ services: DomainServices, _ cameras: Cameras, _ settings: Settings, _ hub: LiveHub? = nil) {
        self.services = services
        self.cameras = cameras
        self.settings = settings
        self.hub = hub
    }

    // MARK: Being told

    /// Something happens, or has happened: it is recorded, and kept. One that lasts goes on until ``end(_:at:)``.
    ///
    /// - Throws: `invalid`; `notFound` for a camera that is not there. Where the catalogue cannot be written it is recorded
    ///   all the same.
    @discardableResult
    package func report(_ report: CameraEventReport) async throws -> CameraEventView {
        let camera = try await cameras.record(report.camera)
        let now = services.time.wall
        let start = try CameraEventChecks.start(report.start ?? now, at: now)
        let end = try report.end.map { (end) throws(DomainError) in
            try CameraEventChecks.end(end, after: start, at: now)
        }
        let snapshot = try await snapshot(report.snapshot, of: camera.id)
        var event = CameraEventRecord(
            id: try await services.catalog.nextFreeEventID(from: start),
            camera: camera.id,
            stream: try CameraEventChecks.stream(report.stream),
            kind: try CameraEventChecks.word(report.kind, member: "kind"),
            label: try CameraEventChecks.label(report.label, member: "label"),
            score: try CameraEventChecks.score(report.score),
            zones: try CameraEventChecks.zones(report.zones),
            start: start,
            end: end,
            snapshot: snapshot,
            source: try CameraEventChecks.word(report.source, member: "source"),
            attributes: try CameraEventChecks.attributes(report.attributes)
        )
        if !report.isLasting { event.end = end ?? start }
        if event.end == nil { try beginLasting(event, camera.rolls(usual)) }
        await setOff(event, camera)
        tellViewers(event)
        try await services.catalog.insert(event)
        published(.created, event)
        return CameraEventView(event)
    }

    /// An event that lasted is over.
    ///
    /// - Parameter time: nil for now.
    /// - Throws: `notFound`. One that is over already stays as it is.
    package func end(_ id: String, at time: WallTime? = nil) async throws {
        guard let key = CameraEventID(id) else { throw Self.noEvent(id) }
        guard let event = try await services.catalog.event(key) else { throw Self.noEvent(id) }
        try await end(event, at: time ?? services.time.wall)
    }

    func end(_ event: CameraEventRecord, at time: WallTime) async throws {
        state.withLock { $0.lasting[event.id] = nil }
        guard event.end == nil else { return }
        var event = event
        event.end = max(event.start, time)
        if event.kind != Self.manual, let camera = try await services.catalog.camera(event.camera) {
            await setOff(event, camera)
        }
        tellViewers(event)
        try await services.catalog.update(event)
        published(.changed, event)
    }

    /// What is told by hand, and its source.
    static let manual = "manual"

    private func beginLasting(_ event: CameraEventRecord, _ rolls: RecordingDirector.Usual) throws(DomainError) {
        let isFull = state.withLock { state in
            guard state.lasting.count < Self.mostLasting else { return true }
            state.lasting[event.id] = Lasting(
                camera: event.camera,
                from: event.start + (.zero - rolls.preRoll),
                deadline: event.start + rolls.longestEvent
            )
            return false
        }
        guard !isFull else {
            throw DomainError(.busy, "\(Self.mostLasting) events last already: end some of them first.")
        }
    }

    /// Has it recorded, and what is recorded marked.
    private func setOff(_ event: CameraEventRecord, _ camera: CameraRecord) async {
        let range = cameras.director.note(event.id, of: camera, from: event.start, to: event.end)
        await cameras.direct(event.camera)
        // Of one that lasts, what has been recorded is marked as it goes on.
        if event.end != nil { mark(event.camera, range) }
    }

    // MARK: Shared

    var usual: RecordingDirector.Usual { RecordingDirector.Usual(settings) }

    func published(_ kind: Change.Kind, _ event: CameraEventRecord) {
        services.published(kind, EventObject.cameraEvent, id: "\(event.camera)/\(event.id)")
    }

    /// Tells those who watch that something begins, or is over.
    func tellViewers(_ event: CameraEventRecord) {
        guard let hub, let metadata = LiveMetadata(event) else { return }
        hub.publish(metadata, camera: event.camera.text)
    }

    func snapshot(_ id: String?, of camera: CameraID) async throws -> SnapshotID? {
        guard let id else { return nil }
        let missing = DomainError(.invalid, "The camera has no snapshot \(id.prefix(40)).", member: "snapshot")
        guard let key = SnapshotID(id) else { throw missing }
        let found = try await services.catalog.snapshot(key)
        guard found?.camera == camera else { throw missing }
        return key
    }

    static func noEvent(_ id: String) -> DomainError {
        DomainError(.notFound, "There is no event \(id.prefix(40)).")
    }
}

extension RecordingDirector.Usual {
    /// As they are set.
    init(_ settings: Settings) {
        self.init(
            preRoll: .seconds(settings.value(\.recording.preRoll)),
            postRoll: .seconds(settings.value(\.recording.postRoll)),
            longestEvent: .seconds(settings.value(\.recording.longestEvent)),
            timeZone: settings.timeZone
        )
    }
}
