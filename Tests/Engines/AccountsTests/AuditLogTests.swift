import Catalog
import GRDB
import Media
import Testing

@testable import Accounts

struct AuditLogTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("nightjar.sqlite")
    }

    private func entry(_ number: Int64) -> AuditEntry {
        AuditEntry(
            at: time(number),
            actor: AuditActor(kind: .user, id: number, name: "ada"),
            action: "camera.update",
            target: "camera/gate",
            address: "192.0.2.7",
            detail: #"{"number":\#(number)}"#
        )
    }

    private func time(_ number: Int64) -> WallTime { WallTime(nanoseconds: number * 1_000_000_000) }

    private func fill(_ log: AuditLog, _ count: Int64) async throws {
        for number in 1...count { try await log.append(entry(number)) }
    }

    @Test(arguments: [0, 1, 9, 10, 11, 25] as [Int64])
    func aLogThatNobodyTouchedIsIntact(_ count: Int64) async throws {
        let log = AuditLog(catalog: InMemoryCatalog(), pageLength: 10)
        if count > 0 { try await fill(log, count) }
        #expect(try await log.verify() == .intact(rows: count))
    }

    @Test func rowsWithEverythingAndWithNothingAreIntactOnDisk() async throws {
        let catalog = try SQLiteCatalog(path: path)
        let log = AuditLog(catalog: catalog)
        var bare = entry(1)
        bare.actor = AuditActor(kind: .anonymous, name: "")
        bare.target = nil
        bare.address = nil
        bare.detail = ""
        var odd = entry(.min / 2_000_000_000)
        odd.actor.name = "é e\u{301} \u{0} 🐦 '\"\n"
        odd.target = String(repeating: "x", count: 100_000)
        odd.detail = "{\"\u{0}\":1}"
        for one in [bare, odd, entry(3)] { try await log.append(one) }
        #expect(try await log.verify() == .intact(rows: 3))
        let kept = try await catalog.audit(after: 1, limit: 1).first?.entry
        #expect(kept?.target?.utf8.count == 256)
        #expect(kept?.detail == #"{"omitted":true}"#)
        try catalog.close()
        // And read by somebody who may not write.
        let reader = try SQLiteCatalog(path: path, mode: .readOnly)
        #expect(try await AuditLog(catalog: reader).verify() == .intact(rows: 3))
        try reader.close()
    }

    @Test(arguments: [
        "at = at + 1", "at = at - 1", "actor_kind = 'users'", "actor_kind = 'usez'", "actor_id = 9",
        "actor_id = NULL", "actor_name = 'adb'", "actor_name = ''", "action = 'camera.updatf'", "target = NULL",
        "target = 'camera/gatf'", "target = ''", "address = '192.0.2.6'", "address = NULL", "outcome = 'denied'",
        "detail = '{}'", "hash = zeroblob(32)", "hash = x'00'", "sequence = 1000",
        "actor_name = action, action = actor_name",
        "target = address, address = target", "actor_name = CAST(x'ff6461' AS TEXT)",
    ])
    func aChangeOfAnyColumnNamesTheRow(_ change: String) async throws {
        try await tampered("UPDATE audit SET \(change) WHERE sequence = 4", is: .broken(sequence: 4))
    }

    @Test func aByteFlippedAnywhereInARowNamesIt() async throws {
        for column in ["actor_kind", "actor_name", "action", "target", "address", "outcome", "detail", "hash"] {
            let isBlob = column == "hash"
            let value = isBlob ? "hash" : "CAST(\(column) AS BLOB)"
            // The second byte of the column, one bit of it.
            let flipped = """
                CAST(substr(\(value), 1, 1) || CASE substr(\(value), 2, 1) WHEN x'61' THEN x'60' ELSE x'61' END \
                || substr(\(value), 3) AS \(isBlob ? "BLOB" : "TEXT"))
                """
            try await tampered("UPDATE audit SET \(column) = \(flipped) WHERE sequence = 7", is: .broken(sequence: 7))
        }
    }

    @Test(
        arguments: [
            ("DELETE FROM audit WHERE sequence = 1", 1), ("DELETE FROM audit WHERE sequence = 5", 5),
            ("DELETE FROM audit WHERE sequence >= 9", 9), ("DELETE FROM audit", 1),
            ("UPDATE audit_chain SET anchor_hash = x'01'", 1), ("UPDATE audit_chain SET anchor_sequence = 1", 1),
            ("UPDATE audit_chain SET anchor_sequence = -1", 10),
            ("UPDATE audit_chain SET anchor_sequence = \(Int64.max)", 10),
            ("UPDATE audit_chain SET head_hash = x'01'", 10), ("UPDATE audit_chain SET head_sequence = 9", 9),
            ("UPDATE audit_chain SET head_sequence = 11", 11),
            (
                """
                UPDATE audit_chain SET head_sequence = 9, head_hash = (SELECT hash FROM audit WHERE sequence = 9)
                """, 10
            ),
            (
                """
                INSERT INTO audit SELECT 0, at, actor_kind, actor_id, actor_name, action, target, address, outcome, detail,
                    hash FROM audit WHERE sequence = 1
                """, 0
            ),
        ] as [(String, Int64)]
    )
    func rowsThatAreGoneOrPutInAreNamed(_ change: String, _ sequence: Int64) async throws {
        try await tampered(change, is: .broken(sequence: sequence))
    }

    @Test func twoRowsThatChangePlacesAreNamed() async throws {
        try await tampered(
            """
            UPDATE audit SET sequence = -1 WHERE sequence = 3;
            UPDATE audit SET sequence = 3 WHERE sequence = 6;
            UPDATE audit SET sequence = 6 WHERE sequence = -1;
            """,
            is: .broken(sequence: 3)
        )
    }

    private func tampered(_ sql: String, is expected: AuditFinding) async throws {
        let path = folder.file("\(UInt64.random(in: 0 ... .max)).sqlite")
        let catalog = try SQLiteCatalog(path: path)
        try await fill(AuditLog(catalog: catalog), 10)
        try catalog.close()
        let thief = try DatabaseQueue(path: path)
        try await thief.write { try $0.execute(sql: sql) }
        try thief.close()
        let next = try SQLiteCatalog(path: path)
        #expect(try await AuditLog(catalog: next).verify() == expected)
        try next.close()
    }

    @Test func theEncodingTellsEveryFieldApart() {
        var entries = [entry(1)]
        func add(_ change: (inout AuditEntry) -> Void) {
            var changed = entry(1)
            change(&changed)
            entries.append(changed)
        }
        add { $0.at = time(2) }
        add { $0.actor.kind = .key }
        add { $0.actor.id = nil }
        add { $0.actor.id = 0 }
        add { $0.actor.name = "adac" }
        add { ($0.actor.name, $0.action) = ("adac", "amera.update") }
        add { $0.target = nil }
        add { $0.target = "" }
        add { ($0.target, $0.address) = ($0.address, $0.target) }
        add { $0.outcome = .failed }
        add { $0.detail = "" }
        var hashes = Set(entries.map { AuditChain.hash(after: .origin, $0) })
        #expect(hashes.count == entries.count)
        hashes.insert(AuditChain.hash(after: AuditLink(sequence: 1, hash: AuditLink.origin.hash), entry(1)))
        hashes.insert(AuditChain.hash(after: AuditLink(sequence: 0, hash: [1]), entry(1)))
        #expect(hashes.count == entries.count + 2)
    }

    /// Computed by hand from the doc comment, in another language: the encoding never changes.
    @Test func theEncodingIsTheDocumentedOne() {
        let entry = AuditEntry(
            at: WallTime(nanoseconds: 1),
            actor: AuditActor(kind: .user, id: 2, name: "é"),
            action: "a",
            target: nil,
            address: "b",
            outcome: .done,
            detail: "{}"
        )
        #expect(
            Hexadecimal.encode(AuditChain.hash(after: .origin, entry))
                == "64c3df745f97092bf584db16ec21a1a86eacd4b5a34abdeb8f2fca14616a63d5"
        )
    }

    @Test func rowsThatComeAtOnceAreOneChain() async throws {
        let catalog = try SQLiteCatalog(path: path)
        let log = AuditLog(catalog: catalog)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 { group.addTask { try await log.append(entry(Int64(number))) } }
            try await group.waitForAll()
        }
        #expect(try await log.verify() == .intact(rows: 60))
        try catalog.close()
    }

    @Test func oldRowsGoAndTheChainStaysWhole() async throws {
        let catalog = InMemoryCatalog()
        let log = AuditLog(catalog: catalog, pageLength: 10)
        try await fill(log, 230)
        #expect(try await log.deleteRows(before: time(211), at: time(5000)) == .intact(rows: 210))
        let rows = try await catalog.audit(after: 0, limit: 9999)
        #expect(rows.first?.sequence == 211 && rows.count == 21)
        #expect(rows.last?.entry.action == "audit.delete")
        #expect(rows.last?.entry.detail == #"{"rows":210,"through":210}"#)
        #expect(try await log.verify() == .intact(rows: 21))
        #expect(try await log.deleteRows(before: time(211), at: time(5000)) == .intact(rows: 0))
        #expect(try await log.deleteRows(before: time(9999), at: time(9999)) == .intact(rows: 21))
        #expect(try await log.verify() == .intact(rows: 1))
    }

    @Test func aRowAfterAnOlderOneIsKeptThoughItIsOldItself() async throws {
        let log = AuditLog(catalog: InMemoryCatalog())
        for number in [1, 9, 2] as [Int64] { try await log.append(entry(number)) }
        #expect(try await log.deleteRows(before: time(5), at: time(10)) == .intact(rows: 1))
        #expect(try await log.rows(AuditQuery(limit: 9)).map(\.sequence) == [4, 2, 3])
    }

    @Test func whatIsBrokenIsNotDeletedWithTheOldRows() async throws {
        let catalog = try SQLiteCatalog(path: path)
        try await fill(AuditLog(catalog: catalog), 10)
        try catalog.close()
        let thief = try DatabaseQueue(path: path)
        try await thief.write { try $0.execute(sql: "UPDATE audit SET detail = '' WHERE sequence = 3") }
        try thief.close()
        let next = try SQLiteCatalog(path: path)
        let log = AuditLog(catalog: next)
        #expect(try await log.deleteRows(before: time(8), at: time(20)) == .broken(sequence: 3))
        #expect(try await log.verify() == .broken(sequence: 3))
        #expect(try await next.audit(after: 0, limit: 20).count == 10)
        try next.close()
    }

    @Test func verifyingWhileRowsComeAndGoIsNotAlarmed() async throws {
        let log = AuditLog(catalog: InMemoryCatalog(), pageLength: 10)
        try await fill(log, 300)
        async let deleting = log.deleteRows(before: time(250), at: time(5000))
        async let verifying = log.verify()
        try await fill(log, 20)
        let (deleted, found) = try await (deleting, verifying)
        #expect(deleted == .intact(rows: 249))
        if case .broken = found { Issue.record("\(found)") }
    }
}
