import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// What happens before the cameras. (`/api/v1/events` tells of changes of the recorder.)
struct CameraEventEndpoints {
    let recorder: Recorder

    static let path = "/api/v1/camera-events"
    var events: CameraEvents { recorder.events }

    var all: [Endpoint] {
        [list, create, one, change, delete] + acknowledging + [deleteMany, deleteChoice, recording] + counting
    }

    static let choice: [OpenAPIParameter] = [
        .query("camera", .string(maxLength: 1024), description: "Of these cameras alone, with commas between them."),
        .query("kind", .string(maxLength: 64)), .query("label", .string(maxLength: 200)),
        .query("source", .string(maxLength: 64)),
        .query("min_score", .string(maxLength: 16), description: "Only those that are known to be so sure: 0 to 1."),
        .query("zone", .string(maxLength: 200), description: "Only those that touched it."),
        .query("acknowledged", .boolean), Queries.from, Queries.to,
    ]

    private var list: Endpoint {
        .get(
            Self.path,
            EndpointNotes(
                "listCameraEvents",
                "Events of cameras, the newest first",
                tag: "events",
                query: Self.choice + [.query("order", .enumeration(["asc", "desc"])), Queries.cursor, Queries.limit],
                refusals: [404]
            ),
            access: .objects(.playRecordings),
            answers: ListMessage<CameraEventMessage>.self
        ) { call in
            let page = try await events.list(as: call.principal, CameraEvents.Query(call))
            return try call.json(ListMessage(items: page.items.map(CameraEventMessage.init), nextCursor: page.next))
        }
    }

    private var create: Endpoint {
        .send(
            .post,
            Self.path,
            EndpointNotes(
                "createCameraEvent",
                "Tell of an event",
                tag: "events",
                description: "A camera that is recorded on events is recorded for it, some seconds before and after.",
                refusals: [404]
            ),
            access: .objects(.recordByHand),
            takes: NewCameraEventMessage.self,
            answers: CameraEventMessage.self,
            status: .created
        ) { call, body in
            let event = try await events.create(as: call.principal, body.report())
            return try call.json(
                CameraEventMessage(event),
                status: .created,
                location: "\(Self.path)/\(event.id)"
            )
        }
    }

    private var one: Endpoint {
        .get(
            "\(Self.path)/{id}",
            EndpointNotes("getCameraEvent", "An event of a camera", tag: "events"),
            access: .objects(.playRecordings),
            answers: CameraEventMessage.self
        ) { call in
            try call.json(CameraEventMessage(await events.event(as: call.principal, call.path("id"))))
        }
    }

    private var change: Endpoint {
        .send(
            .patch,
            "\(Self.path)/{id}",
            EndpointNotes("changeCameraEvent", "Change what is known of an event, or end it", tag: "events"),
            access: .objects(.recordByHand),
            takes: CameraEventPatchMessage.self,
            answers: CameraEventMessage.self
        ) { call, body in
            let change = try body.change()
            return try call.json(
                CameraEventMessage(await events.change(as: call.principal, call.path("id"), change))
            )
        }
    }

    private var delete: Endpoint {
        .act(
            .delete,
            "\(Self.path)/{id}",
            EndpointNotes("deleteCameraEvent", "Delete an event; what was recorded of it stays", tag: "events"),
            access: .objects(.deleteRecordings)
        ) { call in
            try await events.delete(as: call.principal, [call.path("id")])
            return call.noContent()
        }
    }

    private var acknowledging: [Endpoint] {
        [
            .act(
                .post,
                "\(Self.path)/{id}/acknowledge",
                EndpointNotes("acknowledgeCameraEvent", "Note that one has taken note of an event", tag: "events"),
                access: .objects(.recordByHand),
                answers: CameraEventMessage.self
            ) { call in try await acknowledge(call, true) },
            .act(
                .delete,
                "\(Self.path)/{id}/acknowledge",
                EndpointNotes("unacknowledgeCameraEvent", "Take that back", tag: "events"),
                access: .objects(.recordByHand),
                answers: CameraEventMessage.self
            ) { call in try await acknowledge(call, false) },
            .send(
                .post,
                "\(Self.path)/acknowledge",
                EndpointNotes(
                    "acknowledgeCameraEvents",
                    "Note that one has taken note of up to 1000 events",
                    tag: "events",
                    refusals: [404]
                ),
                access: .objects(.recordByHand),
                takes: EventIDsMessage.self,
                answers: EventIDsMessage.self
            ) { call, body in
                try call.json(EventIDsMessage(ids: await events.acknowledge(as: call.principal, body.ids)))
            },
        ]
    }

