import HTTPServing
import Media
import NVR
import OpenAPI
import Reception

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
