import Logging
import Machine
import Stream
import WorkerChannel
import Workers

/// The workers that decode for the recorder, for whoever may ask something of them.
package final class RecorderWorkers: Sendable {
    /// Nil where there is no program for them.
    private let pool: WorkerPool?
    private let processors: Int
    private let measured: SharedWork<String, WorkerBenchmark>

    /// The trial is of the machine, which does not change.
    private static let lifetime: Duration = .seconds(365 * 86_400)

    /// - Parameter program: the file of `nightjar-worker`; nil where there is none.
    init(program: String?, environment: WorkerEnvironment = .own, time: any TimeSource, logger: Logger) {
        processors = environment.processors
        pool = program.map { path in
            var program = WorkerProgram(path: path)
            program.libraryPath = environment.libraryPath
            return WorkerPool(program, limits: WorkerLimits(shared: environment.processors), logger: logger)
        }
        measured = SharedWork(lifetime: Self.lifetime, most: 1, time: time)
    }

    func start() { pool?.start() }

    func close() async { await pool?.close() }

    // MARK: Asking

    package func view(as principal: Principal) async throws(DomainError) -> WorkersView {
        try Policy.require(principal, .seeSystem)
        return await view
    }

    var view: WorkersView {
        get async {
            let state = await pool?.state()
            guard let state else {
                return WorkersView(
                    workers: [],
                    most: 0,
                    waiting: 0,
                    restarts: 0,
                    trouble: "nightjar-worker is not installed",
                    devices: []
                )
            }
            return WorkersView(state)
        }
    }

    /// What they can do here. The first who asks waits about two seconds for the trial.
    package func benchmark(as principal: Principal) async throws(DomainError) -> WorkerBenchmark {
        try Policy.require(principal, .seeSystem)
        return try await benchmark()
    }

    /// Whether their library encodes H.264. As slow as ``benchmark(as:)`` for the first who asks.
    var canEncodeH264: Bool {
        get async throws(DomainError) { try await benchmark().encoders.contains("libx264") }
    }

    private func benchmark() async throws(DomainError) -> WorkerBenchmark {
        let pool = try readyPool
        return try await measured.value(for: "") { [processors] () async throws(DomainError) in
            do throws(WorkerError) {
                return WorkerBenchmark(try await pool.measure(), processors: processors)
            } catch {
                throw DomainError(error)
            }
        }
    }

    /// What is wrong, in sentences. A recorder without the program was made so on purpose.
    var problems: [String] {
        get async {
            guard let trouble = await pool?.state()?.trouble else { return [] }
            return ["No picture can be decoded, for snapshots and the like: \(trouble)."]
        }
    }

    /// Whether there is a program for them.
    var hasProgram: Bool { pool != nil }

    /// The workers' pool, for those parts of the domain that have something decoded.
    var readyPool: WorkerPool {
        get throws(DomainError) {
            guard let pool else {
                throw DomainError(.unavailable, "Pictures cannot be decoded here: nightjar-worker is not installed.")
            }
            return pool
        }
    }
}

/// What of the recorder's own surroundings workers are started with.
struct WorkerEnvironment: Sendable {
    /// Processors that they can use.
    var processors: Int
    /// LD_LIBRARY_PATH.
    var libraryPath: String?

    static var own: WorkerEnvironment {
        let reader = MachineReader()
        let limit = reader.read(now: SystemTimeSource().monotonic).limits.processors.map { Int($0.rounded(.up)) }
        let processors = max(1, min(reader.facts().processors, limit ?? .max))
        return WorkerEnvironment(processors: processors, libraryPath: ProgramEnvironment.libraryPath)
    }
}

extension DomainError {
    /// What came of a worker's work, as everyone may know it: the health says more.
    init(_ error: WorkerError) {
        switch error {
        case .busy, .tooLate: self.init(.busy, error.description)
        case .noWorker:
            self.init(.unavailable, "No picture can be decoded now; the recorder's health says why.")
        case .failed(.unsupported): self.init(.unsupported, error.description)
        case .ended, .hung, .failed, .notVideo, .damaged, .cancelled: self.init(.unavailable, error.description)
        case .nonsense:
            self.init(.unavailable, "The picture could not be decoded; the next try gets another worker.")
        }
    }
}

extension WorkersView {
    fileprivate init(_ state: WorkerPoolState) {
        self.init(
            workers: state.workers.map { worker in
                Worker(
                    pid: worker.pid,
                    camera: worker.camera,
                    isWorking: worker.isWorking,
                    isConfined: worker.confinement.map { $0 == .whole },
                    jobs: worker.jobs
                )
            },
            most: state.most,
            waiting: state.waiting,
            restarts: state.restarts,
            lastEnd: state.lastEnd,
            trouble: state.trouble,
            library: state.library,
            devices: state.devices,
            sessions: state.sessions.running.map { session in
                Session(
                    pid: session.pid,
                    camera: session.camera,
                    isConfined: session.confinement.map { $0 == .whole },
                    units: session.units
                )
            },
            lostSessions: state.sessions.lost,
            lastSessionEnd: state.sessions.lastEnd
        )
    }
}

extension WorkerBenchmark {
    fileprivate init(_ measurement: WorkerMeasurement, processors: Int) {
        self.init(
            decoders: measurement.decoders,
            encoders: measurement.encoders,
            rates: measurement.rates.map { rate in
                let work: Rate.Work =
                    switch rate.work {
                    case .decodeH264: .decodeH264
                    case .encodeH264: .encodeH264
                    case .encodeJPEG: .encodeJPEG
                    }
                return Rate(
                    work: work,
                    width: Int(rate.width),
                    height: Int(rate.height),
                    picturesPerSecond: rate.picturesPerSecond
                )
            },
            processors: processors
        )
    }
}
