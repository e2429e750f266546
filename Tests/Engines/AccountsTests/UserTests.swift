import Catalog
import Testing

@testable import Accounts

struct UserTests {
    @Test func anAccountIsFoundByNameInAnyCase() async throws {
        try await House.with { house in
            let ada = try await house.user("Ada")
            #expect(house.accounts.user(named: "aDA") == ada)
            #expect(house.accounts.user(ada.id) == ada)
            #expect(house.accounts.users() == [ada])
            #expect(house.accounts.user(named: "nobody") == nil)
            let taken = await errorKind { try await house.user("ADA") }
            #expect(taken == .conflict)
        }
    }

    @Test(arguments: ["", " ada", "ada ", "a:b", "a\nb", "a\u{200B}b", "e\u{301}", String(repeating: "a", count: 65)])
    func aBadUsernameIsRefused(_ name: String) async throws {
        try await House.with { house in
            let kind = await errorKind { try await house.user(name) }
            #expect(kind == .invalid)
        }
    }

    @Test(arguments: ["a", "Ada Lovelace", "é", "бок", String(repeating: "ü", count: 64)])
    func aGoodUsernameIsTaken(_ name: String) async throws {
        try await House.with { house in
            let user = try await house.user(name)
            #expect(user.username == name)
        }
    }

