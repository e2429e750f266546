import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// Whether the catalogue and the disks say the same.
extension StorageEndpoints {
    private static let path = "/api/v1/storage/check"

    var consistency: [Endpoint] {
        [
            .get(
                Self.path,
                EndpointNotes(
                    "getConsistency",
                    "What the last comparison of the catalogue with the disks has found",
                    tag: "storage",
                    description: "`last` is left out where there was none since the start of the program."
                ),
                access: .may(.seeSystem),
                answers: ConsistencyMessage.self
            ) { call in
                let last = try recorder.upkeep.consistency.last(as: call.principal)
                return try call.json(ConsistencyMessage(last: last.map(ConsistencyMessage.Report.init)))
            },
            .send(
                .post,
                Self.path,
                EndpointNotes(
                    "checkConsistency",
                    "Compare the catalogue with the disks, and mend what differs if that is wanted",
                    tag: "storage",
                    description: """
                        As a job of the kind `check` or `repair`, whose result counts what was `found` and `mended`. What is \
                        being recorded is left alone.
                        """,
                    refusals: [409]
                ),
                access: .may(.manageSystem),
                takes: CheckMessage.self,
                answers: JobMessage.self,
                status: .accepted
            ) { call, body in
                let job = try await recorder.upkeep.consistency.start(
                    as: call.principal,
                    repairs: body.repair ?? false
                )
                return try call.json(JobMessage(job), status: .accepted, location: "/api/v1/jobs/\(job.id)")
            },
        ]
    }
}

struct CheckMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "repair": SchemaNote(
            "Rows without a file become gaps, files without a row are taken up, torn ends are cut off."
        )
    ]

    var repair: Bool?
}

struct ConsistencyMessage: Codable, Sendable {
    struct Report: Codable, Sendable, SchemaAnnotated, SchemaNamed {
        static let schemaName = "ConsistencyReport"
        static let schemaNotes: [String: SchemaNote] = [
            "started_at": SchemaNote(format: "date-time"),
            "ended_at": SchemaNote(format: "date-time"),
            "mended": SchemaNote("How much of it is in order now."),
            "findings": SchemaNote("Each in a sentence, of the first hundred."),
        ]

        struct Found: Codable, Sendable, SchemaAnnotated, SchemaNamed {
            static let schemaName = "ConsistencyFound"
            static let schemaNotes: [String: SchemaNote] = [
                "kind": SchemaNote(values: ConsistencyView.Kind.names.map { .string($0) })
            ]

            var kind: String
            var count: Int
        }

        var startedAt: String
        var endedAt: String?
        var repair: Bool
        var found: [Found]
        var mended: Int
        var findings: [String]

        enum CodingKeys: String, CodingKey {
            case repair, found, mended, findings
            case startedAt = "started_at"
            case endedAt = "ended_at"
        }

        init(_ view: ConsistencyView) {
            startedAt = RFC3339.text(view.startedAt)
            endedAt = view.endedAt.map(RFC3339.text)
            repair = view.repairs
            found = view.found.map { Found(kind: $0.name, count: $0.count) }
            mended = view.mended
            findings = view.findings
        }
    }

    var last: Report?
}
