import Logging
import Media
import Synchronization
import Testing

@testable import Logs

struct RingLogHandlerTests {
    /// A console that remembers.
    private final class Screen: Sendable {
        let events = Mutex<[LogEvent]>([])
    }

    private struct ScreenHandler: LogHandler {
        let screen: Screen
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.critical

        init(screen: Screen) { self.screen = screen }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { screen.events.withLock { $0.append(event) } }
    }

    private struct Refused: Error, CustomStringConvertible {
        var description: String { "refused by rtsp://admin:hunter2@cam" }
    }

    private let screen = Screen()
    private let store = LogStore { WallTime(nanoseconds: 5) }

    private func logger() -> Logger {
        Logger(label: "nightjar") { label in
            RingLogHandler(label: label, store: store, console: ScreenHandler(screen: screen))
        }
    }

    @Test func aLineIsKeptAndShown() throws {
        var logger = logger()
        logger[metadataKey: "camera"] = "door"
        logger[metadataKey: "a"] = "handler's"
        logger.notice("stream is down", metadata: ["reason": "gone", "a": "own"])
        let line = try #require(store.lines(LogQuery()).lines.first)
        #expect(line.message == "stream is down")
        #expect(line.level == .notice)
        #expect(line.label == "nightjar")
        #expect(line.source == "LogsTests")
        #expect(line.time == WallTime(nanoseconds: 5))
        #expect(line.metadata == [.init("a", "own"), .init("camera", "door"), .init("reason", "gone")])
        #expect(line["reason"] == "gone")
        let event = try #require(screen.events.withLock { $0.first })
        #expect(event.message.description == "stream is down")
        #expect(event.level == .notice)
        #expect(event.metadata == ["a": "own", "camera": "door", "reason": "gone"])
    }

    @Test func secretsAreKeptFromBoth() throws {
        var logger = logger()
        logger[metadataKey: "url"] = "rtsp://admin:hunter2@cam"
        logger.error(
            "cannot open rtsp://admin:hunter2@cam",
            error: Refused(),
            metadata: ["password": "hunter2", "query": "?token=hunter2", "nested": ["key": ["x:hunter2@y"]]]
        )
        let line = try #require(store.lines(LogQuery()).lines.first)
        #expect(!String(reflecting: line).contains("hunter2"))
        #expect(line["error.message"] == "refused by rtsp://***@cam")
        let event = try #require(screen.events.withLock { $0.first })
        #expect(event.error == nil)
        #expect(!"\(event)".contains("hunter2"))
        #expect(event.metadata?["url"] == "rtsp://***@cam")
    }

    @Test func theLevelIsTheStores() {
        let logger = logger()
        var own = logger
        own.logLevel = .error
        logger.debug("not yet")
        store.level = .debug
        logger.debug("now")
        own.warning("never")
        store.level = .critical
        logger.error("no more")
        own.error("still")
        #expect(store.lines(LogQuery()).lines.map(\.message) == ["now", "still"])
        #expect(screen.events.withLock { $0.count } == 2)
        for level in Logger.Level.allCases {
            store.level = level
            #expect(store.level == level)
            #expect(logger.logLevel == level)
        }
    }

    @Test func whatIsOffIsNotMade() {
        var isMade = false
        func message() -> Logger.Message {
            isMade = true
            return "x"
        }
        logger().trace(message())
        #expect(!isMade)
        #expect(store.kept.lines == 0)
    }

    @Test func loggersAreValues() {
        let logger = logger()
        var other = logger
        other[metadataKey: "camera"] = "yard"
        logger.info("one")
        other.info("two")
        #expect(store.lines(LogQuery()).lines.map { $0["camera"] } == [nil, "yard"])
        other[metadataKey: "camera"] = nil
        other.info("three")
        #expect(store.lines(LogQuery()).lines.last?["camera"] == nil)
    }

    @Test func metadataOfAProvider() {
        var handler = RingLogHandler(label: "x", store: store)
        handler.metadataProvider = Logger.MetadataProvider { ["request": "7", "a": "provided"] }
        var logger = Logger(label: "x") { _ in handler }
        logger[metadataKey: "a"] = "handler's"
        logger.info("one")
        logger.info("two", metadata: ["request": "8"])
        let lines = store.lines(LogQuery()).lines
        #expect(lines.map { $0["request"] } == ["7", "8"])
        #expect(lines.map { $0["a"] } == ["provided", "provided"])
    }
}
