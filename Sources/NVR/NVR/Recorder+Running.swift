import Catalog
import Logging
import Recording
import ServiceLifecycle

extension Recorder {
    /// Records until the service group shuts down or the task is cancelled; then every file is closed and every row
    /// written before this returns.
    package func run() async throws {
        workers.start()
        // Not of the groups below, whose end it tells of.
        let watch = Task.detached { [parts, logger] in await parts.watch(logger) }
        defer { watch.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { outer in
            // Ends after the cameras, so that it still gets what they sent last.
            outer.addTask { await self.parts.run("recording") { await self.recording.run() } }
            defer { outer.cancelAll() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.parts.run("cameras") { try await self.runCameras() } }
                group.addTask { await self.parts.run("heartbeat") { await self.beat() } }
                for (name, work) in works { group.addTask { await self.parts.run(name, work) } }
                for (name, work) in worksInLine {
                    group.addTask {
                        await self.parts.run(name) {
                            await self.heart.mended()
                            await work()
                        }
                    }
                }
                group.addTask {
                    await self.parts.run("volumes") { await self.volumes.run { await self.heart.mended() } }
                }
                group.addTask { try? await gracefulShutdown() }
                // The cameras and the heartbeat run for ever: the first to end is the shutdown, or a failure.
                defer {
                    parts.beginEnd()
                    group.cancelAll()
                }
                try await group.next()
            }
        }
        try await parts.run("closing") { try await close() }
    }

    /// What runs from the start on.
    private var works: [(String, @Sendable () async -> Void)] {
        [
            ("people", people.run), ("system", system.watch), ("backups", backups.run), ("exports", exports.run),
            ("hls", hls.run), ("restreams", restreams.run), ("discovery", finder.run),
        ]
    }

    /// What runs only when catalogue and disk are in line.
    private var worksInLine: [(String, @Sendable () async -> Void)] {
        [
            ("events", events.run), ("retention", keeping.run), ("trends", keeping.noteTrends),
            ("storyboards", storyboards.run), ("upkeep", upkeep.run), ("evidence", exports.evidence.run),
            ("snapshots", deleteOldSnapshots), ("devices", following.run),
            ("devices awaited", awaiting.run),
        ]
    }

    /// Not before catalogue and disk are in line.
    private func runCameras() async throws {
        await heart.mended()
        while !Task.isCancelled {
            do {
                return try await cameras.run()
            } catch let error as CatalogError {
                // It is thrown before any camera is begun.
                logger.error("the cameras cannot be begun; it is tried again", metadata: ["reason": "\(error)"])
                // Cut short by being cancelled alone, which the loop looks at.
                try? await Task.sleep(for: Heartbeat.interval)
            }
        }
    }

    private func beat() async {
        while !Task.isCancelled {
            if await heart.beat() { await system.beat() }
            // The beat itself. Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Heartbeat.interval)
        }
    }
}
