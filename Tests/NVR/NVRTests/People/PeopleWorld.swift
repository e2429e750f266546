import Accounts
import Catalog
import Changes
import Cryptography
import Logging
import Media
import Stream

@testable import NVR

/// People over a catalogue in memory, with clocks that stand and a hash that costs nothing.
struct PeopleWorld {
    static let password = "a long and winding road"

    let catalog = InMemoryCatalog()
    let time = ManualTimeSource(
        monotonic: .init(nanoseconds: 1_000_000_000_000),
        wall: WallTime(nanoseconds: 1_795_233_600_000_000_000)
    )
    let services: DomainServices
    let people: People
    let door = Door(face: "native", listener: "native", address: "192.0.2.9", userAgent: "test")
    /// Who makes accounts.
    let chief = Principal(identity: .recorder, credential: .none, role: .administrator)

    private struct PlainHasher: PasswordHasher {
        func hash(_ password: String) -> String { "plain " + password }
        func verify(_ password: String, against kept: String) -> Bool { kept == "plain " + password }
        func needsRehash(_ kept: String) -> Bool { false }
    }

    init() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let time = time
        services = DomainServices(
            catalog: catalog,
            audit: AuditTrail(catalog: catalog, time: time, logger: logger),
            changes: ChangeFeed(startingAfter: 1),
            masterKey: MasterKey(.random()),
            time: time,
            logger: logger
        )
        people = try await People.open(services, try await Settings.open(services), hasher: PlainHasher())
    }

    @discardableResult
    func add(
        _ name: String,
        _ role: Principal.Role = .viewer,
        _ grants: Principal.CameraGrants? = nil
    ) async throws -> PersonView {
        var draft = PersonDraft(username: name, password: Self.password, role: role)
        draft.grants = grants
        return try await people.create(as: chief, draft)
    }

    /// Logs in and comes back with the session.
    func session(_ name: String, at door: Door? = nil) async throws -> (token: String, visitor: Visitor) {
        let door = door ?? self.door
        guard case .opened(let opened) = try await people.logIn(name, password: Self.password, at: door) else {
            throw DomainError(.unproven, "a code is owed")
        }
        return (opened.token, try await visitor(.session(opened.token), at: door))
    }

    func visitor(_ shown: ShownCredential, at door: Door? = nil) async throws -> Visitor {
        switch try await people.admit(shown, at: door ?? self.door) {
        case .admitted(let visitor): return visitor
        case .refused(let error): throw error
        }
    }

    /// What was published until now, as "kind object id".
    func published() async -> [String] {
        services.changes.finish()
        var all: [String] = []
        for await case .change(let change) in services.changes.subscribe(after: 1) {
            all.append("\(change.kind) \(change.object) \(change.id)")
        }
        return all
    }

    /// What was noted, the oldest first: "done session.create user/1".
    func audit() async throws -> [String] {
        try await services.audit.log.rows(AuditQuery(limit: 100)).reversed().map { row in
            "\(row.entry.outcome.rawValue) \(row.entry.action) \(row.entry.target ?? "-")"
        }
    }
}
