package import Media
import Stream
import Synchronization

/// What a stranger may know: that the program lives, and whether somebody should look. No camera, no reason, no version.
package struct PublicHealth: Hashable, Sendable {
    /// Nothing is wrong with any camera or disk.
    package var isWell: Bool
    package var time: WallTime
    /// Since the program started.
    package var uptime: Duration = .zero
}

/// Whether the recorder can do its work, for whoever sends requests to it or starts it.
package struct Readiness: Hashable, Sendable {
    /// The catalogue takes rows.
    package var isCatalogueWritable: Bool
    /// No stream waits for a disk that refuses it.
    package var isVolumeWritable: Bool
    /// All cameras were taken up since the start.
    package var areCamerasStarted: Bool
    /// The program was asked to end.
    package var isEnding: Bool

    package var isReady: Bool { isCatalogueWritable && isVolumeWritable && areCamerasStarted && !isEnding }
}

extension RecorderSystem {
    /// So long the catalogue may take for a row before it counts as stuck: three beats of the heart.
    private static let longestSilence: Duration = .seconds(15)

    /// For everyone: it needs no permission.
    package func publicHealth() async -> PublicHealth {
        PublicHealth(
            isWell: await parts.problems().isEmpty,
            time: services.time.wall,
            uptime: services.time.monotonic - started
        )
    }

    /// With every reason, and so with the cameras' names.
    package func health(as principal: Principal) async throws(DomainError) -> RecorderHealth {
        try Policy.require(principal, .seeSystem)
        return await health()
    }

    func health() async -> RecorderHealth {
        let cameras = await parts.figures().cameras.values
        return RecorderHealth(
            version: parts.version,
            time: services.time.wall,
            uptime: services.time.monotonic - started,
            cameras: cameras.count,
            recording: cameras.count { $0.status.state == .recording },
            problems: await parts.problems()
        )
    }

    /// For everyone: it needs no permission, and asks no disk.
    package func readiness() async -> Readiness {
        let figures = await parts.figures()
        let now = services.time.monotonic
        return state.withLock { state in
            Readiness(
                isCatalogueWritable: now - state.catalogueAnswered <= Self.longestSilence,
                isVolumeWritable: !parts.isInterrupted(),
                areCamerasStarted: figures.areCamerasStarted,
                isEnding: state.wish != nil
            )
        }
    }
}
