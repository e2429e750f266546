import GRDB
import Media
import Testing

@testable import Catalog

/// What every request asks is answered by index, and so are the pages of the audit log, however many rows there are.
struct AccountQueryPlanTests {
    private func plan(_ db: Database, _ sql: String, _ arguments: StatementArguments = []) throws -> [String] {
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
    }

    @Test func accessIsFoundByItsHash() async throws { try await withCatalog(checkAccess) }

    private func checkAccess(_ db: Database) throws {
        #expect(
            try plan(db, SessionTable.byToken, [Blob([1])]) == [
                "SEARCH session USING INDEX sqlite_autoindex_session_1 (token_hash=?)"
            ]
        )
        #expect(
            try plan(db, SessionTable.byUser, [1]) == ["SEARCH session USING INDEX session_by_user (user=?)"]
        )
        #expect(
            try plan(db, APIKeyTable.bySecret, [Blob([1])]) == [
                "SEARCH api_key USING INDEX sqlite_autoindex_api_key_1 (secret_hash=?)"
            ]
        )
        #expect(
            try plan(db, APIKeyTable.byUser, [1]) == ["SEARCH api_key USING INDEX api_key_by_user (user=?)"]
        )
        #expect(
            try plan(db, UserTable.codeUse, [1, 1, Blob([1])]) == [
                "SEARCH recovery_code USING PRIMARY KEY (user=? AND hash=?)"
            ]
        )
        #expect(
            try plan(db, UserTable.stepUse, [1, 1]) == ["SEARCH user USING INTEGER PRIMARY KEY (rowid=?)"]
        )
    }

    @Test func theAuditLogIsReadFromAnIndexInItsOrder() async throws { try await withCatalog(checkAudit) }

    private func checkAudit(_ db: Database) throws {
        let range = "at>? AND at<?"
        for (query, index) in [
            (AuditQuery(limit: 9), "audit_by_time (\(range))"),
            (AuditQuery(actorID: 1, limit: 9), "audit_by_actor (actor_id=? AND \(range))"),
            (AuditQuery(actorName: "a", limit: 9), "audit_by_actor_name (actor_name=? AND \(range))"),
            (AuditQuery(target: "t", limit: 9), "audit_by_target (target=? AND \(range))"),
            (AuditQuery(actionPrefix: "s", outcome: .done, limit: 9), "audit_by_time (\(range))"),
        ] {
            var query = query
            query.from = at(1)
            query.to = at(9)
            let (sql, arguments) = AuditTable.query(query)
            #expect(try plan(db, sql, arguments) == ["SEARCH audit USING INDEX \(index)"])
            query.before = AuditQuery.Cursor(at: at(5), sequence: 5)
            let (next, more) = AuditTable.query(query)
            #expect(try plan(db, next, more) == ["SEARCH audit USING INDEX \(index)"])
        }
        let (all, limit) = AuditTable.query(AuditQuery(limit: 9))
        #expect(try plan(db, all, limit) == ["SCAN audit USING INDEX audit_by_time"])
        let page = ["SEARCH audit USING INTEGER PRIMARY KEY (rowid>?)"]
        #expect(try plan(db, AuditTable.bySequence, [1, 9]) == page)
    }

    private func withCatalog(_ check: @escaping @Sendable (Database) throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let catalog = try SQLiteCatalog(path: folder.file("nightjar.sqlite"))
        try await catalog.read { db in try check(db) }
        try await catalog.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE row (number) AS (
                        SELECT 1 UNION ALL SELECT number + 1 FROM row WHERE number < 20000
                    )
                    INSERT INTO audit SELECT number, number * \(second), 'user', number % 3, 'name ' || (number % 3),
                        'camera.update', 'camera/' || (number % 50), NULL, 'done', '', zeroblob(32) FROM row;
                    ANALYZE;
                    """
            )
        }
        try await catalog.read { db in try check(db) }
        try catalog.close()
    }
}
