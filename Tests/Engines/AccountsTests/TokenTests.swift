import Catalog
import Media
import Testing

@testable import Accounts

struct TokenTests {
    private func token(_ house: House, _ name: String = "ada", lifetime: Duration = .seconds(600)) async throws
        -> String
    {
        let admission = try await house.admission(name, house.client(face: "vibenvr"))
        return try house.accounts.issueToken(admission, lifetime: lifetime).token.text
    }

    @Test func aTokenLetsItsOwnerInUntilItExpires() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let text = try await token(house)
            let found = try #require(house.accounts.authenticate(token: text).authentication)
            #expect(found.user.id == ada.id && found.csrfToken == nil)
            guard case .token(_, let face) = found.method else {
                Issue.record("\(found.method)")
                return
            }
            #expect(face == "vibenvr")
            house.clock.advance(.seconds(599))
            #expect(house.accounts.authenticate(token: text).authentication != nil)
            house.clock.advance(.seconds(1))
            #expect(house.accounts.authenticate(token: text).refusal == .expired)
        }
    }

    @Test func aForgedTokenIsRefused() async throws {
        try await House.with { house in
            try await house.user("ada")
            let text = try await token(house)
            for index in text.indices where text[index] != "." {
                var forged = text
                forged.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
                #expect(house.accounts.authenticate(token: forged).refusal == .unknown)
            }
            #expect(house.accounts.authenticate(token: "").refusal == .unknown)
        }
    }

    @Test func aRevokedTokenIsRefusedAlsoAfterAnotherStart() async throws {
        try await House.with { house in
            try await house.user("ada")
            let first = try await token(house)
            let second = try await token(house)
            #expect(try await house.accounts.revokeToken(first))
            #expect(try await !house.accounts.revokeToken("x"))
            #expect(house.accounts.authenticate(token: first).refusal == .unknown)
            #expect(house.accounts.authenticate(token: second).authentication != nil)
            let next = try await house.restarted()
            #expect(next.accounts.authenticate(token: first).refusal == .unknown)
            #expect(next.accounts.authenticate(token: second).authentication != nil)
            next.clock.advance(.seconds(600))
            try await next.accounts.deleteExpired()
            #expect(try await next.catalog.revokedTokens().isEmpty)
            await next.accounts.close()
        }
    }

    @Test func whatChangesTheAccountsSecretsOrRoleRevokesItsTokens() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            for change in [UserChange(role: .viewer), UserChange(isEnabled: false)] {
                let text = try await token(house)
                _ = try await house.accounts.changeUser(ada.id, change)
                #expect(house.accounts.authenticate(token: text).refusal == .unknown)
                _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: true))
                #expect(house.accounts.authenticate(token: text).refusal == .unknown)
            }
            let text = try await token(house)
            _ = try await house.accounts.setPassword(of: ada.id, to: goodPassword)
            #expect(house.accounts.authenticate(token: text).refusal == .unknown)
            let next = try await token(house)
            try await house.accounts.revokeTokens(of: ada.id)
            #expect(house.accounts.authenticate(token: next).refusal == .unknown)
        }
    }

    @Test func noRevocationIsForgottenWhenThereAreTooMany() async throws {
        var limits = AccountLimits()
        limits.revokedTokens = 2
        try await House.with(limits: limits) { house in
            try await house.user("ada")
            let tokens = try await (0..<4).asyncMap { _ in try await token(house) }
            for text in tokens.prefix(3) { #expect(try await house.accounts.revokeToken(text)) }
            for text in tokens { #expect(house.accounts.authenticate(token: text).refusal == .unknown) }
            #expect(try await house.catalog.revokedTokens().count == 2)
            house.clock.advance(.seconds(600))
            let late = try await token(house)
            #expect(try await house.accounts.revokeToken(late))
            #expect(house.accounts.authenticate(token: late).refusal == .unknown)
        }
    }

    @Test func theKeyIsKeptSealedAndReplacedWhenItCannotBeOpened() async throws {
        try await House.with { house in
            try await house.user("ada")
            let text = try await token(house)
            let kept = try #require(try await house.catalog.setting("accounts.token_key"))
            let sealed = try #require(Hexadecimal.decode(kept))
            #expect(FakeSealing().open(sealed, for: "accounts/token-key")?.utf8.count == 64)
            let next = try await house.restarted(sealing: FakeSealing(key: "another"))
            #expect(next.accounts.authenticate(token: text).refusal == .unknown)
            #expect(try await next.accounts.authenticate(token: token(next)).authentication != nil)
            await next.accounts.close()
        }
    }
}
