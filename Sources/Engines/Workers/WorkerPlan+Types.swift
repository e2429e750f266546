import Media

extension WorkerPlan {
    enum Action: Equatable {
        case start(WorkerID)
        case assign(JobID, to: WorkerID)
        /// Ask whether it lives.
        case ping(WorkerID)
        /// End it at once; that it has ended is not told to the plan any more.
        case end(WorkerID)
        case refuse(JobID, WorkerError)
    }

    struct Worker: Equatable {
        indirect enum State: Equatable {
            case starting(until: MonotonicTime)
            case idle(since: MonotonicTime, pingAt: MonotonicTime)
            case pinged(since: MonotonicTime, until: MonotonicTime)
            case working(Job, until: MonotonicTime)
            /// It cannot be reached any more, and how it ended is not known yet.
            case leaving(State, until: MonotonicTime)
        }

        let owner: Owner
        var state: State
        var jobs = 0
    }

    /// Something to do.
    struct Job: Equatable {
        let id: JobID
        /// Whose pictures it is about; nil where it is about none.
        var camera: String?
        /// When it must have begun.
        var beginBy: MonotonicTime
        /// How long a worker may be at it.
        var longest: Duration
    }
}

extension WorkerPlan.Worker {
    var isStarting: Bool { if case .starting = state { true } else { false } }
    var isReady: Bool { if case .starting = stateInWork { false } else { true } }
    /// What it did when it was reached last.
    var stateInWork: State { if case .leaving(let before, _) = state { before } else { state } }
    /// One that was asked whether it lives is idle too: it says so before it does what it is given.
    var idleSince: MonotonicTime? {
        switch state {
        case .idle(let since, _), .pinged(let since, _): since
        case .starting, .working, .leaving: nil
        }
    }
}
