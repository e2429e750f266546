import Synchronization

/// Gathers sentences from several tasks.
final class Sentences: Sendable {
    private let list = Mutex<[String]>([])

    func add(_ sentence: String) { list.withLock { $0.append(sentence) } }

    var all: [String] { list.withLock { $0 } }
}
