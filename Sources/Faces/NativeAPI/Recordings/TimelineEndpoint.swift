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
    fileprivate var milliseconds: Int64 { inNanoseconds / 1_000_000 }
}

/// The time line in its wire spelling (docs/api.md).
struct TimelineMessage: Codable, Sendable {
    struct Span: Codable, Sendable {
        var start: String
        var end: String
    }

    struct Gap: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "reason": SchemaNote(values: CoverageView.Gap.reasons.map { .string($0) })
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

    struct Line: Codable, Sendable {
        var camera: String
        var spans: [Span]
        var gaps: [Gap]
        var recordedRatio: Double
        /// How much of each part is recorded, 0 to 1; left out where no parts were asked for.
        var buckets: [Double]?
        /// Left out where they were not asked for.
        var events: [Events]?
        /// Left out where they were not asked for.
        var losses: [Losses]?
        /// Where recordings are protected; left out where it was not asked for.
        var protected: [Span]?

        enum CodingKeys: String, CodingKey {
            case camera, spans, gaps, buckets, events, losses, protected
            case recordedRatio = "recorded_ratio"
        }
    }

    /// Gaps of one reason that are too short to be told each, as marks: one place in each list is of one mark.
    struct Losses: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "reason": SchemaNote(values: CoverageView.Gap.reasons.map { .string($0) }),
            "at_ms": SchemaNote(
                "Where each begins, in milliseconds since the beginning of the time that is told: the longest near by."
            ),
            "length_ms": SchemaNote("How long each is."),
            "missing_ms": SchemaNote("How much of each is missing."),
            "counts": SchemaNote("How many losses near by, of whatever reason, the mark stands for."),
        ]

        var reason: String
        var detail: String
        var at: [Int64]
        var length: [Int64]
        var missing: [Int64]
        var counts: [Int]

        enum CodingKeys: String, CodingKey {
            case reason, detail, counts
            case at = "at_ms"
            case length = "length_ms"
            case missing = "missing_ms"
        }

        init(_ losses: TimelineView.Losses, from start: WallTime) {
            reason = losses.reason
            detail = losses.sentence
            at = losses.marks.map { ($0.range.lowerBound - start).milliseconds }
            // However short it was, it was.
            length = losses.marks.map { max(1, ($0.range.upperBound - $0.range.lowerBound).milliseconds) }
            missing = losses.marks.map { max(1, $0.missing.milliseconds) }
            counts = losses.marks.map(\.count)
        }
    }

    /// Marks of one kind and label: one place in each list is of one mark. Lists, so that thousands are quickly read.
    struct Events: Codable, Sendable, SchemaAnnotated {
        static let schemaNotes: [String: SchemaNote] = [
            "kind": SchemaNote("As of a camera's event; other also stands for all that are too rare to be told apart."),
            "at_ms": SchemaNote(
                "Where each mark begins, in milliseconds since the beginning of the time that is told."
            ),
            "length_ms": SchemaNote("How long each mark is; of an event that has no length, 0."),
            "counts": SchemaNote("How many events each mark stands for."),
            "ids": SchemaNote("The first event of each mark; left out where marks are made of sums by hour or day."),
        ]

        var kind: String
        var label: String
        var at: [Int64]
        var length: [Int64]
        var counts: [Int]
        var ids: [String]?

        enum CodingKeys: String, CodingKey {
            case kind, label, counts, ids
            case at = "at_ms"
            case length = "length_ms"
        }

        init(_ events: TimelineView.Events, from start: WallTime) {
            kind = events.kind
            label = events.label
            at = events.marks.map { ($0.range.lowerBound - start).milliseconds }
            length = events.marks.map { ($0.range.upperBound - $0.range.lowerBound).milliseconds }
            counts = events.marks.map(\.count)
            let first = events.marks.compactMap(\.first)
            ids = first.count == events.marks.count ? first : nil
        }
    }

    var stream: String
    var from: String
    var to: String
    var resolution: Int64
    /// Of the events; left out where they were not asked for.
    var eventResolution: Int64?
    var cameras: [Line]

    enum CodingKeys: String, CodingKey {
        case stream, from, to, cameras
        case resolution = "resolution_ms"
        case eventResolution = "event_resolution_ms"
    }

    init(_ view: TimelineView) {
        stream = view.stream
        from = RFC3339.text(view.range.lowerBound)
        to = RFC3339.text(view.range.upperBound)
        // Rounded up: what is told is no more exact.
        resolution = (view.resolution.inNanoseconds + 999_999) / 1_000_000
        eventResolution = view.eventResolution.map { ($0.inNanoseconds + 999_999) / 1_000_000 }
        cameras = view.lines.map { line in
            Line(
                camera: line.camera,
                spans: line.spans.map {
                    Span(start: RFC3339.text($0.lowerBound), end: RFC3339.text($0.upperBound))
                },
                gaps: line.gaps.map { gap in
                    Gap(
                        start: RFC3339.text(gap.range.lowerBound),
                        end: RFC3339.text(gap.range.upperBound),
                        missing: gap.missing.inSeconds,
                        reason: gap.reason,
                        detail: gap.sentence
                    )
                },
                recordedRatio: line.recordedRatio,
                buckets: line.buckets,
                events: line.events?.map { Events($0, from: view.range.lowerBound) },
                losses: line.losses?.map { Losses($0, from: view.range.lowerBound) },
                protected: line.protected?.map {
                    Span(start: RFC3339.text($0.lowerBound), end: RFC3339.text($0.upperBound))
                }
            )
        }
    }
}
