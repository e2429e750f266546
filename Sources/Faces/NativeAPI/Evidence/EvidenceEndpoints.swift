import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// The evidence chains of cameras.
struct EvidenceEndpoints {
    let recorder: Recorder

    private static let path = "/api/v1/cameras/{id}/evidence"
    private var evidence: Evidence { recorder.exports.evidence }

    var all: [Endpoint] { [state, change, entries, check] }

    private var state: Endpoint {
        .get(
            Self.path,
            EndpointNotes("getEvidence", "How a camera's evidence chain stands", tag: "evidence"),
            access: .camera(.playRecordings, parameter: "id"),
            answers: EvidenceMessage.self
        ) { call in try call.json(EvidenceMessage(await evidence.view(as: call.principal, of: call.path("id")))) }
    }

    private var change: Endpoint {
        .send(
            .put,
            Self.path,
            EndpointNotes(
                "changeEvidence",
                "Say whether a camera has an evidence chain",
                tag: "evidence",
                description: """
                    Each of its recordings is then read once more after it has ended, and sealed in a signed entry. Recordings that \
                    began before get none. Where it is switched off the chain stays, and goes on telling what becomes of what it \
                    is about.
                    """
            ),
            access: .camera(.manageCamera, parameter: "id"),
            takes: EvidenceChoiceMessage.self,
            answers: EvidenceMessage.self
        ) { call, body in
            let view = try await evidence.change(as: call.principal, of: call.path("id"), isOn: body.enabled)
            return try call.json(EvidenceMessage(view))
        }
    }

    private var entries: Endpoint {
        .get(
            "\(Self.path)/entries",
            EndpointNotes(
                "listEvidence",
                "The entries of a camera's evidence chain",
                tag: "evidence",
                description: "By their numbers. `text` is what was signed, `signature` in base 64.",
                query: [
                    Queries.from, Queries.to,
                    .query("stream", .enumeration(["main", "sub"]), description: "Both where it is left out."),
                    .query("order", .enumeration(["asc", "desc"])), Queries.cursor, Queries.limit,
                ]
            ),
            access: .camera(.playRecordings, parameter: "id"),
            answers: ListMessage<EvidenceEntryMessage>.self
        ) { call in
            var query = Evidence.Query()
            query.from = try call.time("from")
            query.to = try call.time("to")
            query.stream = try call.query("stream")
            query.cursor = try call.query("cursor")
            query.limit = try call.integer("limit") ?? query.limit
            switch try call.query("order") {
            case "asc", nil: break
            case "desc": query.isNewestFirst = true
            default: throw Problem.invalid("order", "order is \"asc\" or \"desc\".")
            }
            let page = try await evidence.entries(as: call.principal, of: call.path("id"), query)
            return try call.json(ListMessage(items: page.items.map(EvidenceEntryMessage.init), nextCursor: page.next))
        }
    }

    private var check: Endpoint {
        .act(
            .post,
            "\(Self.path)/check",
            EndpointNotes(
                "checkEvidence",
                "Check a camera's evidence chain, and whether its recordings are what was sealed",
                tag: "evidence",
                description: """
                    As a job of the kind `evidence-check`, whose result counts `entries`, `recordings`, `unsealed` and `faults`, \
                    and names the first of these. All recordings of the time are read.
                    """,
                query: [Queries.from, Queries.to]
            ),
            access: .camera(.manageCamera, parameter: "id"),
            answers: JobMessage.self,
            status: .accepted
        ) { call in
            let job = try await evidence.check(
                as: call.principal,
                of: call.path("id"),
                from: call.time("from"),
                to: call.time("to")
            )
            return try call.json(JobMessage(job), status: .accepted, location: "/api/v1/jobs/\(job.id)")
        }
    }
}

struct EvidenceChoiceMessage: Codable, Sendable {
    var enabled: Bool
}

struct EvidenceMessage: Codable, Sendable, SchemaNamed, SchemaAnnotated {
    static let schemaName = "Evidence"
    static let schemaNotes: [String: SchemaNote] = [
        "since": SchemaNote("Recordings that begin later get entries.", format: "date-time"),
        "chain": SchemaNote("A random name: a chain that begins anew is another."),
        "head": SchemaNote(
            "SHA-256 of the newest entry. Written down elsewhere, it shows later whether entries were taken off."
        ),
        "last_made_at": SchemaNote(format: "date-time"),
    ]

    var enabled: Bool
    var since: String?
    var entries: Int64
    var chain: String?
    var head: String?
    var lastMadeAt: String?

    enum CodingKeys: String, CodingKey {
        case enabled, since, entries, chain, head
        case lastMadeAt = "last_made_at"
    }

    init(_ view: EvidenceView) {
        enabled = view.since != nil
        since = view.since.map(RFC3339.text)
        entries = view.entries
        chain = view.chain
        head = view.head
        lastMadeAt = view.lastMadeAt
    }
}

struct EvidenceEntryMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "EvidenceEntry"

    struct Track: Codable, Sendable, SchemaNamed {
        static let schemaName = "TrackSeal"

        /// "video" or "audio".
        var kind: String
        var timescale: Int
        /// SHA-256 of the sample entry.
        var format: String
        var samples: Int
        /// Decoding time of the first sample, in the stream's ticks, as text: JavaScript's numbers do not hold it.
        var first: String
        var sha256: String
    }

    var number: Int64
    var kind: String
    var madeAt: String?
    var recording: String?
    var stream: String?
    var start: String
    var end: String
    var tracks: [Track]
    var reason: String?
    var replaces: [Int64]
    var hash: String
    var text: String
    var signature: String

    enum CodingKeys: String, CodingKey {
        case number, kind, recording, stream, start, end, tracks, reason, replaces, hash, text, signature
        case madeAt = "made_at"
    }

    init(_ item: EvidenceItem) {
        number = item.number
        kind = item.kind
        madeAt = item.madeAt
        recording = item.recording
        stream = item.stream
        start = RFC3339.text(item.start)
        end = RFC3339.text(item.end)
        tracks = item.tracks.map { track in
            Track(
                kind: track.kind,
                timescale: track.timescale,
                format: track.format,
                samples: track.samples,
                first: "\(track.first)",
                sha256: track.sha256
            )
        }
        reason = item.reason
        replaces = item.replaces
        hash = item.hash
        text = item.text
        signature = Base64.encode(item.signature)
    }
}