    private func acknowledge(_ call: Call, _ isNoted: Bool) async throws -> Response {
        let id = try call.path("id")
        try await events.acknowledge(as: call.principal, [id], isNoted)
        return try call.json(CameraEventMessage(await events.event(as: call.principal, id)))
    }

    private var deleteMany: Endpoint {
        .send(
            .post,
            "\(Self.path)/delete",
            EndpointNotes("deleteCameraEvents", "Delete up to 1000 events", tag: "events", refusals: [404]),
            access: .objects(.deleteRecordings),
            takes: EventIDsMessage.self,
            answers: EventIDsMessage.self
        ) { call, body in
            try call.json(EventIDsMessage(ids: await events.delete(as: call.principal, body.ids)))
        }
    }

    private var deleteChoice: Endpoint {
        .act(
            .delete,
            Self.path,
            EndpointNotes(
                "deleteChosenCameraEvents",
                "Delete the events of a choice, the oldest first",
                tag: "events",
                description: "At most \(CameraEvents.mostDeleted); what was recorded of them stays.",
                query: Self.choice + [
                    .query(
                        "all",
                        .boolean,
                        description: "Must be true where neither a camera nor a time narrows the choice."
                    )
                ],
                refusals: [404]
            ),
            access: .objects(.deleteRecordings),
            answers: DeletedEventsMessage.self
        ) { call in
            let choice = try CameraEvents.Choice(call)
            let all = try call.bool("all") ?? false
            let (count, hasMore) = try await events.delete(as: call.principal, choice, all: all)
            return try call.json(DeletedEventsMessage(deleted: count, more: hasMore))
        }
    }

    private var recording: Endpoint {
        .send(
            .post,
            "/api/v1/cameras/{id}/recording",
            EndpointNotes(
                "recordCamera",
                "Record a camera by hand, whatever its mode, or end that",
                tag: "cameras",
                description: "It ends by itself; an event of the kind manual tells of it.",
                refusals: [409]
            ),
            access: .camera(.recordByHand, parameter: "id"),
            takes: ManualRecordingRequest.self,
            answers: ManualRecordingMessage.self
        ) { call, body in
            let id = try call.path("id")
            switch body.action {
            case "start":
                let begun = try await events.record(
                    as: call.principal,
                    id,
                    stream: body.stream,
                    seconds: body.seconds
                )
                return try call.json(ManualRecordingMessage(begun))
            case "stop":
                try await events.stopRecording(as: call.principal, id)
                return try call.json(ManualRecordingMessage(stopped: id))
            default: throw Problem.invalid("action", "action is \"start\" or \"stop\".")
            }
        }
    }
}

extension CameraEvents.Choice {
    init(_ call: Call) throws {
        self.init()
        cameras = try call.query("camera", longest: 1024)?.split(separator: ",").map(String.init) ?? []
        kind = try call.query("kind", longest: 64)
        label = try call.query("label", longest: 200)
        source = try call.query("source", longest: 64)
        leastScore = try call.query("min_score", longest: 16).map { text in
            guard let score = Double(text) else { throw Problem.invalid("min_score", "min_score is a number.") }
            return score
        }
        zone = try call.query("zone", longest: 200)
        isAcknowledged = try call.bool("acknowledged")
        from = try call.time("from")
        to = try call.time("to")
    }
}

extension CameraEvents.Query {
    fileprivate init(_ call: Call) throws {
        self.init()
        choice = try CameraEvents.Choice(call)
        cursor = try call.query("cursor")
        limit = try call.integer("limit") ?? limit
        switch try call.query("order") {
        case "desc", nil: isNewestFirst = true
        case "asc": isNewestFirst = false
        default: throw Problem.invalid("order", "order is \"asc\" or \"desc\".")
        }
    }
}
