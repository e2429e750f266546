import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// What was recorded of many cameras, to be drawn on one axis.
struct TimelineEndpoint {
    let recorder: Recorder

    /// Of so many ids, with commas between.
    private static let longestNames = TimelineRequest.mostCameras * 64

    var endpoint: Endpoint {
        .get(
            "/api/v1/timeline",
            EndpointNotes(
                "getTimeline",
                "What was recorded of many cameras, as exactly as it is drawn",
                tag: "recordings",
                description: """
                    Spans that are no further apart than the resolution are one, and gaps that are shorter are left out. The answer \
                    says the resolution that it has: a coarser one than was asked for where there would be too much to tell. \
                    Events that begin within one stretch of event_resolution_ms are one mark, with their number.
                    """,
                query: [
                    .query(
                        "cameras",
                        .string(pattern: "^[a-z0-9,-]*$", maxLength: Self.longestNames),
                        description: "Ids with commas between, 64 at most; all that may be played where it is left out."
                    ),
                    RecordingEndpoints.stream, Queries.from, Queries.to,
                    .query(
                        "resolution_ms",
                        .integer(1...TimelineRequest.longest.milliseconds),
                        description: "A thousandth of the time where it is left out."
                    ),
                    .query(
                        "buckets",
                        .integer(1...Int64(TimelineRequest.mostBuckets)),
                        description: "In so many equal parts the time is cut to tell how much of each is recorded."
                    ),
                    .query("events", .boolean, description: "Whether events are told, too."),
                    .query(
                        "losses",
                        .boolean,
                        description: "Whether losses that are shorter than the resolution are told as marks."
                    ),
                    .query("protected", .boolean, description: "Whether it is told what is protected."),
                ],
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: TimelineMessage.self
        ) { call in
            let to = try call.time("to") ?? recorder.now
            var request = TimelineRequest(from: try call.time("from") ?? to + .seconds(-86_400), to: to)
            request.cameras = try call.query("cameras", longest: Self.longestNames).map { names in
                names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            request.stream = try call.query("stream") ?? request.stream
            request.resolution = try call.integer("resolution_ms").map(Self.resolution)
            request.buckets = try call.integer("buckets")
            request.hasEvents = try call.bool("events") ?? false
            request.hasLosses = try call.bool("losses") ?? false
            request.hasProtected = try call.bool("protected") ?? false
            return try call.json(TimelineMessage(await recorder.archive.timeline(as: call.principal, request)))
        }
    }

    private static func resolution(_ milliseconds: Int) throws -> Duration {
        guard (1...TimelineRequest.longest.milliseconds).contains(Int64(milliseconds)) else {
            throw Problem.invalid("resolution_ms", "resolution_ms is 1 to \(TimelineRequest.longest.milliseconds).")
        }
        return .milliseconds(milliseconds)
    }
}

extension Duration {
    var milliseconds: Int64 { inNanoseconds / 1_000_000 }
}
