import Catalog
import Ingest
import Recording
import Stream

/// The work for one camera: an ingest and a recorder for each of its streams, for as long as ``run()`` runs.
final class CameraWork: Sendable {
    struct Part: Sendable {
        let kind: StreamKind
        let ingest: StreamIngest
        let ring: StreamRing
    }

    let camera: CameraID
    let parts: [Part]
    private let stopSignal: AsyncStream<Never>
    private let stopContinuation: AsyncStream<Never>.Continuation
    private let ended: AsyncStream<Never>
    private let endedContinuation: AsyncStream<Never>.Continuation

    init(camera: CameraID, parts: [Part]) {
        self.camera = camera
        self.parts = parts
        (stopSignal, stopContinuation) = AsyncStream.makeStream()
        (ended, endedContinuation) = AsyncStream.makeStream()
    }

    func ring(of kind: StreamKind) -> StreamRing? { part(kind)?.ring }

    /// Takes the streams in until ``stop()`` or until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for part in parts { group.addTask { await part.ingest.run() } }
            let signal = stopSignal
            group.addTask { for await _ in signal {} }
            // An ingest goes on until it is cancelled, so the first to end is the signal.
            await group.next()
            group.cancelAll()
        }
        for part in parts { part.ring.end() }
        endedContinuation.finish()
    }

    /// Ends the work and returns when the cameras have been told.
    func stop() async {
        stopContinuation.finish()
        for await _ in ended {}
    }

    private func part(_ kind: StreamKind) -> Part? { parts.first { $0.kind == kind } }

    /// As its main stream stands.
    var status: CameraStatus? {
        guard let main = part(.main) else { return nil }
        return CameraStatus(
            main.ingest.status,
            main: .init(main.ingest),
            sub: part(.sub).map { .init($0.ingest) }
        )
    }
}
