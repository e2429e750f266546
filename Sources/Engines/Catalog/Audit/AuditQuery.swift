package import Media

/// Which rows of the audit log are wanted, newest first. What is nil asks for nothing.
package struct AuditQuery: Hashable, Sendable {
    /// The last row of the page before.
    package struct Cursor: Hashable, Sendable {
        package let at: WallTime
        package let sequence: Int64

        package init(at: WallTime, sequence: Int64) {
            self.at = at
            self.sequence = sequence
        }
    }

    package var actorID: Int64?
    package var actorName: String?
    /// `session` finds `session.create` and `session.end`.
    package var actionPrefix: String?
    package var target: String?
    package var outcome: AuditOutcome?
    /// The range of time, without its end.
    package var from: WallTime?
    package var to: WallTime?
    package var before: Cursor?
    package var limit: Int

    package init(
        actorID: Int64? = nil,
        actorName: String? = nil,
        actionPrefix: String? = nil,
        target: String? = nil,
        outcome: AuditOutcome? = nil,
        from: WallTime? = nil,
        to: WallTime? = nil,
        before: Cursor? = nil,
        limit: Int
    ) {
        self.actorID = actorID
        self.actorName = actorName
        self.actionPrefix = actionPrefix
        self.target = target
        self.outcome = outcome
        self.from = from
        self.to = to
        self.before = before
        self.limit = limit
    }
}

extension AuditRecord {
    package var cursor: AuditQuery.Cursor { AuditQuery.Cursor(at: entry.at, sequence: sequence) }
}
