import Accounts
import Catalog
import Media
import Stream
import Testing

@testable import NVR

struct PeopleAccountTests {
    @Test func onlyThoseWhoManageAccountsSeeAndChangeThem() async throws {
        let world = try await PeopleWorld()
        let ada = try await world.add("ada", .administrator)
        let vera = try await world.add("vera")
        let (_, viewer) = try await world.session("vera")
        let people = world.people
        #expect(await refusal { _ = try people.list(as: viewer.principal) } == .forbidden)
        #expect(await refusal { _ = try people.person(ada.id, asked: viewer) } == .forbidden)
        #expect(try people.person(vera.id, asked: viewer).username == "vera")
        #expect(await refusal { _ = try await people.sessions(viewer, of: ada.id) } == .forbidden)
        #expect(await refusal { _ = try await people.makeStreamPassword(viewer, of: ada.id) } == .forbidden)
        #expect(await refusal { _ = try await people.keys(viewer, all: true) } == .forbidden)
        let other = await refusal {
            _ = try await people.makeKey(viewer, for: ada.id, name: "x", scope: .init(), expiresAt: nil)
        }
        #expect(other == .forbidden)
        var change = PersonChange()
        change.role = .administrator
        let rise = await refusal { _ = try await people.change(as: viewer.principal, vera.id, change, version: nil) }
        #expect(rise == .forbidden)
    }

    @Test func anotherRoleOrPasswordEndsTheSessions() async throws {
        let world = try await PeopleWorld()
        let vera = try await world.add("vera")
        let (first, _) = try await world.session("vera")
        var change = PersonChange()
        change.role = .operator
        _ = try await world.people.change(as: world.chief, vera.id, change, version: nil)
        #expect(await refusal { _ = try await world.visitor(.session(first)) } == .unproven)
        let (second, _) = try await world.session("vera")
        change = PersonChange()
        change.password = "quite another password"
        _ = try await world.people.change(as: world.chief, vera.id, change, version: nil)
        #expect(await refusal { _ = try await world.visitor(.session(second)) } == .unproven)
        // What was changed is noted by name, never with what it is now.
        let rows = try await world.services.audit.log.rows(.init(actionPrefix: "user.change", limit: 9))
        #expect(rows.map(\.entry.detail).allSatisfy { !$0.contains("quite another") })
        #expect(rows.first?.entry.detail.contains("password") == true)
    }

    @Test func aSecondFactorIsSetUpWithoutThePasswordForOthersOrSoonAfterIt() async throws {
        let world = try await PeopleWorld()
        try await world.add("ada", .administrator)
        let vera = try await world.add("vera")
        let (_, chief) = try await world.session("ada")
        let (_, visitor) = try await world.session("vera")
        let people = world.people
        #expect(try people.person(vera.id, asked: chief).hasBegunSecondFactor == false)
        _ = try await people.beginSecondFactor(chief, of: vera.id)
        #expect(try people.person(vera.id, asked: chief).hasBegunSecondFactor)
        #expect(try people.person(vera.id, asked: chief).hasSecondFactor == false)
        #expect(await refusal { _ = try await people.beginSecondFactor(visitor, of: 1) } == .forbidden)
        _ = try await people.beginSecondFactor(visitor, of: vera.id)
        world.time.advance(by: .seconds(601))
        #expect(await refusal { _ = try await people.beginSecondFactor(visitor, of: vera.id) } == .forbidden)
        let wrong = await refusal { _ = try await people.activateSecondFactor(chief, of: vera.id, code: "1") }
        #expect(wrong == .forbidden)
        #expect(await refusal { _ = try await people.beginSecondFactor(chief, of: 99) } == .notFound)
    }

    @Test func onesOwnPasswordChangesWithTheOldOneAndKeepsThisSession() async throws {
        let world = try await PeopleWorld()
        try await world.add("vera")
        let (other, _) = try await world.session("vera")
        let (_, visitor) = try await world.session("vera")
        let wrong = await refusal {
            _ = try await world.people.changePassword(visitor, from: "no", to: "quite another password")
        }
        #expect(wrong == .forbidden)
        let continued = try await world.people.changePassword(
            visitor,
            from: PeopleWorld.password,
            to: "quite another password"
        )
        let token = try #require(continued?.token)
        _ = try await world.visitor(.session(token))
        #expect(await refusal { _ = try await world.visitor(.session(other)) } == .unproven)
    }

