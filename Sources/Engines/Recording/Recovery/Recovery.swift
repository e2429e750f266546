package import Catalog
package import Logging
import MP4
package import Media
package import Storage

/// Brings the catalogue and the disks in line, before recording begins: torn ends are cut off, what was not ended is
/// ended, files without a row are taken up, rows without a file become gaps (design §4).
///
/// It must have the volumes to itself: nothing records to them meanwhile.
package struct Recovery: Sendable {
    private let catalog: any Catalog
    private let node: String
    private let volumes: [String: any MediaStore]
    private let threads: DiskThreads
    private let logger: Logger

    /// - Parameter volumes: those that are there, by the names that rows have. Rows of others are left alone.
    package init(
        catalog: any Catalog,
        node: String,
        volumes: [String: any MediaStore],
        threads: DiskThreads,
        logger: Logger
    ) {
        self.catalog = catalog
        self.node = node
        self.volumes = volumes
        self.threads = threads
        self.logger = logger
    }

    /// Mends what the last run may have left behind: what was not ended, and the days since the program was last alive.
    ///
    /// - Parameter previous: the start of the program before this one; without one, everything is looked at.
    package func run(previous: OpenRecord?, at now: WallTime) async throws(CatalogError) -> RecoveryReport {
        guard let previous else { return try await repair(previous: nil) }
        return try await mend(.days(Self.days(from: previous.lastSeenAt, to: now)), previous: previous)
    }

    /// A recording may have begun on the day before, and a clock be a little off.
    private static func days(from time: WallTime, to now: WallTime) -> ClosedRange<UTCDay> {
        let alive = UTCDay(time.nanoseconds)
        let today = UTCDay(now.nanoseconds)
        return UTCDay(number: alive.number - 1)...UTCDay(number: max(alive.number, today.number) + 1)
    }

    /// Mends what lies on volumes that were away and are back, while all else is recorded.
    ///
    /// - Parameters:
    ///   - since: when they were last there; nil to look at everything.
    ///   - held: recordings whose files a recorder still has in its hands. No other is begun there meanwhile.
    package func mendReturned(
        since: WallTime?,
        at now: WallTime,
        sparing held: Set<RecordingID>
    ) async throws(CatalogError) -> RecoveryReport {
        let scope = since.map { VolumeSurvey.Scope.days(Self.days(from: $0, to: now)) } ?? .everything
        // Gaps that last now are the recorders' business.
        return try await mend(scope, previous: nil, sparing: held, endsGaps: false)
    }

    /// Mends everything, however old. Takes minutes for years of recordings.
    package func repair(previous: OpenRecord?) async throws(CatalogError) -> RecoveryReport {
        try await mend(.everything, previous: previous)
    }

    /// Mends everything, and enters the cameras of which there are recordings and that the catalogue does not know, so that
    /// these are taken up too: what a person asks for, while nothing records.
    ///
    /// - Parameters:
    ///   - isRebuild: the catalogue has been lost, and is new: times between recordings become gaps whose reason nobody
    ///     knows. In one that was not lost, such a time is what somebody has deleted. Files that were closed in good order
    ///     are not read whole, but for those of the newest day.
    ///   - tell: told in a sentence what was done about each thing, and what was left alone; from several tasks.
    package func repairAll(
        previous: OpenRecord?,
        isRebuild: Bool,
        at now: WallTime,
        tell: @escaping @Sendable (String) -> Void
    ) async throws(CatalogError) -> RecoveryReport {
        let finder = CameraFinder(catalog: catalog, node: node, volumes: volumes, threads: threads)
        let cameras = try await finder.enterUnknown(at: now)
        for camera in cameras {
            tell("The camera \(camera) was not in the catalogue: entered, switched off and without an address.")
        }
        var report = try await mend(.everything, previous: previous, trustsClosed: isRebuild, tell: tell)
        report.camerasEntered = cameras.count
        if isRebuild {
            report.gapsFound = try await HoleFinder(catalog: catalog).fill()
            if report.gapsFound > 0 {
                tell("\(report.gapsFound) times between recordings: entered as gaps of which the reason is not known.")
            }
        }
        return report
    }

    private func mend(
        _ scope: VolumeSurvey.Scope,
        previous: OpenRecord?,
        trustsClosed: Bool = false,
        sparing held: Set<RecordingID> = [],
        endsGaps: Bool = true,
        tell: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(CatalogError) -> RecoveryReport {
        let mender = Mender(
            catalog: catalog,
            node: node,
            volumes: volumes,
            threads: threads,
            logger: logger,
            tell: tell
        )
        var survey = VolumeSurvey(catalog: catalog, node: node, volumes: volumes, threads: threads)
        survey.trustsClosed = trustsClosed
        survey.spared = held
        // Before anybody takes them for recordings that were lost.
        try await AnnouncedFiles(catalog: catalog, node: node, volumes: volumes, threads: threads).remove()
        try await survey.run(scope) { (finding) throws(CatalogError) in try await mender.mend(finding) }
        if endsGaps { try await mender.endGaps(previous: previous) }
        mender.tellTakenUp()
        return mender.report
    }
}

/// Compares the catalogue with the disks, and changes neither.
package struct CatalogueCheck: Sendable {
    private let survey: VolumeSurvey

    /// - Parameter volumes: those that are there, by the names that rows have. Rows of others are left alone.
    package init(catalog: any Catalog, node: String, volumes: [String: any MediaStore], threads: DiskThreads) {
        survey = VolumeSurvey(catalog: catalog, node: node, volumes: volumes, threads: threads)
    }

    /// - Parameter find: told each thing that is not as it should be, in a sentence; from several tasks. While a server
    ///   records, what it is just writing is among them.
    package func run(_ find: @escaping @Sendable (String) -> Void) async throws(CatalogError) {
        try await survey.run(.everything) { find($0.description) }
    }
}
