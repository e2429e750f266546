package import Logging
import Synchronization

/// Something that does not work for now, and is tried again and again: the log is told when that begins and when it is over,
/// once each. Thread-safe.
package final class LoggedTrouble<Reason: Sendable>: Sendable {
    private let last = Mutex<Reason?>(nil)
    private let level: Logger.Level
    private let began: Logger.Message
    private let ended: Logger.Message?

    /// - Parameters:
    ///   - began: what the log is told when there is a reason, with it.
    ///   - level: how grave that is.
    ///   - ended: what it is told when there is none any more; nil for nothing.
    package init(began: Logger.Message, at level: Logger.Level = .error, ended: Logger.Message? = nil) {
        self.began = began
        self.level = level
        self.ended = ended
    }

    /// Why it does not work now; nil where it does.
    package var reason: Reason? { last.withLock { $0 } }

    /// - Parameter reason: what the last try came to; nil where it went well.
    package func note(_ reason: Reason?, to logger: Logger) {
        let before = last.withLock { last in
            defer { last = reason }
            return last
        }
        switch (before, reason) {
        case (nil, let reason?): logger.log(level: level, began, metadata: ["reason": "\(reason)"])
        case (_?, nil): if let ended { logger.notice(ended) }
        default: break
        }
    }
}
