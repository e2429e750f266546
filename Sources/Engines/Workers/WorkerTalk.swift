import WorkerChannel

/// What is said with one worker, as a value: what it answers goes in, and what that means comes out. A worker reads what strangers
/// send, so what was not asked for is a fault, after which nothing more is believed.
protocol WorkerTalk {
    associatedtype Event

    mutating func receive(_ frame: WorkerFrame) throws(WorkerFault) -> Event?
}

/// Why a worker is not believed any more; for people, without a full stop.
struct WorkerFault: Error, Equatable {
    let what: String
}
