import Catalog
import Testing

@testable import Accounts

struct StreamPasswordTests {
    @Test func itIsMadeByTheServerSealedAndCountsForRTSPAlone() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            #expect(house.accounts.streamCredential(forUsername: "ada") == nil)
            let password = try await house.accounts.makeStreamPassword(of: ada.id)
            let credential = try #require(house.accounts.streamCredential(forUsername: "ADA"))
            #expect(credential.password == password && credential.user.id == ada.id)
            #expect(!"\(credential)".contains(password.text))
            let kept = try #require(try await house.catalog.user(ada.id)?.sealedStreamPassword)
            #expect(kept == FakeSealing().seal(password.text, for: "user/\(ada.id)/stream-password"))
            #expect(try await house.login("ada", password.text).refusal == .wrongCredentials)
            #expect(try await house.basic("ada", password.text).refusal == .wrongCredentials)
        }
    }

    @Test func itIsReplacedAndRevoked() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let first = try await house.accounts.makeStreamPassword(of: ada.id)
            let second = try await house.accounts.makeStreamPassword(of: ada.id)
            #expect(first != second)
            #expect(house.accounts.streamCredential(forUsername: "ada")?.password == second)
            try await house.accounts.removeStreamPassword(of: ada.id)
            #expect(house.accounts.streamCredential(forUsername: "ada") == nil)
        }
    }

    @Test func aDisabledAccountHasNone() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            _ = try await house.accounts.makeStreamPassword(of: ada.id)
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: false))
            #expect(house.accounts.streamCredential(forUsername: "ada") == nil)
        }
    }
}
