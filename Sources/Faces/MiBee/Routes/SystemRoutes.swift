import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception

extension MiBeeRoutes {
    var system: [Endpoint] {
        [
            .foreign(.get, "/api/health", access: .everyone) { _ in
                let (readiness, health) = await (recorder.system.readiness(), recorder.system.publicHealth())
                return try .json(MiBeeHealthMessage(readiness, health))
            },
            .foreign(.get, "/api/readyz", access: .everyone) { _ in
                let (readiness, health) = await (recorder.system.readiness(), recorder.system.publicHealth())
                guard !readiness.isCatalogueWritable || !readiness.isVolumeWritable || readiness.isEnding else {
                    return try .mibee(status: "ok")
                }
                let checks = MiBeeHealthMessage(readiness, health).checks
                return try .json(
                    MiBeeNotReadyMessage(status: "not ready", checks: checks),
                    status: .serviceUnavailable
                )
            },
            .foreign(.get, "/api/stats/system", access: .may(.seeSystem)) { call in
                try .json(MiBeeSystemStatsMessage(try await recorder.system.info(as: call.principal)))
            },
            .foreign(.get, "/api/stats", access: .may(.seeSystem)) { call in
                try .json(
                    MiBeeStatsMessage(
                        try await recorder.system.info(as: call.principal),
                        try await recorder.keeping.view(as: call.principal),
                        cameras: try await recorder.cameras.list(as: call.principal).count
                    )
                )
            },
            .foreign(.get, "/api/transcoding/check", access: .may(.seeSystem)) { call in
                try .json(
                    MiBeeTranscodingMessage(
                        try await benchmark(as: call.principal),
                        try await recorder.workers.view(as: call.principal),
                        try await recorder.system.info(as: call.principal)
                    )
                )
            },
        ]
    }

    /// What the workers can do; nil where none can be asked.
    private func benchmark(as principal: Principal) async throws -> WorkerBenchmark? {
        do {
            return try await recorder.workers.benchmark(as: principal)
        } catch {
            guard error.kind != .forbidden, error.kind != .unproven else { throw error }
            return nil
        }
    }
}
