import Accounts
import Catalog
package import Media

/// Which rows of the audit log somebody wants to see; what is nil asks for nothing.
package struct AuditFilter: Sendable {
    /// The actor's name, as it was then.
    package var actor: String?
    /// `session` finds `session.create` and `session.end`.
    package var action: String?
    package var target: String?
    /// `done`, `denied` or `failed`.
    package var outcome: String?
    package var from: WallTime?
    package var to: WallTime?
    /// What a page before gave for the next one.
    package var cursor: String?
    /// 1…`longestPage`.
    package var limit = 100

    package static let longestPage = 1000

    package init() {}
}

/// A row of the audit log.
package struct AuditRow: Sendable {
    /// Counted from 1, without a hole.
    package let sequence: Int64
    package let at: WallTime
    /// `user`, `key`, `token`, `system` or `anonymous`.
    package let actorKind: String
    package let actorID: Int64?
    package let actorName: String
    package let action: String
    package let target: String?
    package let address: String?
    package let outcome: String
    /// A JSON object, or empty.
    package let detail: String
}

extension Recorder {
    /// Who has done what, the newest first.
    package func auditRows(
        as principal: Principal,
        _ filter: AuditFilter
    ) async throws -> (rows: [AuditRow], next: String?) {
        try Policy.require(principal, .readAudit)
        guard (1...AuditFilter.longestPage).contains(filter.limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(AuditFilter.longestPage).", member: "limit")
        }
        let query = AuditQuery(
            actorName: filter.actor,
            actionPrefix: filter.action,
            target: filter.target,
            outcome: filter.outcome.map(AuditOutcome.init(rawValue:)),
            from: filter.from,
            to: filter.to,
            before: try filter.cursor.map(Self.auditCursor),
            limit: filter.limit + 1
        )
        var rows = try await services.audit.log.rows(query)
        let hasMore = rows.count > filter.limit
        if hasMore { rows.removeLast() }
        let next = hasMore ? rows.last.map { "\($0.entry.at.nanoseconds)-\($0.sequence)" } : nil
        return (rows.map(AuditRow.init), next)
    }

    private static func auditCursor(_ text: String) throws(DomainError) -> AuditQuery.Cursor {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let at = Int64(parts[0]), let sequence = Int64(parts[1]) else {
            throw DomainError(.invalid, "cursor is not one that was given out.", member: "cursor")
        }
        return AuditQuery.Cursor(at: WallTime(nanoseconds: at), sequence: sequence)
    }
}

extension AuditRow {
    init(_ record: AuditRecord) {
        let entry = record.entry
        self.init(
            sequence: record.sequence,
            at: entry.at,
            actorKind: entry.actor.kind.rawValue,
            actorID: entry.actor.id,
            actorName: entry.actor.name,
            action: entry.action,
            target: entry.target,
            address: entry.address,
            outcome: entry.outcome.rawValue,
            detail: entry.detail
        )
    }
}
