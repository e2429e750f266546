import HTTPServing
import Media
import NVR
import OpenAPI
import Reception

// Exports in their wire spelling (docs/api.md).

struct NewExportMessage: Decodable, Sendable, SchemaAnnotated {
    var cameras: [String]
    /// "main" where it is left out.
    var stream: String?
    var from: String
    var to: String
    /// "segments" where it is left out.
    var form: String?
    /// false where it is left out.
    var timeTrack: Bool?
    /// false where it is left out.
    var burnedInTime: Bool?
    var reason: String?

    enum CodingKeys: String, CodingKey {
        case cameras, stream, from, to, form, reason
        case timeTrack = "time_track"
        case burnedInTime = "burned_in_time"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "cameras": SchemaNote("Their ids: 1 to \(ExportRequest.mostCameras)."),
        "stream": SchemaNote(values: [.string("main"), .string("sub")]),
        "from": SchemaNote(format: "date-time"),
        "to": SchemaNote(format: "date-time"),
        "form": SchemaNote(
            """
            segments: every recording that overlaps the time, whole and unaltered. exact: of each camera one ordinary MP4 that \
            begins and ends with the very pictures asked for, and another where its codecs change or it gets very long.
            """,
            values: ExportRequest.forms.map { .string($0) }
        ),
        "time_track": SchemaNote("Of the form exact: the time of day as text, which players show as subtitles."),
        "burned_in_time": SchemaNote(
            """
            Of the form exact: the pictures are encoded anew as H.264 by a worker, with the time of day in their lower left corner. \
            503 where no worker can, 409 where live.transcode_max_streams is 0; where as many streams are transcoded as may be, \
            the job waits.
            """
        ),
        "reason": SchemaNote("For people; it stands in the export.", maxLength: ExportRequest.longestReason),
    ]
}

extension ExportRequest {
    init(_ message: NewExportMessage) throws {
        func time(_ text: String, _ member: String) throws -> WallTime {
            guard let time = RFC3339.time(text) else {
                throw Problem.invalid(member, "\(member) is a time such as 2026-11-21T04:00:00Z.")
            }
            return time
        }
        self.init(
            cameras: message.cameras,
            from: try time(message.from, "from"),
            to: try time(message.to, "to")
        )
        stream = message.stream ?? stream
        form = message.form ?? form
        hasTimeTrack = message.timeTrack ?? false
        burnsInTime = message.burnedInTime ?? false
        reason = message.reason
    }
}

struct ExportMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "Export"

    var id: String
    var form: String
    var stream: String
    var cameras: [String]
    var from: String
    var to: String
    /// Whether pictures were encoded anew, with the time of day in them.
    var burnedInTime: Bool
    var reason: String?
    /// By name.
    var requestedBy: String
    var requestedAt: String
    var createdAt: String
    /// Recordings in it, times that are in none of them, and recordings that could not be taken along.
    var files: Int
    var gaps: Int
    var missing: Int
    var bytes: Int64
    /// When it is deleted; left out where it stays.
    var expiresAt: String?
    /// Of the key that it is signed with.
    var fingerprint: String
    var fileURL: String

    enum CodingKeys: String, CodingKey {
        case id, form, stream, cameras, from, to, reason, files, gaps, missing, bytes, fingerprint
        case burnedInTime = "burned_in_time"
        case requestedBy = "requested_by"
        case requestedAt = "requested_at"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case fileURL = "file_url"
    }

    init(_ export: ExportView) {
        id = export.id
        form = export.form
        stream = export.stream
        cameras = export.cameras
        from = RFC3339.text(export.from)
        to = RFC3339.text(export.to)
        burnedInTime = export.isBurnedIn
        reason = export.reason
        requestedBy = export.requester
        requestedAt = RFC3339.text(export.requestedAt)
        createdAt = RFC3339.text(export.createdAt)
        files = export.files
        gaps = export.gaps
        missing = export.missing
        bytes = export.bytes
        expiresAt = export.expiresAt.map(RFC3339.text)
        fingerprint = export.fingerprint
        fileURL = "/api/v1/exports/\(export.id)/file"
    }
}

struct SigningKeyMessage: Codable, Sendable {
    var algorithm: String
    /// The public key.
    var pem: String
    /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal digits.
    var fingerprint: String
}
