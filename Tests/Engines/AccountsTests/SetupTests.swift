import Catalog
import Testing

@testable import Accounts

struct SetupTests {
    @Test func theCodeMakesTheFirstAdministratorOnce() async throws {
        try await House.with { house in
            #expect(house.accounts.needsSetup)
            let code = try #require(house.accounts.issueSetupCode()).text
            let root = try await house.accounts.setUp(code: code.uppercased(), username: "root", password: goodPassword)
            #expect(root.role == .administrator && root.isEnabled)
            #expect(!house.accounts.needsSetup)
            #expect(house.accounts.issueSetupCode() == nil)
            let again = await errorKind {
                _ = try await house.accounts.setUp(code: code, username: "second", password: goodPassword)
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
                            _ = try await house.accounts.setUp(code: code, username: name, password: goodPassword)
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

    @Test func theCodeIsVoidAfterTooManyWrongTries() async throws {
        var limits = AccountLimits()
        limits.setupCodeTries = 3
        try await House.with(limits: limits) { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            for wrong in ["", "0000-0000-0000-0000", "x"] {
                let kind = await errorKind {
                    _ = try await house.accounts.setUp(code: wrong, username: "root", password: goodPassword)
                }
                #expect(kind == .setupRefused)
            }
            let right = await errorKind {
                _ = try await house.accounts.setUp(code: code, username: "root", password: goodPassword)
            }
            #expect(right == .setupRefused)
            let next = try #require(house.accounts.issueSetupCode()).text
            _ = try await house.accounts.setUp(code: next, username: "root", password: goodPassword)
        }
    }

    @Test func theCodeExpires() async throws {
        try await House.with { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            house.clock.advance(AccountLimits().setupCodeLifetime)
            let kind = await errorKind {
                _ = try await house.accounts.setUp(code: code, username: "root", password: goodPassword)
            }
            #expect(kind == .setupRefused)
            #expect(house.accounts.needsSetup)
        }
    }

    @Test func aBadPasswordDoesNotCostTheCode() async throws {
        try await House.with { house in
            let code = try #require(house.accounts.issueSetupCode()).text
            for (name, password) in [("root", "short"), ("", goodPassword)] {
                let kind = await errorKind {
                    _ = try await house.accounts.setUp(code: code, username: name, password: password)
                }
                #expect(kind == .invalid)
            }
            _ = try await house.accounts.setUp(code: code, username: "root", password: goodPassword)
        }
    }

    @Test func withoutACodeNobodySetsUp() async throws {
        try await House.with { house in
            let kind = await errorKind {
                _ = try await house.accounts.setUp(code: "", username: "root", password: goodPassword)
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
