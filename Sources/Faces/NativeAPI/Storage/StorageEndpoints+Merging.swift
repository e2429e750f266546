import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// Short recordings become long ones.
extension StorageEndpoints {
    private var engine: Merging { recorder.upkeep.merging }

    var merging: [Endpoint] {
        [
            .get(
                "/api/v1/storage/merging",
                EndpointNotes(
                    "getMerging",
                    "How joining recordings stands",
                    tag: "storage",
                    description: "When and how is set in the group `merge` of the settings, and camera by camera."
                ),
                access: .may(.seeSystem),
                answers: MergingMessage.self
            ) { call in try call.json(MergingMessage(engine.view(as: call.principal))) },
            .get(
                "/api/v1/storage/merging/waiting",
                EndpointNotes(
                    "getWaitingMerging",
                    "How many recordings wait to be joined, camera by camera",
                    tag: "storage",
                    description:
                        "Of the cameras whose recordings are joined. Those wait that are old enough and have enough neighbours."
                ),
                access: .may(.seeSystem),
                answers: ListMessage<WaitingMergingMessage>.self
            ) { call in
                let waiting = try await engine.waiting(as: call.principal).sorted { $0.key < $1.key }
                return try call.json(
                    ListMessage(items: waiting.map { WaitingMergingMessage(camera: $0.key, recordings: $0.value) })
                )
            },
            .act(
                .post,
                "/api/v1/storage/merging/run",
                EndpointNotes(
                    "mergeRecordings",
                    "Join at once what can be joined",
                    tag: "storage",
                    description: """
                        Of the cameras whose recordings are joined. As a job of the kind `merge`, whose result counts `files`, \
                        `segments`, `bytes` and `errors`.
                        """
                ),
                access: .may(.manageSystem),
                answers: JobMessage.self,
                status: .accepted
            ) { call in
                let job = try await engine.start(as: call.principal)
                return try call.json(JobMessage(job), status: .accepted, location: "/api/v1/jobs/\(job.id)")
            },
            .get(
                "/api/v1/cameras/{id}/merging",
                EndpointNotes(
                    "getCameraMerging",
                    "What is said of joining a camera's recordings instead of the settings",
                    tag: "cameras",
                    description: "Members that are left out are as the settings say."
                ),
                access: .camera(.manageCamera, parameter: "id"),
                answers: CameraMergingMessage.self
            ) { call in
                let found = try await engine.override(as: call.principal, of: call.path("id"))
                return try call.json(CameraMergingMessage(found))
            },
            .send(
                .put,
                "/api/v1/cameras/{id}/merging",
                EndpointNotes(
                    "changeCameraMerging",
                    "Say of a camera when and how its recordings are joined",
                    tag: "cameras",
                    description: "Members that are left out, or null, are as the settings say."
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: CameraMergingMessage.self,
                answers: CameraMergingMessage.self
            ) { call, body in
                let said = try await engine.change(as: call.principal, of: call.path("id"), MergeOverride(body))
                return try call.json(CameraMergingMessage(said))
            },
        ]
    }
}

struct MergingMessage: Codable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "running": SchemaNote("A pass is at work."),
        "last_run_at": SchemaNote("When the last pass began.", format: "date-time"),
        "last_ended_at": SchemaNote(format: "date-time"),
        "passes": SchemaNote("Since the recorder's first day, as `total`."),
        "last_failure": SchemaNote("Why recordings could not be joined the last time that this was so."),
    ]

    struct Tally: Codable, Sendable, SchemaAnnotated, SchemaNamed {
        static let schemaName = "MergeTally"
        static let schemaNotes: [String: SchemaNote] = [
            "files": SchemaNote("Files that were made."),
            "segments": SchemaNote("Recordings that became parts of them."),
            "errors": SchemaNote("Groups that could not be joined because of an error."),
            "incompatible": SchemaNote("Groups whose files do not go together."),
            "without_room": SchemaNote("Groups for which there was no room."),
        ]

        var files: Int
        var segments: Int
        var bytes: Int64
        var errors: Int
        var incompatible: Int
        var withoutRoom: Int

        enum CodingKeys: String, CodingKey {
            case files, segments, bytes, errors, incompatible
            case withoutRoom = "without_room"
        }

        init(_ tally: MergeView.Tally) {
            files = tally.files
            segments = tally.segments
            bytes = tally.bytes
            errors = tally.errors
            incompatible = tally.incompatible
            withoutRoom = tally.withoutRoom
        }
    }

    var enabled: Bool
    var running: Bool
    var lastRunAt: String?
    var lastEndedAt: String?
    var last: Tally
    var passes: Int
    var total: Tally
    var lastFailure: String?

    enum CodingKeys: String, CodingKey {
        case enabled, running, last, passes, total
        case lastRunAt = "last_run_at"
        case lastEndedAt = "last_ended_at"
        case lastFailure = "last_failure"
    }

    init(_ view: MergeView) {
        enabled = view.isEnabled
        running = view.isAtWork
        lastRunAt = view.lastBeganAt.map(RFC3339.text)
        lastEndedAt = view.lastEndedAt.map(RFC3339.text)
        last = Tally(view.last)
        passes = view.passes
        total = Tally(view.total)
        lastFailure = view.lastFailure
    }
}

struct WaitingMergingMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "WaitingMerging"

    var camera: String
    var recordings: Int
}

struct CameraMergingMessage: Codable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "interval_seconds": SchemaNote("From one pass to the next.", minimum: 1, maximum: 86_400),
        "window_seconds": SchemaNote("How long a joined recording gets.", minimum: 60, maximum: 86_400),
        "batch_limit": SchemaNote("How many are joined in one go.", minimum: 1, maximum: 10_000),
        "min_age_seconds": SchemaNote("How old a recording must be.", minimum: 0, maximum: 604_800),
        "min_segments": SchemaNote("How many it takes.", minimum: 2, maximum: 1000),
        "across_pauses": SchemaNote(
            "Whether they are joined also where nothing was recorded between them. Cameras with an evidence chain are not."
        ),
    ]

    var enabled: Bool?
    var interval: Int?
    var window: Int?
    var batch: Int?
    var leastAge: Int?
    var leastSegments: Int?
    var acrossPauses: Bool?

    enum CodingKeys: String, CodingKey {
        case enabled
        case interval = "interval_seconds"
        case window = "window_seconds"
        case batch = "batch_limit"
        case leastAge = "min_age_seconds"
        case leastSegments = "min_segments"
        case acrossPauses = "across_pauses"
    }

    init(_ override: MergeOverride) {
        enabled = override.isEnabled
        interval = override.interval
        window = override.window
        batch = override.batch
        leastAge = override.leastAge
        leastSegments = override.leastSegments
        acrossPauses = override.joinsAcrossPauses
    }
}

extension MergeOverride {
    fileprivate init(_ message: CameraMergingMessage) {
        self.init()
        isEnabled = message.enabled
        interval = message.interval
        window = message.window
        batch = message.batch
        leastAge = message.leastAge
        leastSegments = message.leastSegments
        joinsAcrossPauses = message.acrossPauses
    }
}
