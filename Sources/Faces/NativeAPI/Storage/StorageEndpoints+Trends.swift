import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// How much was written, deleted and held, day by day.
extension StorageEndpoints {
    var trends: Endpoint {
        .get(
            "/api/v1/storage/trends",
            EndpointNotes(
                "getStorageTrends",
                "What was written, deleted and held on each day",
                tag: "storage",
                description: """
                    The last 30 days where no times are given, of \(Keeping.rememberedDays) that are remembered. Days are those of the \
                    recorder's time zone; those of which nothing is known are left out. What is joined to other recordings counts \
                    neither as written nor as deleted.
                    """,
                query: [
                    .query(
                        "by",
                        .enumeration(Keeping.TrendQuery.Grouping.allCases.map(\.rawValue)),
                        description:
                            "Sums of all (where it is left out), of each camera that may be played, or of each volume."
                    ),
                    .query("camera", .string(maxLength: 63), description: "Of this camera alone."),
                    .query("volume", .string(maxLength: 63), description: "Of this volume alone."),
                    Queries.from, Queries.to,
                ],
                refusals: [404]
            ),
            access: .may(.seeSystem),
            answers: ListMessage<StorageDayMessage>.self
        ) { call in
            var query = Keeping.TrendQuery()
            if let by = try call.query("by") {
                guard let grouping = Keeping.TrendQuery.Grouping(rawValue: by) else {
                    throw Problem.invalid("by", "by is total, camera or volume.")
                }
                query.grouping = grouping
            }
            query.camera = try call.query("camera")
            query.volume = try call.query("volume")
            if let volume = query.volume, volume.unicodeScalars.count > 63 {
                throw Problem.invalid("volume", "volume is the id of a volume, which has at most 63 characters.")
            }
            query.from = try call.time("from")
            query.to = try call.time("to")
            let found = try await recorder.keeping.trends(as: call.principal, query)
            return try call.json(ListMessage(items: found.map(StorageDayMessage.init)))
        }
    }
}

/// What came and went on a day.
struct StorageDayMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "StorageDay"
    static let schemaNotes: [String: SchemaNote] = [
        "day": SchemaNote("When it began.", format: "date-time"),
        "camera": SchemaNote("Left out where it is the sum of all."),
        "volume": SchemaNote("Left out where it is the sum of all."),
        "held_bytes": SchemaNote("At its end, or by now."),
        "date": SchemaNote("By the recorder's time zone.", format: "date"),
        "recordings": SchemaNote(
            "That are there now and began on this day. Left out of volumes, and where more than 31 days are told, as the next."
        ),
        "recordings_so_far": SchemaNote("That are there now and had begun by its end."),
    ]

    var day: String
    var camera: String?
    var volume: String?
    var written: Int64
    var deleted: Int64
    var held: Int64
    var date: String
    var recordings: Int?
    var recordingsSoFar: Int?

    enum CodingKeys: String, CodingKey {
        case day, date, camera, volume, recordings
        case recordingsSoFar = "recordings_so_far"
        case written = "written_bytes"
        case deleted = "deleted_bytes"
        case held = "held_bytes"
    }

    init(_ view: StorageDayView) {
        day = RFC3339.text(view.day)
        camera = view.camera
        volume = view.volume
        written = view.written
        deleted = view.deleted
        held = view.held
        date = view.date
        recordings = view.begun
        recordingsSoFar = view.begunSoFar
    }
}