    @Test func badMembersAreNamed() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            for (change, member) in [
                (UserChange(displayName: "a\tb"), "displayName"), (UserChange(email: "a@b@c"), "email"),
                (UserChange(email: "a b@c"), "email"), (UserChange(username: ":"), "username"),
                (UserChange(cameras: .listed(["nowhere": .live])), "cameras"),
            ] {
                do throws(AccountError) {
                    _ = try await house.accounts.changeUser(ada.id, change)
                    Issue.record("\(change) was taken.")
                } catch {
                    #expect(error.kind == .invalid && error.member == member)
                }
            }
            let kind = await errorKind {
                let draft = UserDraft(username: "bob", role: .viewer)
                _ = try await house.accounts.createUser(draft, password: "short")
            }
            #expect(kind == .invalid)
        }
    }

    @Test func aChangeLeavesWhatItDoesNotName() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let first = try await house.accounts.changeUser(
                ada.id,
                UserChange(displayName: "Ada L.", email: "ada@example.net", mayUnmask: true)
            )
            #expect(first.displayName == "Ada L." && first.email == "ada@example.net" && first.version == 2)
            let second = try await house.accounts.changeUser(ada.id, UserChange(username: "Countess"))
            #expect(second.displayName == "Ada L." && second.email == "ada@example.net")
            #expect(house.accounts.user(named: "ada") == nil)
            #expect(house.accounts.user(named: "countess") == second)
            let third = try await house.accounts.changeUser(ada.id, UserChange(email: .some(nil)))
            #expect(third.email == nil && third.version == 4)
            let same = try await house.accounts.changeUser(ada.id, UserChange(username: "Countess"))
            #expect(same.version == 4)
        }
    }

    @Test func aChangeForAnOlderVersionIsRefused() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            _ = try await house.accounts.changeUser(ada.id, UserChange(displayName: "1"), version: 1)
            let change = await errorKind {
                _ = try await house.accounts.changeUser(ada.id, UserChange(displayName: "2"), version: 1)
            }
            let deletion = await errorKind { try await house.accounts.deleteUser(ada.id, version: 1) }
            let password = await errorKind {
                _ = try await house.accounts.changeUser(ada.id, UserChange(), password: otherPassword, version: 1)
            }
            #expect(change == .stale && deletion == .stale && password == .stale)
            #expect(house.accounts.user(ada.id)?.displayName == "1")
        }
    }

    @Test func aChangeWithAPasswordIsMadeWholeOrNotAtAll() async throws {
        try await House.with { house in
            try await house.user("ada")
            let bob = try await house.user("bob")
            let session = try await house.session("bob")
            for change in [UserChange(username: "Ada"), UserChange(email: "no address")] {
                let kind = await errorKind {
                    _ = try await house.accounts.changeUser(bob.id, change, password: otherPassword)
                }
                #expect(kind == (change.username == nil ? .invalid : .conflict))
            }
            #expect(try await house.authenticate(session).authentication != nil)
            #expect(try await house.login("bob").admission != nil)
            #expect(house.accounts.user(bob.id)?.version == bob.version)
            let changed = try await house.accounts.changeUser(
                bob.id,
                UserChange(username: "rob"),
                password: otherPassword
            )
            #expect(changed.version == bob.version + 1)
            #expect(try await house.authenticate(session).authentication == nil)
            #expect(try await house.login("rob", otherPassword).admission != nil)
        }
    }

    @Test func whatSomethingElseHasChangedCountsAfterReading() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let bob = try await house.user("bob")
            let session = try await house.session("ada")
            let key = try await house.accounts.createAPIKey(for: bob.id, name: "script", by: bob.id).secret.text
            #expect(try await house.authenticate(session).authentication != nil)
            #expect(try await house.accounts.authenticate(key: key).authentication != nil)
            try await house.catalog.changeConfiguration { configuration in
                configuration.accounts[bob.id] = nil
                configuration.accounts[ada.id]?.user.displayName = "Ada"
            }
            // Remembered still.
            #expect(try await house.accounts.authenticate(key: key).authentication != nil)
            try await house.accounts.reload()
            #expect(try await house.accounts.authenticate(key: key).authentication == nil)
            #expect(try await house.authenticate(session).authentication == nil)
            #expect(house.accounts.users().map(\.displayName) == ["Ada"])
            #expect(house.accounts.user(named: "bob") == nil)
            #expect(try await house.login("ada").admission != nil)
        }
    }

    @Test func changesAtOnceAreAllMade() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await house.accounts.changeUser(ada.id, UserChange(displayName: "A")) }
                group.addTask { _ = try await house.accounts.changeUser(ada.id, UserChange(email: "a@b")) }
                group.addTask { _ = try await house.accounts.changeUser(ada.id, UserChange(mayUnmask: true)) }
                group.addTask { _ = try await house.accounts.makeStreamPassword(of: ada.id) }
                try await group.waitForAll()
            }
            let user = try #require(house.accounts.user(ada.id))
            #expect(user.displayName == "A" && user.email == "a@b" && user.mayUnmask && user.hasStreamPassword)
            #expect(user.version == 5)
            let kept = try #require(try await house.catalog.user(ada.id))
            #expect(User(kept) == user)
        }
    }

    @Test func theLastEnabledAdministratorCanNeitherBeDeletedDisabledNorDemoted() async throws {
        try await House.with { house in
            let root = try await house.user("root")
            try await house.user("op", .operator)
            for change in [UserChange(role: .viewer), UserChange(isEnabled: false)] {
                let kind = await errorKind { _ = try await house.accounts.changeUser(root.id, change) }
                #expect(kind == .lastAdministrator)
            }
            let deletion = await errorKind { try await house.accounts.deleteUser(root.id) }
            #expect(deletion == .lastAdministrator)
            #expect(house.accounts.user(root.id) == root)
        }
    }

    @Test func rightsAreThoseOfTheListAndAnAdministratorHasAll() async throws {
        try await House.with { house in
            try await house.catalog.insert(
                CameraRecord(id: "gate", name: "", mainURL: "", owner: "", leaseEpoch: 1, createdAt: house.clock.wall)
            )
            let access = CameraAccess.listed(["gate": [.live, .export]])
            let draft = UserDraft(username: "vi", role: .viewer, cameras: access)
            let viewer = try await house.accounts.createUser(draft, password: goodPassword)
            #expect(viewer.rights(on: "gate") == [.live, .export])
            #expect(viewer.rights(on: "yard") == [])
            #expect(!viewer.seesUnmasked)
            var administrator = draft
            administrator.username = "root"
            administrator.role = .administrator
            let root = try await house.accounts.createUser(administrator, password: goodPassword)
            #expect(root.rights(on: "yard") == .all)
            #expect(root.seesUnmasked)
        }
    }

    @Test func deletingAnAccountEndsItsSessionsKeysAndTokens() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            let session = try await house.session("ada")
            let token = try await house.accounts.issueToken(house.admission("ada"), lifetime: .seconds(60))
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            #expect(try await house.authenticate(session).authentication != nil)
            #expect(try await house.accounts.authenticate(key: key.secret.text).authentication != nil)
            #expect(try await house.basic("ada").authentication != nil)
            try await house.accounts.deleteUser(ada.id)
            #expect(try await house.authenticate(session).refusal == .unknown)
            #expect(try await house.accounts.authenticate(key: key.secret.text).refusal == .unknown)
            #expect(house.accounts.authenticate(token: token.token.text).refusal == .unknown)
            #expect(try await house.basic("ada").refusal == .wrongCredentials)
            #expect(house.accounts.user(named: "ada") == nil)
        }
    }

    @Test func nobodyMakesMoreAccountsThanThereMayBe() async throws {
        var limits = AccountLimits()
        limits.users = 2
        try await House.with(limits: limits) { house in
            try await house.user("a")
            try await house.user("b")
            let kind = await errorKind { try await house.user("c") }
            #expect(kind == .conflict)
        }
    }

    @Test func allIsThereAfterAnotherStart() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let session = try await house.session("ada")
            let token = try await house.accounts.issueToken(house.admission("ada"), lifetime: .seconds(60))
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            let next = try await house.restarted()
            #expect(next.accounts.users().map(\.username) == ["ada"])
            #expect(try await next.authenticate(session).authentication?.csrfToken == session.csrfToken)
            #expect(next.accounts.authenticate(token: token.token.text).authentication != nil)
            #expect(try await next.accounts.authenticate(key: key.secret.text).authentication != nil)
            await next.accounts.close()
        }
    }
}
