package import WorkerChannel

/// Why a worker did not do what it was to do.
package enum WorkerError: Error, Hashable, CustomStringConvertible {
    /// So much waits already that more would not come to its turn.
    case busy
    /// No worker was free, or could be started, in the time there was.
    case tooLate
    /// No worker can be started; with the reason, without a full stop.
    case noWorker(String)
    /// The worker ended in the middle of it.
    case ended(String)
    /// The worker did not come to its end with it, and was ended.
    case hung
    /// What came back is not what was asked for.
    case nonsense(String)
    /// The worker could not do it.
    case failed(WorkerFailure.Reason)
    /// What shall be decoded is no picture.
    case notVideo
    /// Parts of the picture are missing.
    case damaged
    /// Whoever wanted it does not want it any more.
    case cancelled

    package var description: String {
        switch self {
        case .busy: "All workers are busy, and enough waits for them; try again in a few seconds."
        case .tooLate: "No worker was free in time; try again in a few seconds."
        case .noWorker(let reason): "No worker can be started to decode the picture (\(reason))."
        case .ended(let how): "The worker that decoded the picture has ended (\(how)); the next try gets another one."
        case .hung: "The worker that decoded the picture took too long and was ended; the next try gets another one."
        case .nonsense(let what): "The worker that decoded the picture answered nonsense (\(what)) and was ended."
        case .failed(.undecodable): "The picture cannot be decoded."
        case .failed(.unsupported): "No decoder for this kind of picture is installed."
        case .failed(.outOfMemory): "A worker's memory is not enough for this picture."
        case .failed(.tooLarge): "The picture is too large."
        case .failed(.wrongSession), .failed(.tooManySessions): "The worker could not take the stream."
        case .notVideo: "It is no picture."
        case .damaged: "The picture is damaged."
        case .cancelled: "It was cancelled."
        }
    }
}
