import Catalog
import Media
import Recording
import Retention
import Storage
import Stream

/// What looks after the files of recordings while the recorder runs: one thing after the other, on a thread of its own, so
/// that neither those who record nor those who play wait for it.
package struct Upkeep: Sendable {
    package let consistency: Consistency
    package let merging: Merging
    private let threads: DiskThreads

    init(
        _ services: DomainServices,
        _ settings: Settings,
        _ jobs: RecorderJobs,
        volumes: @escaping @Sendable () async -> [KeptVolume],
        _ recording: RecordingService,
        order: OneAtATime
    ) async throws(CatalogError) {
        let threads = DiskThreads(count: 1)
        self.threads = threads
        let stores: @Sendable () async -> [String: any MediaStore] = {
            Dictionary(await volumes().compactMap { volume in volume.store.map { (volume.name, $0) } }) { first, _ in
                first
            }
        }
        consistency = Consistency(
            services: services,
            settings: settings,
            jobs: jobs,
            comparison: ConsistencyRun(
                catalog: services.catalog,
                node: Node.name,
                volumes: stores,
                threads: threads,
                logger: services.logger,
                isBusy: { recording.isUnsettled($0) }
            ),
            order: order
        )
        let merger = Merger(
            Merger.Parts(
                catalog: services.catalog,
                node: Node.name,
                volumes: stores,
                room: { name in
                    guard let room = await volumes().first(where: { $0.name == name })?.room else { return nil }
                    // So much shall stay free; recordings would be deleted to bring it about.
                    let full = Int64(settings.value(\.storage.cleanupThreshold))
                    return await threads.run { room().map { $0.free - $0.total / 100 * (100 - full) } }
                },
                threads: threads,
                time: services.time,
                logger: services.logger,
                exclusively: { work in await order.run { await work() } },
                told: { Merging.tell($0, services) },
                counted: { await KeptMergeReport.keep($0, in: services.catalog, services.logger) }
            ),
            before: try await KeptMergeReport.read(services.catalog)
        )
        merging = Merging(services: services, settings: settings, jobs: jobs, merger: merger)
    }

    /// Works on its schedules until the task is cancelled. Not before catalogue and disk are in line.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await consistency.run() }
            group.addTask { await merging.run() }
        }
    }

    /// After the jobs have ended.
    func close() async { await threads.stop() }

    /// What is wrong, in sentences.
    var problems: [String] { consistency.problems }
}
