import Accounts
import Catalog
import Testing

@testable import NVR

/// What the page remembers belongs to an account, and is bounded.
struct PeoplePreferenceTests {
    @Test func everyoneHasHisOwn() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        try await world.add("otto", .operator)
        let (_, vera) = try await world.session("vera")
        let (_, otto) = try await world.session("otto")
        try await world.people.setPreference(vera, "live", to: "4")
        #expect(try await world.people.preference(vera, "live") == "4")
        #expect(try await world.people.preference(otto, "live") == nil)
        try await world.people.setPreference(vera, "live", to: nil)
        #expect(try await world.people.preference(vera, "live") == nil)
    }

    @Test(arguments: ["", "Live", "9live", "a/b", "..", "läuft", "-a", String(repeating: "a", count: 33)])
    func whatIsNoNameIsRefused(name: String) async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (_, vera) = try await world.session("vera")
        #expect(await refusal { try await world.people.setPreference(vera, name, to: "1") } == .invalid)
        #expect(await refusal { _ = try await world.people.preference(vera, name) } == .invalid)
    }

    @Test func itIsBounded() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (_, vera) = try await world.session("vera")
        let long = String(repeating: "x", count: People.longestPreference)
        try await world.people.setPreference(vera, "a", to: long)
        #expect(await refusal { try await world.people.setPreference(vera, "a", to: long + "x") } == .invalid)
        for number in 1..<32 { try await world.people.setPreference(vera, "a-\(number)", to: "") }
        #expect(await refusal { try await world.people.setPreference(vera, "b", to: "") } == .conflict)
    }
}
