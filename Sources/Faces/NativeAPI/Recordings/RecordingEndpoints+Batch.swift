import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// Many recordings at once.
extension RecordingEndpoints {
    var batch: Endpoint {
        .send(
            .post,
            "/api/v1/recordings/batch",
            EndpointNotes(
                "changeRecordings",
                "Delete or protect many recordings",
                tag: "recordings",
                description: """
                    As a job of the kind `batch`, whose result counts those with which it was done (`done`, `bytes`), that are \
                    protected or being written and so are not deleted (`refused`), and that are not there or not the \
                    caller's (`unknown`).
                    """,
                refusals: [404]
            ),
            access: .objects(.protectRecordings),
            takes: BatchMessage.self,
            answers: JobMessage.self,
            status: .accepted
        ) { call, body in
            let job = try await recorder.keeping.batch(as: call.principal, RecordingBatch(body))
            return try call.json(JobMessage(job), status: .accepted, location: "/api/v1/jobs/\(job.id)")
        }
    }
}

struct BatchMessage: Decodable, Sendable, SchemaAnnotated {
    static let schemaNotes: [String: SchemaNote] = [
        "action": SchemaNote(values: RecordingBatch.Action.allCases.map { .string($0.rawValue) }),
        "ids": SchemaNote("Those of these ids; either they or a filter.", minItems: 1, maxItems: 1000),
    ]

    struct Filter: Decodable, Sendable, SchemaAnnotated, SchemaNamed {
        static let schemaName = "BatchFilter"
        static let schemaNotes: [String: SchemaNote] = [
            "camera": SchemaNote("Only of this camera, also of one that was removed.", maxLength: 63),
            "stream": SchemaNote(values: [.string("main"), .string("sub")]),
            "kind": SchemaNote(values: PurgeRequest.kinds.map { .string($0) }),
            "from": SchemaNote("Only those that begin then or later.", format: "date-time"),
            "to": SchemaNote("Only those that have ended by then.", format: "date-time"),
            "all": SchemaNote("Must be true where neither a camera nor a time narrows the choice."),
        ]

        var camera: String?
        var stream: String?
        var kind: String?
        var from: String?
        var to: String?
        var all: Bool?
    }

    var action: String
    var ids: [String]?
    var filter: Filter?
}

extension RecordingBatch {
    init(_ message: BatchMessage) throws {
        guard let action = Action(rawValue: message.action) else {
            throw Problem.invalid("action", "action is \"delete\", \"protect\" or \"unprotect\".")
        }
        switch (message.ids, message.filter) {
        case (let ids?, nil): self.init(action, .named(ids))
        case (nil, let filter?): self.init(action, .filter(try Filter(filter)))
        default: throw Problem.invalid("ids", "Either ids or a filter must be given, and not both.")
        }
    }
}

extension RecordingBatch.Filter {
    fileprivate init(_ message: BatchMessage.Filter) throws {
        self.init()
        camera = message.camera
        stream = message.stream
        kind = message.kind
        from = try Self.time(message.from, "filter.from")
        to = try Self.time(message.to, "filter.to")
        guard camera != nil || from != nil || to != nil || message.all == true else {
            throw Problem.invalid("filter.all", "all must be true where neither camera, from nor to is given.")
        }
    }

    private static func time(_ text: String?, _ member: String) throws -> WallTime? {
        guard let text else { return nil }
        guard let time = RFC3339.time(text) else {
            throw Problem.invalid(member, "\(member) is a time as in 2026-11-21T10:00:00Z.")
        }
        return time
    }
}
