import HTTPServing
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NVR
import OpenAPI
import Reception

/// The recorder as a whole.
struct SystemEndpoints {
    let recorder: Recorder

    private var system: RecorderSystem { recorder.system }

    var all: [Endpoint] { health + info + ends }

    private var health: [Endpoint] {
        [
            .get(
                "/api/v1/health",
                EndpointNotes("getHealth", "Whether the recorder is well", tag: "system"),
                access: .everyone,
                answers: PublicHealthMessage.self
            ) { call in
                let health = await system.publicHealth()
                let message = PublicHealthMessage(
                    status: health.isWell ? .ok : .degraded,
                    time: RFC3339.text(health.time)
                )
                return try call.json(message)
            },
            .get(
                "/api/v1/ready",
                EndpointNotes("getReadiness", "Whether the recorder can do its work; 503 where not", tag: "system"),
                access: .everyone,
                answers: ReadinessMessage.self
            ) { call in
                let readiness = await system.readiness()
                guard readiness.isReady else {
                    throw Problem(.serviceUnavailable, detail: "The recorder is starting, ending, or cannot write.")
                }
                return try call.json(ReadinessMessage(readiness))
            },
            .get(
                "/api/v1/system/health",
                EndpointNotes("getHealthDetails", "How the recorder is, with all that is wrong", tag: "system"),
                access: .may(.seeSystem),
                answers: HealthMessage.self
            ) { call in try call.json(HealthMessage(await system.health(as: call.principal))) },
        ]
    }

    private var info: [Endpoint] {
        [
            .get(
                "/api/v1/system",
                EndpointNotes("getSystem", "The machine and the program: versions, load, memory, disks", tag: "system"),
                access: .may(.seeSystem),
                answers: InfoMessage.self
            ) { call in try call.json(InfoMessage(await system.info(as: call.principal))) },
            .file(
                "/metrics",
                EndpointNotes("getMetrics", "The figures, as Prometheus reads them", tag: "system"),
                access: .may(.readMetrics),
                tier: .read,
                answers: [
                    OpenAPIResponse(
                        200,
                        "In the format that Accept asks for.",
                        content: [OpenAPIContent("text/plain"), OpenAPIContent("application/openmetrics-text")]
                    )
                ]
            ) { call in
                let accept = call.request.headers[.accept]
                let page = try await system.metrics(as: call.principal, accepting: accept)
                return Response(
                    status: .ok,
                    headers: [.contentType: page.contentType, .cacheControl: "no-store"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes))
                )
            },
        ]
    }

    private var ends: [Endpoint] {
        [
            .act(
                .post,
                "/api/v1/system/restart",
                EndpointNotes("restart", "Stop in good order, and start anew in place", tag: "system", refusals: [409]),
                access: .may(.manageSystem),
                status: .accepted
            ) { call in
                try await system.restart(as: call.principal)
                return Response(status: .accepted)
            },
            .act(
                .post,
                "/api/v1/system/shutdown",
                EndpointNotes("shutDown", "Stop in good order", tag: "system", refusals: [409]),
                access: .may(.manageSystem),
                status: .accepted
            ) { call in
                try await system.shutDown(as: call.principal)
                return Response(status: .accepted)
            },
        ]
    }
}
