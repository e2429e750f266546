import Catalog
import Logging
import Media
import Stream

/// Brings the catalogue in line before anything is recorded, and keeps the row in it that says that the program lives.
///
/// A catalogue that cannot be written for now, because its disk is full or somebody keeps it locked, is no reason to
/// end: once it can, everything goes on by itself. Until then it is tried again with every beat, and health says why.
///
/// The row tells the next start how far back it must look, when the program was last alive, and whether it ended in good
/// order. So it is begun only once what the runs before left behind is mended; and where it never could be, the next
/// start looks at all that came after the start before.
actor Heartbeat {
    /// So exactly the end of a crash is known.
    static let interval: Duration = .seconds(5)

    private let catalog: any OpenCatalog
    private let version: String
    private let time: any TimeSource
    private let logger: Logger
    private let mend: @Sendable () async throws(CatalogError) -> Void
    private let startedAt: WallTime
    private(set) var isMended = false
    private var opening: OpenRecord?
    private let trouble = LoggedTrouble<CatalogError>(
        began: "the catalogue cannot be written; it is tried again",
        ended: "the catalogue can be written again"
    )

    /// - Parameter mend: brings catalogue and disk in line; called until it has not thrown, and not again.
    init(
        catalog: any OpenCatalog,
        version: String,
        time: any TimeSource,
        logger: Logger,
        mend: @escaping @Sendable () async throws(CatalogError) -> Void
    ) {
        self.catalog = catalog
        self.version = version
        self.time = time
        self.logger = logger
        self.mend = mend
        startedAt = time.wall
    }

    /// The first try.
    ///
    /// - Throws: what time does not heal.
    func start() async throws(CatalogError) {
        do {
            try await prepare()
        } catch {
            guard error.mayPass else { throw error }
            trouble.note(error, to: logger)
        }
    }

    /// Says in the catalogue that the program lives, and makes up for what could not be done before.
    /// - Returns: whether the catalogue took it.
    func beat() async -> Bool {
        do throws(CatalogError) {
            try await prepare()
            if let opening { try await catalog.touchOpen(opening.id, at: time.wall) }
            trouble.note(nil, to: logger)
            return true
        } catch {
            trouble.note(error, to: logger)
            return false
        }
    }

    /// Returns when catalogue and disk are in line, which a beat brings about, or when the task is cancelled.
    func mended() async {
        // Cut short by being cancelled alone, which the loop looks at.
        while !isMended, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(200)) }
    }

    /// Says in the catalogue that the program ends in good order.
    func close() async {
        // Without the mending there may be no row.
        guard isMended else { return }
        do throws(CatalogError) {
            try await prepare()
            if let opening { try await catalog.closeOpen(opening.id, at: time.wall) }
        } catch {
            logger.error(
                "the end could not be noted in the catalogue: the next start will take it for a crash",
                metadata: ["reason": "\(error)"]
            )
        }
    }

    private func prepare() async throws(CatalogError) {
        if !isMended {
            try await mend()
            isMended = true
        }
        if opening == nil { opening = try await catalog.beginOpen(version: version, at: startedAt) }
    }

    /// What is wrong, in sentences.
    nonisolated var problems: [String] {
        guard let error = trouble.reason else { return [] }
        return ["The catalogue cannot be written, and is tried again every 5 s. \(error.publicMessage)"]
    }
}

extension CatalogError {
    /// Whether it may be otherwise after a while without anybody touching the catalogue.
    fileprivate var mayPass: Bool { code == .diskFull || code == .inUse || code == .failed }
}
