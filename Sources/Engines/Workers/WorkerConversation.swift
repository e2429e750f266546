import Media
import WorkerChannel

/// What is said with one worker: numbers the requests, and takes of the answers only what was asked for. A worker reads what
/// strangers send, so anything else is a fault, after which nothing more is believed.
struct WorkerConversation: WorkerTalk {
    enum Event: Equatable {
        case introduced(WorkerIntroduction)
        case ponged
        /// The task is over.
        case finished(Result<WorkerYield, WorkerFailure>)
    }

    private enum Expected: Equatable {
        case pong
        case step(isLast: Bool)
    }

    private var isIntroduced = false
    private var nextTag: UInt32 = 1
    /// Requests that have not been answered, the oldest first.
    private var open: [(tag: UInt32, expected: Expected)] = []
    private var task: WorkerTask?
    private var pictures: [DecodeOutput] = []
    private var measurement: WorkerMeasurement?
    private var failure: WorkerFailure?

    // MARK: Asking

    /// What is to be sent so that the worker does this. Only after it has introduced itself, and one task at a time.
    mutating func begin(_ task: WorkerTask) -> [WorkerMessageBytes] {
        self.task = task
        pictures = []
        measurement = nil
        failure = nil
        let requests = task.requests
        return requests.enumerated().map { index, request in
            ask(request, .step(isLast: index == requests.count - 1))
        }
    }

    mutating func ping() -> WorkerMessageBytes { ask(.ping, .pong) }

    private mutating func ask(_ request: WorkerRequest, _ expected: Expected) -> WorkerMessageBytes {
        defer { nextTag = nextTag == .max ? 1 : nextTag + 1 }
        open.append((nextTag, expected))
        return request.bytes(tag: nextTag)
    }

    // MARK: Being answered

    mutating func receive(_ frame: WorkerFrame) throws(WorkerFault) -> Event? {
        let answer: WorkerAnswer
        do throws(WorkerChannelError) {
            answer = try WorkerAnswer(frame)
        } catch {
            throw WorkerFault(what: "\(error)")
        }
        guard isIntroduced else {
            guard case .ready(let introduction) = answer, frame.tag == 0 else {
                throw WorkerFault(what: "an answer before it was ready")
            }
            isIntroduced = true
            return .introduced(introduction)
        }
        guard let first = open.first, first.tag == frame.tag else {
            throw WorkerFault(what: "an answer to no question")
        }
        switch answer {
        case .ready: throw WorkerFault(what: "a second introduction")
        case .format: throw WorkerFault(what: "a format that nobody asked for")
        case .output(let output): try take(output, first.expected)
        case .measured(let measured):
            guard case .measure? = task, first.expected == .step(isLast: true) else {
                throw WorkerFault(what: "a measurement that nobody asked for")
            }
            measurement = measured
            return end(first.expected)
        case .done: return end(first.expected)
        case .failed(let reason):
            guard first.expected != .pong else { throw WorkerFault(what: "a sign of life that failed") }
            failure = failure ?? reason
            return end(first.expected)
        }
        return nil
    }

    private mutating func take(_ output: DecodeOutput, _ expected: Expected) throws(WorkerFault) {
        guard let task, expected == .step(isLast: false), task.accepts(output) else {
            throw WorkerFault(what: "a picture that is not what was asked for")
        }
        guard pictures.count < task.mostOutputs else { throw WorkerFault(what: "more pictures than were asked for") }
        pictures.append(output)
    }

    private mutating func end(_ expected: Expected) -> Event? {
        open.removeFirst()
        switch expected {
        case .pong: return .ponged
        case .step(isLast: false): return nil
        case .step(isLast: true):
            task = nil
            defer { pictures = [] }
            if let failure { return .finished(.failure(failure)) }
            return .finished(.success(measurement.map { .measured($0) } ?? .pictures(pictures)))
        }
    }
}
