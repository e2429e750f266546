import NVR
import OpenAPI

// Recordings in their wire spelling (docs/api.md).

struct RecordingMessage: Codable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "duration_s": SchemaNote("How long it plays: its pauses do not count."),
        "pauses": SchemaNote(
            "Times between its start and its end of which it has nothing, because it was joined across them. Left out where there "
                + "are none."
        ),
    ]

    struct Pause: Codable, Sendable {
        var start: String
        var end: String
    }

    var id: String
    var camera: String
    var stream: String
    var start: String
    var end: String
    var duration: Double
    var bytes: Int64
    var videoFrames: Int
    var audioFrames: Int
    var keyFrames: Int
    var open: Bool
    var protected: Bool
    var event: Bool
    /// Others have been joined to it.
    var merged: Bool
    var pauses: [Pause]?
    /// Left out where its camera's rule counts.
    var retentionDays: Int?
    var endReason: String?
    var videoCodec: String?
    var audioCodec: String?
    var width: Int?
    var height: Int?
    var mediaURL: String

    enum CodingKeys: String, CodingKey {
        case id, camera, stream, start, end, bytes, open, protected, event, merged, pauses, width, height
        case retentionDays = "retention_days"
        case duration = "duration_s"
        case videoFrames = "video_frames"
        case audioFrames = "audio_frames"
        case keyFrames = "key_frames"
        case endReason = "end_reason"
        case videoCodec = "video_codec"
        case audioCodec = "audio_codec"
        case mediaURL = "media_url"
    }
}

struct CoverageMessage: Codable, Sendable {
    struct Span: Codable, Sendable {
        var start: String
        var end: String
    }

    struct Gap: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "reason": SchemaNote(values: CoverageView.Gap.reasons.map { .string($0) }),
            "missing_s": SchemaNote(
                "Seconds that are missing between start and end; less than lie between them where short losses that were "
                    + "close together are one gap."
            ),
        ]

        var start: String
        var end: String
        var missing: Double
        var reason: String
        var detail: String

        enum CodingKeys: String, CodingKey {
            case start, end, reason, detail
            case missing = "missing_s"
        }
    }

    var camera: String
    var stream: String
    var from: String
    var to: String
    var spans: [Span]
    var gaps: [Gap]
    var recordedRatio: Double

    enum CodingKeys: String, CodingKey {
        case camera, stream, from, to, spans, gaps
        case recordedRatio = "recorded_ratio"
    }
}
