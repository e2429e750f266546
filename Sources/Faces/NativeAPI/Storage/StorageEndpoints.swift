import HTTPServing
import Hummingbird
import Media
import NVR
import OpenAPI
import Reception

/// How long recordings stay, and what room there is.
struct StorageEndpoints {
    let recorder: Recorder

    private var keeping: Keeping { recorder.keeping }

    var all: [Endpoint] { [storage, trends, plan, cleanup] + consistency + merging }

    private var storage: Endpoint {
        .get(
            "/api/v1/storage",
            EndpointNotes(
                "getStorage",
                "What is kept on each volume and of each camera, and how long the room will last",
                tag: "storage"
            ),
            access: .may(.seeSystem),
            answers: StorageMessage.self
        ) { call in try call.json(StorageMessage(await keeping.view(as: call.principal))) }
    }

    private var plan: Endpoint {
        .get(
            "/api/v1/storage/plan",
            EndpointNotes(
                "getDeletionPlan",
                "What would be deleted, and when",
                tag: "storage",
                description: "By the rules as they are and at the present rate of recording. Nothing is deleted. Where "
                    + "storage.cleanup_enabled is off, it is what would be deleted if it were on.",
                query: [
                    .query("hours", .integer(0...8784), description: "Within so many hours; 24 where it is left out."),
                    Queries.limit,
                ]
            ),
            access: .may(.manageSystem),
            answers: DeletionPlanMessage.self
        ) { call in
            // What is no sensible number of hours the domain refuses.
            let hours = min(max(try call.integer("hours") ?? 24, -1), 1_000_000)
            let plan = try await keeping.plan(
                as: call.principal,
                within: .seconds(3600 * hours),
                limit: call.integer("limit") ?? 100
            )
            return try call.json(DeletionPlanMessage(plan))
        }
    }

    private var cleanup: Endpoint {
        .act(
            .post,
            "/api/v1/storage/cleanup",
            EndpointNotes(
                "cleanUpStorage",
                "Delete at once what is due",
                tag: "storage",
                description: "As a job of the kind `cleanup`, for whose end it waits.",
                refusals: [409]
            ),
            access: .may(.manageSystem),
            answers: StorageSumMessage.self
        ) { call in try call.json(StorageSumMessage(await keeping.cleanUp(as: call.principal))) }
    }
}
