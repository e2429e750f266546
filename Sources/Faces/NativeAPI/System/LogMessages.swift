import HTTPServing
import Logging
import NVR
import OpenAPI
import Reception

// The log and the jobs in their wire spelling (docs/api.md).

struct LogLineMessage: Codable, Sendable {
    /// Rises by one with each line of this run of the program.
    var sequence: UInt64
    var time: String
    var level: String
    /// The part of the program that wrote it.
    var source: String
    var message: String
    var fields: [String: String]

    init(_ entry: LogEntry) {
        sequence = entry.sequence
        time = RFC3339.text(entry.time)
        level = entry.level.rawValue
        source = entry.source
        message = entry.message
        fields = Dictionary(entry.fields.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

struct LogMessage: Codable, Sendable {
    /// The older ones first.
    var items: [LogLineMessage]
    /// To ask with `after` for what comes next.
    var newest: UInt64
    /// There are more: behind the last line where `after` was asked for, else before the first.
    var hasMore: Bool
    /// Lines after the one that was asked for are gone.
    var hasGap: Bool

    enum CodingKeys: String, CodingKey {
        case items, newest
        case hasMore = "has_more"
        case hasGap = "has_gap"
    }

    init(_ entries: LogEntries) {
        items = entries.entries.map(LogLineMessage.init)
        newest = entries.newest
        hasMore = entries.hasMore
        hasGap = entries.hasGap
    }
}

struct JobMessage: Codable, Sendable, SchemaNamed {
    static let schemaName = "Job"

    enum State: String, Codable, Sendable, CaseIterable { case queued, running, succeeded, failed, cancelled }

    var id: String
    var kind: String
    /// Who asked for it, by name.
    var requester: String
    var state: State
    /// From 0 to 1.
    var progress: Double
    /// What it is doing; of a failed one, why.
    var message: String
    var cancelling: Bool
    var createdAt: String
    var startedAt: String?
    var endedAt: String?
    /// What came out of it.
    var result: [String: String]

    enum CodingKeys: String, CodingKey {
        case id, kind, requester, state, progress, message, cancelling, result
        case createdAt = "created_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }

    init(_ job: JobView) {
        id = job.id
        kind = job.kind
        requester = job.requester
        state =
            switch job.state {
            case .queued: .queued
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .cancelled: .cancelled
            }
        progress = job.progress
        message = job.sentence
        cancelling = job.isCancelling
        createdAt = RFC3339.text(job.createdAt)
        startedAt = job.startedAt.map(RFC3339.text)
        endedAt = job.endedAt.map(RFC3339.text)
        result = job.result
    }
}

extension LogFilter {
    init(_ call: Call) throws {
        self.init()
        if let text = try call.query("level") {
            guard let level = Logger.Level(rawValue: text) else {
                let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem.invalid("level", "level is one of \(known).")
            }
            minimumLevel = level
        }
        text = try call.query("text") ?? ""
        camera = try call.query("camera", longest: 63)
        since = try call.time("from")
        until = try call.time("to")
        after = try call.integer("after", from: 0).map { UInt64(clamping: $0) }
        before = try call.integer("before", from: 0).map { UInt64(clamping: $0) }
        limit = try call.integer("limit") ?? limit
    }
}
