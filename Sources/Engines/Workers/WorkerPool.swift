package import Logging
package import Media
import NIOCore
import NIOPosix
import Synchronization
package import WorkerChannel

/// Processes that do what the recorder must not: decode what cameras send. A fault in a decoder, or one that somebody makes
/// use of, costs a picture and never a second of recording.
///
/// There is one as long as the pool runs, and as many as there are processors when there is so much to do. Each does one
/// thing at a time; one that ends, hangs or answers nonsense is replaced. What is decoded for as long as somebody watches has a
/// process of its own (``session(_:camera:onNews:)``). All calls may come from any thread.
package final class WorkerPool: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let crew: NIOLoopBoundBox<WorkerCrew>
    /// Held while something is given to the loop, so that nothing is after its end.
    private let isOpen = Mutex(true)
    let nextJob = Atomic(0)

    let limits: WorkerLimits

    package init(_ program: WorkerProgram, limits: WorkerLimits, logger: Logger) {
        self.limits = limits
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = group.next()
        crew = NIOLoopBoundBox.makeBoxSendingValue(
            WorkerCrew(program, limits: limits, loop: loop, logger: logger),
            eventLoop: loop
        )
    }

    // MARK: Running

    /// Starts the first worker. What is wanted before that is done all the same.
    package func start() { give { $0.begin() } }

    /// Ends all workers, and refuses what is wanted after that. Returns when no process is left.
    package func close() async {
        let gone = isOpen.withLock { isOpen -> EventLoopFuture<Void>? in
            guard isOpen else { return nil }
            isOpen = false
            return loop.flatSubmit { [crew] in crew.value.stop() }
        }
        // Neither of them fails.
        try? await gone?.get()
        if gone != nil { try? await group.shutdownGracefully() }
    }

    /// How they are; nil after the end.
    package func state() async -> WorkerPoolState? {
        let state = isOpen.withLock { isOpen in
            isOpen ? loop.submit { [crew] in crew.value.state } : nil
        }
        return try? await state?.get()
    }

    /// - Returns: whether it was given; not after the end.
    @discardableResult
    func give(_ work: @escaping @Sendable (WorkerCrew) -> Void) -> Bool {
        isOpen.withLock { isOpen in
            if isOpen { loop.execute { [crew] in work(crew.value) } }
            return isOpen
        }
    }

    // MARK: Work

    /// A JPEG file of a picture that needs no other.
    ///
    /// - Parameters:
    ///   - unit: a key frame, as in an ``AccessUnit``.
    ///   - format: of its track.
    ///   - masks: what is covered of it; ``DecodeSetup/mostMasks`` at most.
    ///   - width: in pixels; 0 for the picture's own, which it is never wider than.
    ///   - quality: 1 to 100.
    ///   - camera: whose picture it is.
    package func still(
        of unit: Bytes,
        _ format: TrackFormat,
        masks: [MaskPolygon] = [],
        width: Int = 0,
        quality: Int = 80,
        camera: String
    ) async throws(WorkerError) -> StillPicture {
        let output = DecodeOutputSetup.jpeg(
            width: UInt16(clamping: max(0, width)),
            quality: UInt8(min(max(1, quality), 100))
        )
        guard let setup = DecodeSetup(format, masks: masks, outputs: [output]) else { throw .notVideo }
        let yield = try await perform(.decode(setup, unit), camera: camera, longest: limits.picture)
        guard case .pictures(let pictures) = yield, let picture = pictures.first else { throw .failed(.undecodable) }
        // A picture that shows what was not there is worse than none.
        guard !picture.flags.contains(.damaged) else { throw .damaged }
        return StillPicture(bytes: picture.payload, size: picture.size)
    }

    /// What the libraries can do here, and how fast a worker is. Keeps one busy for about a second.
    package func measure() async throws(WorkerError) -> WorkerMeasurement {
        let yield = try await perform(.measure, camera: nil, longest: limits.measurement)
        guard case .measured(let measurement) = yield else { throw .nonsense("no measurement") }
        return measurement
    }

    func perform(
        _ task: WorkerTask,
        camera: String?,
        longest: Duration
    ) async throws(WorkerError) -> WorkerYield {
        let id = nextJob.add(1, ordering: .relaxed).newValue
        let wish = Wish()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<WorkerYield, WorkerError>, Never>) in
                let job = WorkerCrew.Job(
                    task: task,
                    camera: camera,
                    patience: limits.patience,
                    longest: longest,
                    isUnwanted: { wish.isGone.load(ordering: .relaxed) },
                    answer: { continuation.resume(returning: $0) }
                )
                if !give({ $0.submit(id, job) }) {
                    continuation.resume(returning: .failure(.noWorker("the recorder is stopping")))
                }
            }
        } onCancel: {
            // Seen there if the job comes to the loop only after this; else it is there to be cancelled.
            wish.isGone.store(true, ordering: .relaxed)
            give { $0.cancel(id) }
        }
        return try result.get()
    }

    private final class Wish: Sendable { let isGone = Atomic(false) }
}

/// One picture as a JPEG file.
package struct StillPicture: Sendable {
    package var bytes: Bytes
    /// In pixels, which are square.
    package var size: PictureSize
}