    @Test func onesOwnPasswordIsNotSetAmongTheAccounts() async throws {
        let world = try await PeopleWorld()
        let ada = try await world.add("ada", .administrator)
        let (token, visitor) = try await world.session("ada")
        var change = PersonChange()
        change.password = "quite another password"
        do {
            _ = try await world.people.change(as: visitor.principal, ada.id, change, version: nil)
            Issue.record("it was set")
        } catch {
            #expect(
                error.kind == .forbidden && error.member == "password" && error.sentence.contains("/account/password")
            )
        }
        _ = try await world.visitor(.session(token))
        // Nor does a session that was left open give anybody a second factor.
        for password in ["", "no"] {
            let kind = await refusal { _ = try await world.people.beginSecondFactor(visitor, password: password) }
            #expect(kind == .forbidden)
        }
    }

    @Test func aPasswordIsNotSetBesideAChangeThatIsNotMade() async throws {
        let world = try await PeopleWorld()
        try await world.add("ada", .administrator)
        let vera = try await world.add("vera")
        let (token, _) = try await world.session("vera")
        var change = PersonChange()
        change.username = "Ada"
        change.password = "quite another password"
        #expect(
            await refusal { _ = try await world.people.change(as: world.chief, vera.id, change, version: nil) }
                == .conflict
        )
        _ = try await world.visitor(.session(token))
        _ = try await world.session("vera")
    }

    @Test func aKeyThatExpiresMakesNoneThatLastsLonger() async throws {
        let world = try await PeopleWorld()
        try await world.add("ada", .administrator)
        let vera = try await world.add("vera")
        let (_, visitor) = try await world.session("ada")
        let soon = world.time.wall + .seconds(60)
        func make(_ visitor: Visitor, _ expiry: WallTime?, for owner: Int64? = nil) async throws -> (String, KeyView) {
            try await world.people.makeKey(visitor, for: owner, name: "k", scope: .init(), expiresAt: expiry)
        }
        let (key, _) = try await make(visitor, soon)
        let program = try await world.visitor(.apiKey(key))
        #expect(try await make(program, nil).1.expiresAt == soon)
        #expect(try await make(program, nil, for: vera.id).1.expiresAt == soon)
        #expect(try await make(program, soon + .seconds(-1)).1.expiresAt == soon + .seconds(-1))
        #expect(await refusal { _ = try await make(program, soon + .seconds(1)) } == .invalid)
        let (lasting, _) = try await make(visitor, nil)
        #expect(try await make(try await world.visitor(.apiKey(lasting)), nil).1.expiresAt == nil)
    }

    @Test func aStaleChangeIsRefusedAndDeletingWhatIsGoneIsNoError() async throws {
        let world = try await PeopleWorld()
        try await world.add("ada", .administrator)
        let vera = try await world.add("vera")
        var change = PersonChange()
        change.displayName = "Vera"
        let changed = try await world.people.change(as: world.chief, vera.id, change, version: vera.version)
        let kind = await refusal {
            _ = try await world.people.change(as: world.chief, vera.id, change, version: vera.version)
        }
        #expect(kind == .stale)
        try await world.people.delete(as: world.chief, vera.id, version: changed.version)
        try await world.people.delete(as: world.chief, vera.id, version: nil)
        #expect(await refusal { try await world.people.delete(as: world.chief, 1, version: nil) } == .conflict)
    }

    @Test func aKeyReachesNoFurtherThanItWasMadeFor() async throws {
        let world = try await PeopleWorld()
        try await world.add("ada", .administrator)
        let (_, visitor) = try await world.session("ada")
        let made = try await world.people.makeKey(
            visitor,
            for: nil,
            name: "wall",
            scope: .init(isReadOnly: true, cameras: ["yard"]),
            expiresAt: world.time.wall + .seconds(60)
        )
        let key = try await world.visitor(.apiKey(made.key)).principal
        #expect(Policy.may(key, .watchLive, .camera("yard")))
        #expect(!Policy.may(key, .watchLive, .camera("gate")))
        #expect(!Policy.may(key, .manageCamera, .camera("yard")))
        #expect(!Policy.may(key, .manageUsers))
        #expect(!"\(try await world.audit())".contains(made.key))
        world.time.advance(by: .seconds(61))
        #expect(await refusal { _ = try await world.visitor(.apiKey(made.key)) } == .unproven)
        try await world.people.revokeKey(visitor, made.view.id)
        try await world.people.revokeKey(visitor, made.view.id)
        #expect(try await world.people.keys(visitor, all: false).isEmpty)
    }
}
