package import Media

/// The audit log: rows are appended, and deleted from its beginning when they are old; none is ever changed.
package protocol AuditCatalog: Sendable {
    /// Appends a row: its number follows the last one's, and `hash` makes its hash, all in one transaction.
    func appendAudit(
        _ entry: AuditEntry,
        hash: @escaping @Sendable (_ previous: AuditLink, _ entry: AuditEntry) -> [UInt8]
    ) async throws(CatalogError) -> AuditRecord

    /// By time, and at one time by number, the newest first.
    func audit(_ query: AuditQuery) async throws(CatalogError) -> [AuditRecord]

    /// The rows after a number, by number.
    func audit(after sequence: Int64, limit: Int) async throws(CatalogError) -> [AuditRecord]

    func auditEnds() async throws(CatalogError) -> AuditEnds

    /// The lowest number of a row that is not older than `time`.
    func firstAudit(since time: WallTime) async throws(CatalogError) -> Int64?

    /// Deletes the rows up to this number, which becomes the anchor. Throws `notFound` where there is no such row.
    func deleteAudit(through sequence: Int64) async throws(CatalogError)
}
