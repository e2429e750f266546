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

    @Test func itLetsInForLookingAndIsHeldUpWhenWrong() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let password = try await house.accounts.makeStreamPassword(of: ada.id)
            let (outcome, pass) = await house.accounts.authenticate(stream: "Ada", client: house.client()) {
                $0 == password
            }
            guard case .authenticated(let found) = outcome, let pass else {
                Issue.record("refused: \(outcome)")
                return
            }
            #expect(found.user.id == ada.id && found.method == .streamPassword && found.scope.isReadOnly)
            #expect(house.accounts.renewed(pass)?.user.id == ada.id)
            for _ in 0..<5 {
                let wrong = await house.accounts.authenticate(stream: "ada", client: house.client()) { _ in false }
                #expect(wrong.outcome.refusal == .wrongCredentials)
            }
            let held = await house.accounts.authenticate(stream: "ada", client: house.client()) { $0 == password }
            guard case .locked? = held.outcome.refusal else {
                Issue.record("not held up: \(held.outcome)")
                return
            }
            // Another password takes the place of the one that was shown.
            _ = try await house.accounts.makeStreamPassword(of: ada.id)
            #expect(house.accounts.renewed(pass) == nil)
        }
    }

    @Test func withoutOneNothingIsRight() async throws {
        try await House.with { house in
            try await house.user("ada")
            for name in ["ada", "nobody", String(repeating: "x", count: 5000)] {
                let (outcome, pass) = await house.accounts.authenticate(stream: name, client: house.client("192.0.2.8"))
                { _ in true }
                #expect(outcome.refusal == .wrongCredentials)
                #expect(pass == nil)
            }
        }
    }
}
