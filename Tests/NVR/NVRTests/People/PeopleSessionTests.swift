import Accounts
import Catalog
import Media
import Stream
import Testing

@testable import NVR

/// Whoever watches is told of sessions as they begin and end.
struct PeopleSessionTests {
    @Test func sessionsAreToldOf() async throws {
        let world = try await PeopleWorld()
        let vera = try await world.add("vera")
        let (first, visitor) = try await world.session("vera")
        let (_, second) = try await world.session("vera")
        let (_, third) = try await world.session("vera")
        let numbers = [visitor, second, third].compactMap(\.sessionNumber)
        try await world.people.endSession(visitor, numbers[1], of: nil)
        #expect(try await world.people.endSessions(visitor, of: nil) == 1)
        try await world.people.logOut(.session(first), visitor)
        try await world.people.clearLockout(as: world.chief, of: vera.id)
        let told = await world.published().filter { !$0.hasPrefix("created user") }
        #expect(
            told == numbers.map { "created session \($0)" }
                + [numbers[1], numbers[2], numbers[0]].map { "deleted session \($0)" } + ["state user \(vera.id)"]
        )
    }

    /// What of the sessions was told after all of them had begun.
    private func told(_ end: (PeopleWorld, PersonView, [(token: String, visitor: Visitor)]) async throws -> Void)
        async throws -> [String]
    {
        let world = try await PeopleWorld()
        // Another, so that it is not the last who manages accounts.
        try await world.add("root", .administrator)
        let ada = try await world.add("ada", .administrator)
        var sessions: [(token: String, visitor: Visitor)] = []
        for _ in 0..<2 { sessions.append(try await world.session("ada")) }
        try await end(world, ada, sessions)
        return await world.published().filter { $0.hasPrefix("deleted session") }
    }

    @Test func sessionsThatRunOutAreToldOf() async throws {
        let seen = try await told { world, _, sessions in
            world.time.advance(by: .seconds(40 * 86_400))
            #expect(await refusal { _ = try await world.visitor(.session(sessions[1].token)) } == .unproven)
            try await world.people.accounts.deleteExpired()
            try await world.people.accounts.deleteExpired()
        }
        #expect(seen == ["deleted session 2", "deleted session 1"])
    }

    @Test func sessionsThatAChangeOfTheAccountEndsAreToldOf() async throws {
        let edits: [(inout PersonChange) -> Void] = [
            { $0.password = "quite another password" }, { $0.role = .viewer }, { $0.isEnabled = false },
        ]
        for edit in edits {
            let seen = try await told { world, ada, _ in
                var change = PersonChange()
                edit(&change)
                _ = try await world.people.change(as: world.chief, ada.id, change, version: nil)
            }
            #expect(seen == ["deleted session 1", "deleted session 2"])
        }
        let deleted = try await told { world, ada, _ in
            try await world.people.delete(as: world.chief, ada.id, version: nil)
        }
        #expect(deleted == ["deleted session 1", "deleted session 2"])
        let changed = try await told { world, _, sessions in
            _ = try await world.people.changePassword(
                sessions[1].visitor,
                from: PeopleWorld.password,
                to: "quite another password"
            )
        }
        #expect(changed == ["deleted session 1"])
        let renamed = try await told { world, ada, _ in
            var change = PersonChange()
            change.displayName = "Ada"
            _ = try await world.people.change(as: world.chief, ada.id, change, version: nil)
        }
        #expect(renamed == [])
    }
}
