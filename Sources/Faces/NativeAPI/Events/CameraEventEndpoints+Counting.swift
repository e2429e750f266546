import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Events in numbers, and as a table for other programs.
extension CameraEventEndpoints {
    var counting: [Endpoint] { [counts, statistics, table] }

    private var counts: Endpoint {
        .get(
            "/api/v1/camera-event-counts",
            EndpointNotes(
                "countCameraEvents",
                "How many events there were, by stretches of time",
                tag: "events",
                description: "The last 24 hours where no times are given. Stretches without any are in it too.",
                query: Self.choice + [
                    .query(
                        "bucket",
                        .string(maxLength: 16),
                        description: "minute, hour (where it is left out), day, or a number of seconds."
                    )
                ],
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: ListMessage<CameraEventCountMessage>.self
        ) { call in
            let (from, to) = try times(call, last: 86_400)
            let found = try await events.counts(
                as: call.principal,
                CameraEvents.Choice(call),
                from: from,
                to: to,
                by: CameraEvents.Bucket(call)
            )
            return try call.json(ListMessage(items: found.map(CameraEventCountMessage.init)))
        }
    }

    private var statistics: Endpoint {
        .get(
            "/api/v1/camera-event-statistics",
            EndpointNotes(
                "getCameraEventStatistics",
                "How many events there were on each day of each camera",
                tag: "events",
                description: "The last 30 days where no times are given. Days are those of the recorder's time zone.",
                query: Self.choice,
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: ListMessage<CameraEventCountMessage>.self
        ) { call in
            let (from, to) = try times(call, last: 30 * 86_400)
            let found = try await events.statistics(as: call.principal, CameraEvents.Choice(call), from: from, to: to)
            return try call.json(ListMessage(items: found.map(CameraEventCountMessage.init)))
        }
    }

    private func times(_ call: Call, last seconds: Int64) throws -> (WallTime, WallTime) {
        let to = try call.time("to") ?? recorder.now
        return (try call.time("from") ?? to + .seconds(-seconds), to)
    }

    private var table: Endpoint {
        .file(
            "/api/v1/camera-events.csv",
            EndpointNotes(
                "exportCameraEvents",
                "Events as a table, the newest first",
                tag: "events",
                description: """
                    At most \(CameraEventTable.mostRows) of them. Texts that a spreadsheet would take for formulas have an \
                    apostrophe before them.
                    """,
                query: Self.choice,
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: [OpenAPIResponse(200, "The table.", content: [OpenAPIContent("text/csv")])]
        ) { call in
            var query = CameraEvents.Query()
            query.choice = try CameraEvents.Choice(call)
            query.limit = CameraEvents.largestPage
            // Before the answer begins, so that a refusal is one.
            let first = try await events.list(as: call.principal, query)
            let start = query
            return .stream(
                to: call.request,
                contentType: "text/csv; charset=utf-8; header=present",
                headers: [.contentDisposition: "attachment; filename=\"events.csv\"", .cacheControl: "no-store"]
            ) { writer in
                try await writer.write(ByteBuffer(string: CameraEventTable.header))
                var (query, page, rows) = (start, first, 0)
                while true {
                    let lines = page.items.prefix(CameraEventTable.mostRows - rows).map(CameraEventTable.line)
                    if !lines.isEmpty { try await writer.write(ByteBuffer(string: lines.joined())) }
                    rows += lines.count
                    guard let next = page.next, rows < CameraEventTable.mostRows else { return }
                    query.cursor = next
                    page = try await events.list(as: call.principal, query)
                }
            }
        }
    }
}

/// Events as comma-separated values (RFC 4180).
enum CameraEventTable {
    static let mostRows = 100_000

    static let header =
        "id,camera,stream,kind,label,score,zones,start,end,source,acknowledged_by,acknowledged_at,snapshot\r\n"

    static func line(_ event: CameraEventView) -> String {
        let fields = [
            event.id, event.camera, event.stream ?? "", event.kind, event.label, event.score.map { "\($0)" } ?? "",
            event.zones.joined(separator: "; "), RFC3339.text(event.start), event.end.map(RFC3339.text) ?? "",
            event.source, event.acknowledgedBy ?? "", event.acknowledgedAt.map(RFC3339.text) ?? "",
            event.snapshot ?? "",
        ]
        return fields.map(field).joined(separator: ",") + "\r\n"
    }

    /// What begins like a formula is one for spreadsheets, whoever wrote it (OWASP: CSV injection).
    static func field(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) { text = "'" + text }
        guard text.unicodeScalars.contains(where: { ",\"\r\n'".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension CameraEvents.Bucket {
    fileprivate init(_ call: Call) throws {
        switch try call.query("bucket", longest: 16) {
        case "hour", nil: self = .seconds(3600)
        case "minute": self = .seconds(60)
        case "day": self = .day
        case let text?:
            guard let seconds = Int64(text) else {
                throw Problem.invalid("bucket", "bucket is minute, hour, day, or a number of seconds.")
            }
            self = .seconds(seconds)
        }
    }
}
