import Logging
import Stream
import Synchronization
import Testing

struct LoggedTroubleTests {
    private final class Lines: Sendable {
        let said = Mutex<[String]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(lines: Lines) { self.lines = lines }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let reason = event.metadata?["reason"].map { ": \($0)" } ?? ""
            lines.said.withLock { $0.append("\(event.level) \(event.message)\(reason)") }
        }
    }

    @Test func eachTroubleIsSaidOnceWhenItBeginsAndOnceWhenItIsOver() {
        let lines = Lines()
        let logger = Logger(label: "test") { _ in Handler(lines: lines) }
        let trouble = LoggedTrouble<String>(began: "it rains", at: .warning, ended: "it is dry")
        #expect(trouble.reason == nil)
        trouble.note(nil, to: logger)
        for reason in ["a cloud", "a cloud", "another cloud"] { trouble.note(reason, to: logger) }
        #expect(trouble.reason == "another cloud")
        trouble.note(nil, to: logger)
        trouble.note(nil, to: logger)
        trouble.note("a third", to: logger)
        #expect(
            lines.said.withLock { $0 } == [
                "warning it rains: a cloud", "notice it is dry", "warning it rains: a third",
            ]
        )
        // What needs no end has none.
        let silent = LoggedTrouble<String>(began: "it is dark")
        for reason in ["night", nil] as [String?] { silent.note(reason, to: logger) }
        #expect(lines.said.withLock { $0.count } == 4)
    }
}
