import HTTPServing
import Hummingbird
import NVR
import OpenAPI
import Reception

/// The processes that decode pictures.
struct WorkerEndpoints {
    let recorder: Recorder

    var all: [Endpoint] {
        [
            .get(
                "/api/v1/system/workers",
                EndpointNotes("getWorkers", "The processes that decode pictures", tag: "system"),
                access: .may(.seeSystem),
                answers: WorkersMessage.self
            ) { call in
                let transcoded = try recorder.live.transcoded(as: call.principal)
                return try call.json(WorkersMessage(await recorder.workers.view(as: call.principal), transcoded))
            },
            .get(
                "/api/v1/system/workers/benchmark",
                EndpointNotes(
                    "getBenchmark",
                    "What can be decoded and encoded here, and how fast",
                    tag: "system",
                    description: "By a trial of about two seconds, made when somebody asks first.",
                    refusals: [501]
                ),
                access: .may(.seeSystem),
                answers: BenchmarkMessage.self
            ) { call in try call.json(BenchmarkMessage(await recorder.workers.benchmark(as: call.principal))) },
        ]
    }
}
