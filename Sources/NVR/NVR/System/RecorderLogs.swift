package import Logging
import Logs
package import Media
import Stream

/// The program's log: on the console, and the newest lines of it in memory for those who may read them; both without
/// secrets.
///
///     let logs = RecorderLogs(level: .info)
///     let logger = logs.logger("nightjar")
///
/// Made by the program before anything else, and given to the recorder with its configuration. Thread-safe.
package struct RecorderLogs: Sendable {
    let store: LogStore
    private let console: @Sendable (String) -> (any LogHandler)?

    /// - Parameters:
    ///   - level: from which on lines are written; may be changed later.
    ///   - clock: the time of day; the machine's where nothing is said.
    ///   - console: makes what each line goes to behind the mask, for a logger's name; standard error where nothing is
    ///     said.
    package init(
        level: Logger.Level,
        clock: (@Sendable () -> WallTime)? = nil,
        console: @escaping @Sendable (String) -> (any LogHandler)? = { StreamLogHandler.standardError(label: $0) }
    ) {
        store = LogStore(level: level, clock: clock ?? { SystemTimeSource().wall })
        self.console = console
    }

    /// A logger that writes here. Leave its level alone: then it follows ``level``.
    package func logger(_ label: String) -> Logger { Logger(label: label) { handler(label: $0) } }

    /// What `LoggingSystem.bootstrap` takes, for loggers that others make.
    package func handler(label: String) -> any LogHandler {
        RingLogHandler(label: label, store: store, console: console(label))
    }

    /// From which level on lines are written. Can be set at any time, and counts from the next line on.
    package var level: Logger.Level {
        get { store.level }
        nonmutating set { store.level = newValue }
    }
}
