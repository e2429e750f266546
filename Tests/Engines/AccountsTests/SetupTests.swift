import Catalog
import Testing

@testable import Accounts

struct SetupTests {
    @Test func theCodeMakesTheFirstAdministratorOnce() async throws {
        try await House.with { house in
            #expect(house.accounts.needsSetup)
            let code = try #require(house.accounts.issueSetupCode()).text
            let root = try await house.setUp(code.uppercased(), "root", goodPassword)
            #expect(root.role == .administrator && root.isEnabled)
            #expect(!house.accounts.needsSetup)
            #expect(house.accounts.issueSetupCode() == nil)
            let again = await errorKind {
                _ = try await house.setUp(code, "second", goodPassword)
            }
            #expect(again == .setupRefused)
            #expect(house.accounts.users().count == 1)
        }
    }

    @Test(arguments: [false, true])
    func twoWhoUseTheCodeAtOnceMakeOneAccount(_ onDisk: Bool) async throws {
        let folder = try TemporaryFolder()
        let catalog: any Catalog = onDisk ? try SQLiteCatalog(path: folder.file("c.sqlite")) : InMemoryCatalog()
        try await House.with(catalog) { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            let kinds = await withTaskGroup(of: AccountError.Kind?.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        await errorKind {
                            let name = "root\(number)"
                            _ = try await house.setUp(code, name, goodPassword)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(kinds.count { $0 == nil } == 1)
            #expect(kinds.count { $0 == .setupRefused } == 5)
            #expect(house.accounts.users().count == 1)
        }
    }

    @Test func whoIsWrongTooOftenWaitsAndNobodyElse() async throws {
        var limits = AccountLimits()
        limits.setupCodeTries = 3
        limits.setupCodePause = .seconds(60)
        try await House.with(limits: limits) { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            for wrong in ["", "0000-0000-0000-0000", "x"] {
                #expect(await errorKind { _ = try await house.setUp(wrong, "root", goodPassword) } == .setupRefused)
            }
            let waits = await errorKind { _ = try await house.setUp(code, "root", goodPassword) }
            #expect(waits == .locked(.seconds(60)))
            house.clock.advance(.seconds(60))
            for wrong in ["y", "z"] {
                #expect(await errorKind { _ = try await house.setUp(wrong, "root", goodPassword) } == .setupRefused)
            }
            // A stranger's wrong tries keep nobody out.
            _ = try await house.setUp(code, "root", goodPassword, from: "192.0.2.99")
        }
    }

    @Test func theCodeExpires() async throws {
        try await House.with { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            house.clock.advance(AccountLimits().setupCodeLifetime)
            let kind = await errorKind {
                _ = try await house.setUp(code, "root", goodPassword)
            }
            #expect(kind == .setupRefused)
            #expect(house.accounts.needsSetup)
            let next = try #require(house.accounts.renewSetupCode()).text
            #expect(house.accounts.renewSetupCode() == nil)
            _ = try await house.setUp(next, "root", goodPassword)
        }
    }

    @Test func aBadPasswordDoesNotCostTheCode() async throws {
        try await House.with { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            for (name, password) in [("root", "short"), ("", goodPassword)] {
                let kind = await errorKind {
                    _ = try await house.setUp(code, name, password)
                }
                #expect(kind == .invalid)
            }
            _ = try await house.setUp(code, "root", goodPassword)
        }
    }

    @Test func withoutACodeNobodySetsUp() async throws {
        try await House.with { house in
            let kind = await errorKind {
                _ = try await house.setUp("", "root", goodPassword)
            }
            #expect(kind == .setupRefused)
        }
    }

    @Test func theConfigurationMakesTheFirstAdministratorWhereThereIsNone() async throws {
        try await House.with { house in
            let root = try await house.accounts.createFirstAdministrator(username: "root", password: goodPassword)
            #expect(root?.role == .administrator)
            let again = try await house.accounts.createFirstAdministrator(username: "other", password: goodPassword)
            #expect(again == nil)
            #expect(house.accounts.users().map(\.username) == ["root"])
        }
    }
}

extension House {
    fileprivate func setUp(
        _ code: String,
        _ username: String,
        _ password: String,
        from address: String = "192.0.2.7"
    ) async throws -> User {
        try await accounts.setUp(code: code, username: username, password: password, client: client(address))
    }
}
