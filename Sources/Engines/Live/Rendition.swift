import Media
import Stream

/// One stream of a camera in one form, built once however many watch it: the only reader of its kind at the camera's ring.
///
/// It works for as long as somebody holds it.
final class Rendition: Sendable {
    let ring: StreamRing
    let log: SharedLog
    private let metadataUnit: @Sendable (LiveMetadata, MonotonicTime) -> RenditionUnit?
    private let time: any TimeSource
    private let work: Task<Void, Never>

    /// So many units are turned into items at a time.
    private static let batch = 64

    init(
        of ring: StreamRing,
        building builder: any RenditionBuilder,
        limits: RenditionLog.Limits,
        budget: RingBudget?,
        time: any TimeSource
    ) {
        self.ring = ring
        self.time = time
        metadataUnit = { builder.unit(of: $0, arrival: $1) }
        let log = SharedLog(limits: limits, budget: budget)
        self.log = log
        let (wakes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reader = ring.makeReader(keeps: false, waking: .everyUnit) { continuation.yield() }
        // Not this object: it goes with its last viewer, and the work with it. Before what else the program does: viewers wait.
        work = Task(priority: .high) { await Self.build(from: reader, wokenBy: wakes, with: builder, into: log, time) }
    }

    deinit { work.cancel() }

    private static func build(
        from reader: StreamReader,
        wokenBy wakes: AsyncStream<Void>,
        with builder: any RenditionBuilder,
        into log: SharedLog,
        _ time: any TimeSource
    ) async {
        var builder = builder
        var items: [StreamItem] = []
        var built: [RenditionItem] = []
        var waits = wakes.makeAsyncIterator()
        repeat {
            var hasMore = true
            while hasMore, !Task.isCancelled {
                items.removeAll(keepingCapacity: true)
                hasMore = await reader.read(limit: batch, into: &items)
                built.removeAll(keepingCapacity: true)
                builder.build(items, into: &built)
                log.append(built, isCaughtUp: !hasMore, at: time.monotonic)
            }
        } while await waits.next() != nil
    }

    /// Puts metadata where the newest picture is; nothing where this form has no place for it.
    func add(_ metadata: LiveMetadata) {
        let now = time.monotonic
        guard let unit = metadataUnit(metadata, now) else { return }
        log.append([.unit(unit)], at: now)
    }
}
