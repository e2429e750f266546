package import Catalog
package import Media

/// What the examination of the audit log has found.
package enum AuditFinding: Hashable, Sendable {
    /// Every row is as it was written.
    case intact(rows: Int64)
    /// The first row that is not as it was written, is missing, or follows one that was.
    case broken(sequence: Int64)
}

/// The audit log: who has done what, when, from where, and how it ended.
package struct AuditLog: Sendable {
    private let catalog: any AuditCatalog
    /// Rows that are read, or deleted, at once.
    private let pageLength: Int

    /// Texts are cut here, as some of them are a stranger's.
    private static let longestText = 256
    private static let longestDetail = 4096

    package init(catalog: any AuditCatalog) { self.init(catalog: catalog, pageLength: 1000) }

    init(catalog: any AuditCatalog, pageLength: Int) {
        self.catalog = catalog
        self.pageLength = pageLength
    }

    /// Appends a row. One after the other: the catalogue numbers and links it in a transaction.
    @discardableResult
    package func append(_ entry: AuditEntry) async throws(CatalogError) -> AuditRecord {
        try await catalog.appendAudit(Self.bounded(entry)) { AuditChain.hash(after: $0, $1) }
    }

    /// Newest first. The cursor of the last row leads to the next page.
    package func rows(_ query: AuditQuery) async throws(CatalogError) -> [AuditRecord] {
        try await catalog.audit(query)
    }

    /// Walks the whole chain, a page at a time.
    package func verify() async throws(CatalogError) -> AuditFinding {
        var ends = try await catalog.auditEnds()
        while true {
            let finding = try await walk(from: ends.anchor, through: ends.head)
            guard case .broken = finding else { return finding }
            // Old rows may have been deleted under our feet.
            let now = try await catalog.auditEnds()
            guard now.anchor != ends.anchor else { return finding }
            ends = now
        }
    }

    /// Deletes the rows that are older than `time`, and notes that it was done. The chain stays whole: the last deleted
    /// row is kept as the anchor of those that follow. Rows that are not as they were written are not deleted, so that
    /// nothing is covered up.
    ///
    /// - Returns: how many rows were deleted, or where the log is broken.
    package func deleteRows(before time: WallTime, at now: WallTime) async throws(CatalogError) -> AuditFinding {
        let ends = try await catalog.auditEnds()
        guard Self.arePossible(ends) else { return .broken(sequence: ends.head.sequence) }
        let first = try await catalog.firstAudit(since: time)
        let last = first.map { $0 - 1 } ?? ends.head.sequence
        var anchor = ends.anchor
        while anchor.sequence < last {
            // In pages, as the recordings are written to the same catalogue.
            let goal = min(last, anchor.sequence + Int64(pageLength))
            let rows = try await catalog.audit(after: anchor.sequence, limit: Int(goal - anchor.sequence))
            for row in rows {
                guard Self.follows(row, anchor) else { return .broken(sequence: anchor.sequence + 1) }
                anchor = row.link
            }
            guard anchor.sequence == goal else { return .broken(sequence: anchor.sequence + 1) }
            try await catalog.deleteAudit(through: goal)
        }
        let count = max(0, last - ends.anchor.sequence)
        guard count > 0 else { return .intact(rows: 0) }
        let entry = AuditEntry(
            at: now,
            actor: AuditActor(kind: .system, name: "Nightjar"),
            action: "audit.delete",
            detail: #"{"rows":\#(count),"through":\#(last)}"#
        )
        try await append(entry)
        return .intact(rows: count)
    }

    private func walk(from anchor: AuditLink, through head: AuditLink) async throws(CatalogError) -> AuditFinding {
        guard Self.arePossible(AuditEnds(anchor: anchor, head: head)) else { return .broken(sequence: head.sequence) }
        if let first = try await catalog.audit(after: .min, limit: 1).first, first.sequence <= anchor.sequence {
            return .broken(sequence: first.sequence)
        }
        var link = anchor
        while link.sequence < head.sequence {
            let rows = try await catalog.audit(after: link.sequence, limit: pageLength)
            for row in rows {
                guard Self.follows(row, link) else { return .broken(sequence: link.sequence + 1) }
                link = row.link
                if link.sequence == head.sequence { break }
            }
            // Rows at the end are missing.
            guard !rows.isEmpty else { return .broken(sequence: link.sequence + 1) }
        }
        guard link == head else { return .broken(sequence: head.sequence) }
        // Rows that were appended meanwhile are before the end of now; others nobody has appended.
        if let next = try await catalog.audit(after: head.sequence, limit: 1).first,
            try await catalog.auditEnds().head.sequence < next.sequence
        {
            return .broken(sequence: next.sequence)
        }
        return .intact(rows: head.sequence - anchor.sequence)
    }

    /// Somebody may have put anything there.
    private static func arePossible(_ ends: AuditEnds) -> Bool {
        ends.anchor.sequence >= 0 && ends.head.sequence >= ends.anchor.sequence && ends.head.sequence < .max / 2
    }

    private static func follows(_ row: AuditRecord, _ link: AuditLink) -> Bool {
        row.sequence == link.sequence + 1 && row.hash == AuditChain.hash(after: link, row.entry)
    }

    private static func bounded(_ entry: AuditEntry) -> AuditEntry {
        var entry = entry
        entry.actor.name = shortened(entry.actor.name)
        entry.action = shortened(entry.action)
        entry.target = entry.target.map(shortened)
        entry.address = entry.address.map(shortened)
        // A part of a JSON object is none, and no JSON has a NUL.
        if entry.detail.utf8.count > longestDetail || entry.detail.utf8.contains(0) {
            entry.detail = #"{"omitted":true}"#
        }
        return entry
    }

    private static func shortened(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        // A NUL would end the text in the catalogue.
        for scalar in text.unicodeScalars.prefix(longestText) { kept.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
        return String(kept)
    }
}
