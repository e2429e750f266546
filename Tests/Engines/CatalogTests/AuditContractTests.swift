import Media
import Testing

@testable import Catalog

struct AuditContractTests {
    /// Any function of both will do: the catalogue does not know what a hash is.
    private static func hash(_ previous: AuditLink, _ entry: AuditEntry) -> [UInt8] {
        Array("\(previous.hash.last ?? 0)+\(entry.action)".utf8)
    }

    private func entry(_ number: Int64, _ action: String = "camera.update", actor: Int64? = 1) -> AuditEntry {
        AuditEntry(
            at: at(number),
            actor: AuditActor(kind: .user, id: actor, name: "ada"),
            action: action,
            target: "camera/gate",
            address: "192.0.2.7",
            outcome: .done,
            detail: #"{"n":\#(number)}"#
        )
    }

    private func append(_ entries: [AuditEntry], to catalog: any Catalog) async throws -> [AuditRecord] {
        var records: [AuditRecord] = []
        for entry in entries { records.append(try await catalog.appendAudit(entry, hash: Self.hash)) }
        return records
    }

    @Test(arguments: Implementation.allCases)
    func rowsAreNumberedLinkedAndKept(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            #expect(try await catalog.auditEnds() == AuditEnds())
            var bare = entry(3, "a")
            bare.actor = AuditActor(kind: AuditActor.Kind(rawValue: "of tomorrow"), name: "")
            bare.target = nil
            bare.address = nil
            bare.outcome = AuditOutcome(rawValue: "also")
            bare.detail = ""
            let records = try await append([entry(5), bare, entry(4, "ü'\"")], to: catalog)
            #expect(records.map(\.sequence) == [1, 2, 3])
            #expect(records[0].hash == Array("0+camera.update".utf8))
            #expect(records[1].hash == Self.hash(records[0].link, bare))
            #expect(try await catalog.auditEnds() == AuditEnds(head: records[2].link))
            #expect(try await catalog.audit(after: 0, limit: 9) == records)
            #expect(try await catalog.audit(after: 1, limit: 1) == [records[1]])
            #expect(try await catalog.audit(AuditQuery(limit: 9)) == [records[0], records[2], records[1]])
            #expect(try await catalog.audit(AuditQuery(limit: 0)).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func rowsThatComeAtOnceAreOneChain(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask { _ = try await catalog.appendAudit(entry(Int64(number)), hash: Self.hash) }
                }
                try await group.waitForAll()
            }
            let rows = try await catalog.audit(after: 0, limit: 99)
            #expect(rows.map(\.sequence) == Array(1...50))
            var link = AuditLink.origin
            for row in rows {
                #expect(row.hash == Self.hash(link, row.entry))
                link = row.link
            }
        }
    }

    @Test(arguments: Implementation.allCases)
    func filtersFindWhatTheySay(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var entries = [
                entry(10, "session.create"), entry(20, "session.end", actor: 2), entry(30, "sessions"),
                entry(40, "user%.x", actor: nil), entry(50, "user.create"),
            ]
            entries[1].outcome = .denied
            entries[2].target = nil
            entries[3].actor.name = "bob"
            _ = try await append(entries, to: catalog)
            func found(_ query: AuditQuery) async throws -> [Int64] {
                var query = query
                query.limit = 9
                return try await catalog.audit(query).map(\.sequence)
            }
            #expect(try await found(AuditQuery(actorID: 1, limit: 0)) == [5, 3, 1])
            #expect(try await found(AuditQuery(actorName: "bob", limit: 0)) == [4])
            #expect(try await found(AuditQuery(actionPrefix: "session", limit: 0)) == [3, 2, 1])
            #expect(try await found(AuditQuery(actionPrefix: "session.", limit: 0)) == [2, 1])
            #expect(try await found(AuditQuery(actionPrefix: "user%", limit: 0)) == [4])
            #expect(try await found(AuditQuery(target: "camera/gate", limit: 0)) == [5, 4, 2, 1])
            #expect(try await found(AuditQuery(outcome: .denied, limit: 0)) == [2])
            #expect(try await found(AuditQuery(from: at(20), to: at(40), limit: 0)) == [3, 2])
            let several = AuditQuery(actorID: 1, actorName: "ada", target: "camera/gate", limit: 0)
            #expect(try await found(several) == [5, 1])
        }
    }

    @Test(arguments: Implementation.allCases)
    func pagesFollowOneAnotherAlsoAtOneTime(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let records = try await append((0..<7).map { entry($0 / 3) }, to: catalog)
            var query = AuditQuery(actorID: 1, limit: 2)
            var found: [AuditRecord] = []
            while true {
                let page = try await catalog.audit(query)
                found += page
                guard let last = page.last else { break }
                query.before = last.cursor
            }
            #expect(found == records.reversed())
        }
    }

    @Test(arguments: Implementation.allCases)
    func oldRowsLeaveAnAnchor(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let records = try await append([5, 1, 7, 6, 9].map { entry($0) }, to: catalog)
            #expect(try await catalog.firstAudit(since: at(0)) == 1)
            #expect(try await catalog.firstAudit(since: at(6)) == 3)
            #expect(try await catalog.firstAudit(since: at(10)) == nil)
            try await catalog.deleteAudit(through: 2)
            #expect(try await catalog.auditEnds() == AuditEnds(anchor: records[1].link, head: records[4].link))
            #expect(try await catalog.audit(after: 0, limit: 9) == Array(records[2...]))
            for gone in [2, 6] as [Int64] {
                let code = await errorCode { try await catalog.deleteAudit(through: gone) }
                #expect(code == .notFound)
            }
            try await catalog.deleteAudit(through: 5)
            let next = try await append([entry(11)], to: catalog)
            #expect(next[0].sequence == 6)
            #expect(try await catalog.auditEnds() == AuditEnds(anchor: records[4].link, head: next[0].link))
        }
    }
}
