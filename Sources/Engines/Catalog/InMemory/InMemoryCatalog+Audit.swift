package import Media

extension InMemoryCatalog {
    package func appendAudit(
        _ entry: AuditEntry,
        hash: @escaping @Sendable (_ previous: AuditLink, _ entry: AuditEntry) -> [UInt8]
    ) async throws(CatalogError) -> AuditRecord {
        try write { state in
            let head = state.auditEnds.head
            let record = AuditRecord(sequence: head.sequence + 1, entry: entry, hash: hash(head, entry))
            state.audit.append(record)
            state.auditEnds.head = record.link
            return record
        }
    }

    package func audit(_ query: AuditQuery) async throws(CatalogError) -> [AuditRecord] {
        try read { state in
            let found = state.audit.filter { query.includes($0) }
                .sorted { ($0.entry.at, $0.sequence) > ($1.entry.at, $1.sequence) }
            return Array(found.prefix(max(0, query.limit)))
        }
    }

    package func audit(after sequence: Int64, limit: Int) async throws(CatalogError) -> [AuditRecord] {
        try read { state in Array(state.audit.filter { $0.sequence > sequence }.prefix(max(0, limit))) }
    }

    package func auditEnds() async throws(CatalogError) -> AuditEnds { try read { $0.auditEnds } }

    package func firstAudit(since time: WallTime) async throws(CatalogError) -> Int64? {
        try read { state in state.audit.first { $0.entry.at >= time }?.sequence }
    }

    package func deleteAudit(through sequence: Int64) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard let last = state.audit.first(where: { $0.sequence == sequence }) else {
                throw CatalogError.noAudit(sequence)
            }
            state.auditEnds.anchor = last.link
            state.audit.removeAll { $0.sequence <= sequence }
        }
    }
}

extension AuditQuery {
    fileprivate func includes(_ record: AuditRecord) -> Bool {
        let entry = record.entry
        if let actorID, entry.actor.id != actorID { return false }
        if let actorName, entry.actor.name != actorName { return false }
        if let actionPrefix, !entry.action.unicodeScalars.starts(with: actionPrefix.unicodeScalars) { return false }
        if let target, entry.target != target { return false }
        if let outcome, entry.outcome != outcome { return false }
        if let from, entry.at < from { return false }
        if let to, entry.at >= to { return false }
        guard let before else { return true }
        return (entry.at, record.sequence) < (before.at, before.sequence)
    }
}
