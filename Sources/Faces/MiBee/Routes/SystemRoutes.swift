import HTTPServing
import HTTPTypes
import Hummingbird
import Media
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
            .foreign(.get, "/api/stats/trends", access: .may(.seeSystem), trends),
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

    /// The last days, with today.
    private func trends(_ call: Call) async throws -> Response {
        let wanted = try call.query("days").flatMap { Int($0) } ?? Self.usualDays
        var query = Keeping.TrendQuery()
        // What makes no sense is as if it were left out.
        let days = Self.trendDays.contains(wanted) ? wanted : Self.usualDays
        // A day has 25 hours at most; one too many is left out again.
        query.from = recorder.now + .seconds(Int64(-days) * 86_400 - 3600)
        let found = try await recorder.keeping.trends(as: call.principal, query).suffix(days)
        let info = try await recorder.system.info(as: call.principal)
        return try .json(MiBeeTrendsMessage(trends: found.map { MiBeeTrendsMessage.Day($0, info) }))
    }

    private static let usualDays = 7
    private static let trendDays = 1...30

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
