import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NVR
import Reception

extension VibeRoutes {
    private static let hours = 24
    private static let hour: Int64 = 3_600_000_000_000
    /// Of snapshots, pages that are counted for the hours of a day.
    private static let mostPages = 10

    var statistics: [Endpoint] {
        [
            .foreign(.get, "/stats", access: .may(.seeSystem)) { call in
                try .json(VibeStatsMessage(try await figures(as: call.principal), recorder.settings))
            },
            .foreign(.get, "/stats/history", access: .objects(.playRecordings)) { call in
                try .json(try await history(as: call.principal))
            },
            .foreign(.get, "/health", access: .everyone) { _ in
                let readiness = await recorder.system.readiness()
                let isWell = readiness.isCatalogueWritable && !readiness.isEnding
                return try .json(
                    VibeHealthMessage(
                        status: isWell ? "ok" : "error",
                        components: .init(database: readiness.isCatalogueWritable ? "ok" : "lost", engine: "ok")
                    ),
                    status: isWell ? .ok : .serviceUnavailable
                )
            },
        ]
    }

    private func figures(as principal: Principal) async throws -> VibeFigures {
        let cameras = try await recorder.cameras.list(as: principal)
        let storage = try await recorder.keeping.view(as: principal)
        let ids = Set(cameras.map(\.id) + storage.cameras.map(\.id))
        return VibeFigures(
            info: try await recorder.system.info(as: principal),
            storage: storage,
            cameras: cameras,
            numbers: try await numbers(of: .camera, ids),
            pictures: try await recorder.album.count(as: principal),
            eventsToday: try await history(as: principal).reduce(0) { $0 + $1.events },
            workers: try await recorder.workers.view(as: principal)
        )
    }

    /// What began in each of the last hours, the present one too; the oldest first.
    private func history(as principal: Principal) async throws -> [VibeHourMessage] {
        let last = recorder.now.nanoseconds / Self.hour
        let starts = (last - Int64(Self.hours) + 1...last).map { WallTime(nanoseconds: $0 * Self.hour) }
        let stretches = starts.map { $0..<WallTime(nanoseconds: $0.nanoseconds + Self.hour) }
        let videos = try await recorder.archive.counts(as: principal, in: stretches)
        let taken = try await pictures(from: starts[0], as: principal)
        let time = recorder.localTime
        return zip(stretches, videos).map { stretch, videos in
            let pictures = taken.count { stretch.contains($0) }
            let name = time.text(stretch.lowerBound).dropFirst(11).prefix(2)
            return VibeHourMessage(time: "\(name):00", events: videos + pictures, videos: videos)
        }
    }

    /// When snapshots were taken.
    private func pictures(from start: WallTime, as principal: Principal) async throws -> [WallTime] {
        var query = SnapshotAlbum.Query()
        query.from = start
        query.limit = SnapshotAlbum.largestPage
        var found: [WallTime] = []
        for _ in 0..<Self.mostPages {
            let page = try await recorder.album.list(as: principal, query)
            found += page.items.map(\.takenAt)
            guard let next = page.next else { break }
            query.cursor = next
        }
        return found
    }
}
