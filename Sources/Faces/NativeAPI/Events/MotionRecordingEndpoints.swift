import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// How events of a camera are recorded, in one place, in its wire spelling (docs/api.md).
struct MotionRecordingMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "MotionRecording"

    var camera: String
    var enabled: Bool
    var preRollSeconds: Int
    var postRollSeconds: Int
    var eventMaxSeconds: Int
    var retentionDays: Int
    var recording: Bool
    var clips: Int
    var bytes: Int64
    var seconds: Double
    var oldest: String?
    var newest: String?
    var events: Int

    enum CodingKeys: String, CodingKey {
        case camera, enabled, recording, clips, bytes, seconds, oldest, newest, events
        case preRollSeconds = "pre_roll_seconds"
        case postRollSeconds = "post_roll_seconds"
        case eventMaxSeconds = "event_max_seconds"
        case retentionDays = "retention_days"
    }

    init(_ motion: MotionRecording) {
        camera = motion.camera
        enabled = motion.isEnabled
        preRollSeconds = motion.preRoll
        postRollSeconds = motion.postRoll
        eventMaxSeconds = motion.longestEvent
        retentionDays = motion.retentionDays
        recording = motion.isRecording
        clips = motion.clips
        bytes = motion.bytes
        seconds = motion.length.inSeconds
        oldest = motion.oldest.map(RFC3339.text)
        newest = motion.newest.map(RFC3339.text)
        events = motion.events
    }
}

struct MotionRecordingRequest: Decodable, Sendable, SchemaAnnotated {
    var enabled: Bool
    var preRollSeconds: Int?
    var postRollSeconds: Int?
    var eventMaxSeconds: Int?
    var retentionDays: Int?

    enum CodingKeys: String, CodingKey {
        case enabled
        case preRollSeconds = "pre_roll_seconds"
        case postRollSeconds = "post_roll_seconds"
        case eventMaxSeconds = "event_max_seconds"
        case retentionDays = "retention_days"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "enabled": SchemaNote("Whether the main stream is recorded when something happens."),
        "pre_roll_seconds": SchemaNote(minimum: 0, maximum: 30),
        "post_roll_seconds": SchemaNote(minimum: 0, maximum: 300),
        "event_max_seconds": SchemaNote(minimum: 10, maximum: 3600),
        "retention_days": SchemaNote("Of recordings that show events.", minimum: 0, maximum: 36_500),
    ]

    var change: MotionRecordingChange {
        var change = MotionRecordingChange(isEnabled: enabled)
        change.preRoll = preRollSeconds
        change.postRoll = postRollSeconds
        change.longestEvent = eventMaxSeconds
        change.retentionDays = retentionDays
        return change
    }
}

struct MotionRecordingEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/motion-recording"

    var all: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "getMotionRecording",
                    "How events of a camera are recorded, and what their recordings take",
                    tag: "events"
                ),
                access: .camera(.playRecordings, parameter: "id"),
                answers: MotionRecordingMessage.self
            ) { call in
                try call.json(
                    MotionRecordingMessage(
                        await recorder.events.motionRecording(as: call.principal, call.path("id"))
                    )
                )
            },
            .send(
                .put,
                Self.path,
                EndpointNotes(
                    "setMotionRecording",
                    "Set how events of a camera are recorded",
                    tag: "events",
                    description: """
                        What is left out stays as it is. A camera that is recorded in another way goes on so where `enabled` is \
                        false.
                        """
                ),
                access: .camera(.manageCamera, parameter: "id"),
                takes: MotionRecordingRequest.self,
                answers: MotionRecordingMessage.self
            ) { call, body in
                let motion = try await recorder.events.change(
                    as: call.principal,
                    motionRecording: body.change,
                    of: call.path("id")
                )
                return try call.json(MotionRecordingMessage(motion))
            },
        ]
    }
}
