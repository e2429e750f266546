/// Text times are of the clock on the wall.
struct LightSegmentMessage: Codable, Hashable, Sendable {
    var id: Int64
    var stream: String
    var startTime: String
    var endTime: String
    var duration: Double
    var size: String
    var hasDetection: Bool
    var isRestricted = false
    /// Seconds since 1970.
    var start: Int64
    var end: Int64
    /// The same once more.
    var localStart: Int64
    var localEnd: Int64

    enum CodingKeys: String, CodingKey {
        case id, stream, duration, size
        case startTime = "start_time"
        case endTime = "end_time"
        case hasDetection = "has_detection"
        case isRestricted = "schedule_restricted"
        case start = "start_timestamp"
        case end = "end_timestamp"
        case localStart = "local_start_timestamp"
        case localEnd = "local_end_timestamp"
    }
}

struct LightTimelineMessage: Codable, Sendable {
    var segments: [LightSegmentMessage]
    var stream: String
    var startTime: String
    var endTime: String
    var count: Int

    enum CodingKeys: String, CodingKey {
        case segments, stream
        case startTime = "start_time"
        case endTime = "end_time"
        case count = "segment_count"
    }
}
