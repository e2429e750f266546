import Catalog
import Changes
import Jobs
import Logging
import Machine
import Media
package import Prometheus
import Stream
import Synchronization

/// Gives metrics beside those of the recorder itself.
package typealias MetricSource = @Sendable () async -> [MetricFamily]

/// The figures as Prometheus reads them.
package struct MetricsPage: Hashable, Sendable {
    package var contentType: String
    /// UTF-8.
    package var bytes: [UInt8]

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension RecorderSystem {
    /// - Parameter accept: the header of that name, by which the format is chosen.
    package func metrics(as principal: Principal, accepting accept: String? = nil) async throws -> MetricsPage {
        try Policy.require(principal, .readMetrics)
        let format = ExpositionFormat(accepting: accept)
        var exposition = Exposition()
        for family in try await snapshot().families() { try exposition.add(family) }
        for source in state.withLock({ $0.metricSources }) {
            for family in await source() { add(family, to: &exposition) }
        }
        return MetricsPage(contentType: format.contentType, bytes: exposition.bytes(format))
    }

    /// Has `source` asked at each scrape, for good: for faces that count their own work. A family whose name is taken is
    /// left out.
    package func addMetrics(_ source: @escaping MetricSource) { state.withLock { $0.metricSources.append(source) } }

    private func add(_ family: MetricFamily, to exposition: inout Exposition) {
        do {
            try exposition.add(family)
        } catch {
            services.logger.debug("a metric is left out", metadata: ["reason": "\(error)"])
        }
    }

    private func snapshot() async throws -> MetricsSnapshot {
        let figures = await parts.figures()
        let disks = await volumes.reading()
        return MetricsSnapshot(
            version: parts.version,
            startedAt: startedAt,
            cameras: try await services.catalog.cameras().map { record in
                MetricsSnapshot.Camera(id: record.id.text, name: record.name, running: figures.cameras[record.id.text])
            },
            heldBytes: figures.heldBytes,
            ringBytes: figures.ringBytes,
            machine: sample(with: await parts.workers()).reading,
            disks: disks,
            jobs: parts.jobs.runner.jobs.map(\.state),
            followers: services.changes.subscriberCount,
            problems: await parts.problems().count,
            isInterrupted: parts.isInterrupted()
        )
    }
}
