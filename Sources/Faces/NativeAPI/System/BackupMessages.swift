import Media
import NVR
import OpenAPI
import Reception

// Backups of the configuration, in their wire spelling (docs/api.md).

struct NewBackupMessage: Decodable, Sendable, SchemaAnnotated {
    var passphrase: String
    var note: String?

    static let schemaNotes: [String: SchemaNote] = [
        "passphrase": SchemaNote("Without it nobody can read the backup.", format: "password", maxLength: 1024),
        "note": SchemaNote("For people; it is not sealed.", maxLength: 200),
    ]
}

struct RestoreMessage: Decodable, Sendable, SchemaAnnotated {
    var passphrase: String
    var dryRun: Bool?

    enum CodingKeys: String, CodingKey {
        case passphrase
        case dryRun = "dry_run"
    }

    static let schemaNotes: [String: SchemaNote] = [
        "passphrase": SchemaNote(format: "password", maxLength: 1024),
        "dry_run": SchemaNote("Only say what would be done."),
    ]
}

struct BackupMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "Backup"

    struct Counts: Codable, Sendable {
        var settings: Int
        var cameras: Int
        var users: Int
        var apiKeys: Int

        enum CodingKeys: String, CodingKey {
            case settings, cameras, users
            case apiKeys = "api_keys"
        }
    }

    var name: String
    var createdAt: String
    /// manual, scheduled or uploaded.
    var origin: String
    var bytes: Int64
    /// When its content was read, and by which version of the program.
    var capturedAt: String?
    var program: String?
    var note: String?
    var counts: Counts?
    /// Why it cannot be read.
    var fault: String?
    /// What could not be taken along.
    var missing: [String]

    enum CodingKeys: String, CodingKey {
        case name, origin, bytes, program, note, counts, fault, missing
        case createdAt = "created_at"
        case capturedAt = "captured_at"
    }

    init(_ backup: BackupInfo) {
        name = backup.name
        createdAt = RFC3339.text(backup.createdAt)
        origin = backup.origin.rawValue
        bytes = backup.byteCount
        capturedAt = backup.capturedAt.map(RFC3339.text)
        program = backup.program
        note = backup.note
        counts = backup.counts.map {
            Counts(settings: $0.settings, cameras: $0.cameras, users: $0.users, apiKeys: $0.apiKeys)
        }
        fault = backup.fault
        missing = backup.missing
    }
}

/// What bringing back a backup changes, or would change.
struct RestoreReportMessage: Codable, Sendable {
    struct Part: Codable, Sendable {
        var added: [String]
        var changed: [String]
        var removed: [String]
        /// How many are as they were.
        var left: Int

        init(_ part: RestoreReport.Part) {
            added = part.added
            changed = part.changed
            removed = part.removed
            left = part.left
        }
    }

    var settings: Part
    var cameras: Part
    var volumes: Part
    var users: Part
    var apiKeys: Part
    var notes: [String]
    var dryRun: Bool
    /// The program must be started anew for what was changed to count.
    var needsRestart: Bool

    enum CodingKeys: String, CodingKey {
        case settings, cameras, volumes, users, notes
        case apiKeys = "api_keys"
        case dryRun = "dry_run"
        case needsRestart = "needs_restart"
    }

    init(_ report: RestoreReport) {
        settings = Part(report.settings)
        cameras = Part(report.cameras)
        volumes = Part(report.volumes)
        users = Part(report.users)
        apiKeys = Part(report.apiKeys)
        notes = report.notes
        dryRun = report.isDryRun
        needsRestart = report.needsRestart
    }
}
