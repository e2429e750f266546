import Media
import NVR
import OpenAPI
import Reception

/// What the film of a stretch of time has, in its wire spelling (docs/api.md).
struct RangeMessage: Codable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "duration_s": SchemaNote("Seconds that the film lasts, gaps included."),
        "video_frames": SchemaNote("Pictures in the file; those before its beginning, which are not shown, included."),
        "bytes": SchemaNote("Not of one that is encoded anew: nobody knows before it is made."),
        "transcoded": SchemaNote("Whether pictures or sound are encoded anew, so that it is given without a length."),
        "spans": SchemaNote("What was recorded without a gap; the seconds between two are a gap."),
        "ends_early": SchemaNote("Only where the film ends before what was asked for."),
    ]

    struct Span: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "offset_s": SchemaNote("When it begins, in seconds since the film's beginning."),
            "duration_s": SchemaNote("Seconds that it lasts in the film, by the camera's clock."),
        ]

        var start: String
        var end: String
        var offset: Double
        var duration: Double

        enum CodingKeys: String, CodingKey {
            case start, end
            case offset = "offset_s"
            case duration = "duration_s"
        }
    }

    struct EarlyEnd: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "at": SchemaNote("From when another film goes on."),
            "reason": SchemaNote(values: [.string("codec-change"), .string("size-change")]),
        ]

        var at: String
        var reason: String
        var recording: String
        var videoCodec: String?
        var audioCodec: String?

        enum CodingKeys: String, CodingKey {
            case at, reason, recording
            case videoCodec = "video_codec"
            case audioCodec = "audio_codec"
        }
    }

    var camera: String
    var stream: String
    var start: String
    var end: String
    var duration: Double
    var bytes: Int64?
    var transcoded: Bool
    var videoFrames: Int
    var audioFrames: Int
    var spans: [Span]
    var endsEarly: EarlyEnd?
    var mediaURL: String

    enum CodingKeys: String, CodingKey {
        case camera, stream, start, end, bytes, transcoded, spans
        case duration = "duration_s"
        case videoFrames = "video_frames"
        case audioFrames = "audio_frames"
        case endsEarly = "ends_early"
        case mediaURL = "media_url"
    }

    /// Of a time of which nothing is recorded.
    ///
    /// - Parameter query: of the request.
    init(nothingOf camera: String, _ stream: String, _ range: Range<WallTime>, query: String) {
        self.camera = camera
        self.stream = stream
        start = RFC3339.text(range.lowerBound)
        end = RFC3339.text(range.upperBound)
        duration = 0
        transcoded = false
        videoFrames = 0
        audioFrames = 0
        spans = []
        mediaURL = "/api/v1/cameras/\(camera)/range.mp4?\(query)"
    }

    /// - Parameter query: of the request: what was asked for.
    init(_ media: RangeMedia, query: String) {
        camera = media.camera
        stream = media.stream
        start = RFC3339.text(media.range.lowerBound)
        end = RFC3339.text(media.range.upperBound)
        duration = media.duration
        bytes = media.isMade ? nil : media.length
        transcoded = media.isMade
        videoFrames = media.videoFrames
        audioFrames = media.audioFrames
        spans = media.spans.map { span in
            Span(
                start: RFC3339.text(span.range.lowerBound),
                end: RFC3339.text(span.range.upperBound),
                offset: span.offset,
                duration: span.duration
            )
        }
        endsEarly = media.codecChange.map { change in
            EarlyEnd(
                at: RFC3339.text(change.at),
                reason: change.isOfSize ? "size-change" : "codec-change",
                recording: change.recording,
                videoCodec: change.videoCodec,
                audioCodec: change.audioCodec
            )
        }
        mediaURL = "/api/v1/cameras/\(media.camera)/range.mp4?\(query)"
    }
}
