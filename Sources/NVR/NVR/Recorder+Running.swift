import Catalog
import Logging
import Recording
import ServiceLifecycle

extension Recorder {
    /// Records until the service group shuts down or the task is cancelled; then every file is closed and every row
    /// written before this returns.
    package func run() async throws {
        workers.start()
        try await withThrowingTaskGroup(of: Void.self) { outer in
            // Ends after the cameras, so that it still gets what they sent last.
            outer.addTask { await self.recording.run() }
            defer { outer.cancelAll() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.runCameras() }
                group.addTask { await self.beat() }
                for part in parts { group.addTask { await part() } }
                for part in partsInLine {
                    group.addTask {
                        await self.heart.mended()
                        await part()
                    }
                }
                group.addTask { await self.volumes.run { await self.heart.mended() } }
                group.addTask { try? await gracefulShutdown() }
                // The cameras and the heartbeat run for ever: the first to end is the shutdown, or a failure.
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        try await close()
    }

    /// What runs from the start on.
    private var parts: [@Sendable () async -> Void] {
        [people.run, system.watch, backups.run, exports.run, hls.run, restreams.run, finder.run]
    }

    /// What runs only when catalogue and disk are in line.
    private var partsInLine: [@Sendable () async -> Void] {
        [
            events.run, keeping.run, keeping.noteTrends, storyboards.run, upkeep.run, exports.evidence.run,
            deleteOldSnapshots,
            following.run, awaiting.run,
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
