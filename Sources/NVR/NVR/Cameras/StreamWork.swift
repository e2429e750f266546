import Catalog
import Ingest
import Stream

/// The work for one stream of a camera, for as long as ``run()`` runs.
final class StreamWork: Sendable {
    let camera: CameraID
    let kind: StreamKind
    let ingest: StreamIngest
    let ring: StreamRing
    private let stopSignal: AsyncStream<Never>
    private let stopContinuation: AsyncStream<Never>.Continuation
    private let ended: AsyncStream<Never>
    private let endedContinuation: AsyncStream<Never>.Continuation

    init(camera: CameraID, kind: StreamKind, ingest: StreamIngest, ring: StreamRing) {
        self.camera = camera
        self.kind = kind
        self.ingest = ingest
        self.ring = ring
        (stopSignal, stopContinuation) = AsyncStream.makeStream()
        (ended, endedContinuation) = AsyncStream.makeStream()
    }

    /// Takes the stream in until ``stop()`` or until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.ingest.run() }
            let signal = stopSignal
            group.addTask { for await _ in signal {} }
            // An ingest goes on until it is cancelled, so the first to end is the signal.
            await group.next()
            group.cancelAll()
        }
        ring.end()
        endedContinuation.finish()
    }

    /// Ends the work and returns when the camera has been told.
    func stop() async {
        stopContinuation.finish()
        for await _ in ended {}
    }
}
