import HTTPServing
import Media
import NVR
import OpenAPI
import Reception

/// Something that happened before a camera, in its wire spelling (docs/api.md).
struct CameraEventMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "CameraEvent"

    var id: String
    var camera: String
    var stream: String?
    var kind: String
    var label: String
    var score: Double?
    var zones: [String]
    var start: String
    /// Null while it lasts.
    var end: String?
    var snapshot: String?
    var source: String
    var acknowledgedBy: String?
    var acknowledgedAt: String?
    var attributes: [String: String]
    /// Where the recordings of it are listed.
    var recordingsURL: String
    /// Where a picture of it is.
    var pictureURL: String

    enum CodingKeys: String, CodingKey {
        case id, camera, stream, kind, label, score, zones, start, end, snapshot, source, attributes
        case acknowledgedBy = "acknowledged_by"
        case acknowledgedAt = "acknowledged_at"
        case recordingsURL = "recordings_url"
        case pictureURL = "picture_url"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "kind": SchemaNote("motion, object, line, manual, or another word."),
        "label": SchemaNote("What it was: person. Empty where nothing is known of it."),
        "end": SchemaNote("Null while it lasts."),
        "snapshot": SchemaNote("The id of a snapshot that is kept."),
        "recordings_url": SchemaNote("Where the recordings of it are listed."),
        "picture_url": SchemaNote("The snapshot that is kept of it, or else what was recorded of its beginning."),
    ]

    init(_ event: CameraEventView) {
        id = event.id
        camera = event.camera
        stream = event.stream
        kind = event.kind
        label = event.label
        score = event.score
        zones = event.zones
        start = RFC3339.text(event.start)
        end = event.end.map(RFC3339.text)
        snapshot = event.snapshot
        source = event.source
        acknowledgedBy = event.acknowledgedBy
        acknowledgedAt = event.acknowledgedAt.map(RFC3339.text)
        attributes = event.attributes
        pictureURL =
            event.snapshot.map { "/api/v1/snapshots/\($0)/media" }
            ?? "/api/v1/cameras/\(event.camera)/still?stream=\(event.stream ?? "main")&at=\(RFC3339.text(event.start))"
        // One that has no length, or lasts, is in the recording of its beginning.
        let until = max(event.end ?? event.start, event.start + .seconds(1))
        recordingsURL =
            "/api/v1/recordings?camera=\(event.camera)&stream=\(event.stream ?? "main")"
            + "&from=\(RFC3339.text(event.start))&to=\(RFC3339.text(until))&order=asc"
    }
}

struct NewCameraEventMessage: Decodable, Sendable, SchemaAnnotated {
    var camera: String
    var stream: String?
    var kind: String?
    var label: String?
    var score: Double?
    var zones: [String]?
    var start: String?
    var end: String?
    var lasting: Bool?
    var snapshot: String?
    var source: String?
    var attributes: [String: String]?

    static let schemaNotes: [String: SchemaNote] = [
        "kind": SchemaNote(
            "A word of small letters, digits and - _ . / ; manual where it is left out.",
            pattern: "^[a-z0-9._/-]{1,64}$"
        ),
        "label": SchemaNote(maxLength: 200),
        "score": SchemaNote("How sure that is.", minimum: 0, maximum: 1),
        "start": SchemaNote("Now where it is left out.", format: "date-time"),
        "end": SchemaNote("Left out of one that has no length, or lasts.", format: "date-time"),
        "lasting": SchemaNote(
            "It goes on until its end is told, or for as long as an event is recorded at most (event_max_seconds)."
        ),
        "source": SchemaNote("manual where it is left out.", pattern: "^[a-z0-9._/-]{1,64}$"),
    ]

    func report() throws -> CameraEventReport {
        CameraEventReport(
            camera: camera,
            stream: stream,
            kind: kind ?? "manual",
            label: label ?? "",
            score: score,
            zones: zones ?? [],
            start: try start.map { try Self.time($0, "start") },
            end: try end.map { try Self.time($0, "end") },
            isLasting: lasting ?? false,
            snapshot: snapshot,
            source: source ?? "manual",
            attributes: attributes ?? [:]
        )
    }

    static func time(_ text: String, _ member: String) throws -> WallTime {
        guard let time = RFC3339.time(text) else {
            throw Problem.invalid(member, "\(member) is a time such as 2026-11-21T04:00:00Z.")
        }
        return time
    }
}

/// The body of PATCH: a member that is absent stays as it is, one that is null is cleared.
struct CameraEventPatchMessage: Decodable, Sendable, SchemaAnnotated {
    var label: Patched<String>
    var score: Patched<Double?>
    var zones: Patched<[String]>
    var end: Patched<String>
    var snapshot: Patched<String?>
    var attributes: Patched<[String: String]>

    static let schemaNotes: [String: SchemaNote] = [
        "end": SchemaNote("When it ended: of one that lasts, it is over by that.", format: "date-time")
    ]

    func change() throws -> CameraEventChange {
        var change = CameraEventChange()
        change.label = label.value
        change.score = score.value
        change.zones = zones.value
        change.end = try end.value.map { try NewCameraEventMessage.time($0, "end") }
        change.snapshot = snapshot.value
        change.attributes = attributes.value
        return change
    }
}

/// Several events.
struct EventIDsMessage: Codable, Sendable, SchemaAnnotated {
    var ids: [String]

    static let schemaNotes: [String: SchemaNote] = ["ids": SchemaNote("1 to 1000.")]
}

/// What went of a choice of events.
struct DeletedEventsMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "DeletedEvents"
    static let schemaNotes: [String: SchemaNote] = ["more": SchemaNote("There may be more of them: ask again.")]

    var deleted: Int
    var more: Bool
}

/// How many events began in a stretch of time.
struct CameraEventCountMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "CameraEventCount"

    var from: String
    var to: String
    /// Where the count is of one camera.
    var camera: String?
    var count: Int
    var unacknowledged: Int
    /// The same by the kind of event.
    var kinds: [String: Int]

    init(_ count: CameraEventCount) {
        from = RFC3339.text(count.range.lowerBound)
        to = RFC3339.text(count.range.upperBound)
        camera = count.camera
        self.count = count.count
        unacknowledged = count.unacknowledged
        kinds = count.kinds
    }
}

/// A recording that is begun or ended by hand.
struct ManualRecordingRequest: Decodable, Sendable, SchemaAnnotated {
    var action: String
    var seconds: Int?
    var stream: String?

    static let schemaNotes: [String: SchemaNote] = [
        "action": SchemaNote("start or stop.", values: [.string("start"), .string("stop")]),
        "seconds": SchemaNote(
            "How long it is recorded; \(CameraEvents.usualManualSeconds) where it is left out.",
            minimum: 1,
            maximum: 14_400
        ),
        "stream": SchemaNote("main or sub; main where it is left out."),
    ]
}

struct ManualRecordingMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "ManualRecording"

    var camera: String
    var recording: Bool
    var streams: [String]
    /// When it ends by itself.
    var until: String?
    /// The event of it.
    var event: String?

    init(_ recording: ManualRecording) {
        camera = recording.camera
        self.recording = true
        streams = recording.streams
        until = RFC3339.text(recording.until)
        event = recording.event
    }

    init(stopped camera: String) {
        self.camera = camera
        recording = false
        streams = []
    }
}
