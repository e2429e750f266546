import Media
import NVR
import Reception

/// What the document calls an event: a recording of a main stream, or a snapshot.
enum VibeEvent: Sendable {
    case recording(RecordingView)
    case snapshot(SnapshotView)

    var start: WallTime {
        switch self {
        case .recording(let recording): recording.start
        case .snapshot(let snapshot): snapshot.takenAt
        }
    }

    var camera: String {
        switch self {
        case .recording(let recording): recording.camera
        case .snapshot(let snapshot): snapshot.camera
        }
    }

    var thing: Numbers.Thing {
        switch self {
        case .recording(let recording): Numbers.Thing(.recording, recording.id)
        case .snapshot(let snapshot): Numbers.Thing(.snapshot, snapshot.id)
        }
    }
}

extension VibeEventMessage {
    init(_ event: VibeEvent, _ number: Int64, camera: Int64, _ time: LocalTime) {
        switch event {
        case .recording(let recording):
            self.init(
                id: number,
                cameraID: camera,
                start: time.text(recording.start),
                end: OrNull(recording.isOpen ? nil : time.text(recording.end)),
                type: VibeEventQuery.video,
                cause: recording.isEvent ? "motion" : "continuous",
                // Below the folder of its volume, whose place on this machine is nobody's business.
                filePath: recording.key,
                fileSize: recording.bytes,
                width: OrNull(recording.pictureSize?.width),
                height: OrNull(recording.pictureSize?.height)
            )
        case .snapshot(let snapshot):
            self.init(
                id: number,
                cameraID: camera,
                start: time.text(snapshot.takenAt),
                end: OrNull(nil),
                type: VibeEventQuery.snapshot,
                cause: snapshot.cause == "manual" ? "manual" : "unknown",
                filePath: "\(snapshot.camera)_\(snapshot.id).jpg",
                fileSize: snapshot.bytes,
                width: OrNull(snapshot.size.width),
                height: OrNull(snapshot.size.height)
            )
        }
    }
}

/// Which events are wanted.
struct VibeEventQuery: Sendable {
    static let video = "video"
    static let snapshot = "snapshot"
    /// The document calls snapshots so where they are deleted.
    static let picture = "picture"

    /// Of which numbers of things the first so many are passed over.
    private static let mostSkipped = 100_000
    private static let largest = 1000

    var skip = 0
    var limit = 100
    /// The number of a camera.
    var camera: Int64?
    var hasRecordings = true
    var hasSnapshots = true
    /// Of recordings: whether they show an event; nil for all.
    var isEvent: Bool?
    var range: Range<WallTime>?

    /// - Throws: `Problem`, 422.
    init(_ call: Call, _ time: LocalTime) throws {
        skip = try call.integer("skip", from: 0) ?? 0
        guard skip <= Self.mostSkipped else {
            throw VibeErrors.invalid("skip", "It is \(Self.mostSkipped) at most: narrow the choice by date or camera.")
        }
        limit = min(try call.integer("limit", from: 1) ?? limit, Self.largest)
        camera = try call.integer("camera_id").map { Int64($0) }
        switch try call.query("type")?.nothingIfEmpty {
        case nil: break
        case Self.video?: hasSnapshots = false
        case Self.snapshot?, Self.picture?: hasRecordings = false
        default: throw VibeErrors.invalid("type", "It is video or snapshot.")
        }
        switch try call.query("event_type")?.nothingIfEmpty {
        case nil: break
        case "motion"?: (isEvent, hasSnapshots) = (true, false)
        case "continuous"?: (isEvent, hasSnapshots) = (false, false)
        case "manual"?: hasRecordings = false
        default: (hasRecordings, hasSnapshots) = (false, false)
        }
        if let date = try call.query("date")?.nothingIfEmpty {
            guard let day = time.day(date) else { throw VibeErrors.invalid("date", "It is a day like 2026-02-21.") }
            range = day
        }
    }
}
