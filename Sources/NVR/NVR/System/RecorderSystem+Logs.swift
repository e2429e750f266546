import Accounts
import Catalog
import Changes
package import Logging
import Logs
package import Media

/// Which lines of the log somebody wants to see. What is nil or empty asks for nothing.
package struct LogFilter: Hashable, Sendable {
    package static let limits = 1...LogQuery.mostLines

    package var minimumLevel: Logger.Level?
    /// In the message or a value of the fields, whatever the case of ASCII letters.
    package var text = ""
    /// A camera's id: lines about it.
    package var camera: String?
    /// From this time on, and before that one.
    package var since: WallTime?
    package var until: WallTime?
    /// Only lines after the one with this number: the oldest of them first, to follow the log.
    package var after: UInt64?
    /// Only lines before the one with this number, to page back.
    package var before: UInt64?
    package var limit = 200

    package init() {}
}

/// One line of the log, without secrets.
package struct LogEntry: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    /// Rises by one with each line of this run of the program.
    package var sequence: UInt64
    package var time: WallTime
    package var level: Logger.Level
    /// The part of the program that wrote it: "Ingest".
    package var source: String
    package var message: String
    /// By name.
    package var fields: [Field]
}

package struct LogEntries: Hashable, Sendable {
    /// The older ones first.
    package var entries: [LogEntry]
    /// To ask for what comes after it; 0 where there is nothing yet.
    package var newest: UInt64
    /// There are more: behind the last where the filter follows the log, else before the first.
    package var hasMore: Bool
    /// Lines after the one that was asked for are gone.
    package var hasGap: Bool
}

extension RecorderSystem {
    /// In characters as schemas count them.
    package static let longestLogText = 256

    package func logs(as principal: Principal, _ filter: LogFilter) async throws(DomainError) -> LogEntries {
        try Policy.require(principal, .readLogs)
        if let error = DomainError(invalid: Self.faults(of: filter)) { throw error }
        var query = LogQuery()
        query.minimumLevel = filter.minimumLevel
        query.text = filter.text
        query.camera = filter.camera
        (query.since, query.until) = (filter.since, filter.until)
        (query.after, query.before) = (filter.after, filter.before)
        query.limit = filter.limit
        let page = parts.logs.lines(query)
        return LogEntries(
            entries: page.lines.map(LogEntry.init),
            newest: page.newest,
            hasMore: page.hasMore,
            hasGap: page.hasGap
        )
    }

    private static func faults(of filter: LogFilter) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        if !LogFilter.limits.contains(filter.limit) {
            faults.append(.init("limit", "limit is a number from 1 to \(LogFilter.limits.upperBound)."))
        }
        if !AccountRules.isAtMost(longestLogText, filter.text) {
            faults.append(.init("text", "text has \(longestLogText) characters at most."))
        }
        if let since = filter.since, let until = filter.until, until < since {
            faults.append(.init("to", "to must not be before from."))
        }
        return faults
    }

    /// Forgets the lines that are kept; who has done so is noted.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func clearLogs(as principal: Principal) async throws(DomainError) -> Int {
        try Policy.require(principal, .manageSystem)
        let count = parts.logs.kept.lines
        parts.logs.clear()
        await services.audit.note("log.clear", "log", by: principal, .done, ["lines": "\(count)"])
        services.published(.deleted, EventObject.log)
        return count
    }

    /// From which level on lines are written.
    package func logLevel(as principal: Principal) throws(DomainError) -> Logger.Level {
        try Policy.require(principal, .readLogs)
        return parts.logs.level
    }

    /// Counts from the next line on. For the settings, which have asked for the permission and made the note.
    func setLogLevel(_ level: Logger.Level) {
        guard parts.logs.level != level else { return }
        parts.logs.level = level
        services.logger.notice("the log has another level", metadata: ["level": "\(level)"])
    }
}

extension LogEntry {
    init(_ line: LogLine) {
        self.init(
            sequence: line.sequence,
            time: line.time,
            level: line.level,
            source: line.source,
            message: line.message,
            fields: line.metadata.map { Field(name: $0.name, value: $0.value) }
        )
    }
}
