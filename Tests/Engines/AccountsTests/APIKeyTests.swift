import Catalog
import Media
import Testing

@testable import Accounts

struct APIKeyTests {
    @Test func aKeyIsShownOnceAndKeptHashed() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let issued = try await house.accounts.createAPIKey(for: ada.id, name: "Home", by: ada.id)
            #expect(issued.secret.text.hasPrefix("nj_") && issued.secret.text.hasPrefix(issued.key.prefix + "_"))
            #expect(!"\(issued)".contains(issued.secret.text))
            let kept = try #require(try await house.catalog.apiKeys(of: ada.id).first)
            #expect(kept.secretHash == AccessSecret.hash(issued.secret.text))
            #expect(try await house.accounts.apiKeys(of: ada.id) == [issued.key])
        }
    }

    @Test func anAdministratorMakesOneForAnother() async throws {
        try await House.with { house in
            let root = try await house.user("root")
            let ada = try await house.user("ada", .viewer)
            let issued = try await house.accounts.createAPIKey(for: ada.id, name: "Hers", by: root.id)
            #expect(issued.key.user == ada.id && issued.key.createdBy == root.id)
            let found = try await house.accounts.authenticate(key: issued.secret.text).authentication
            #expect(found?.user.id == ada.id)
            #expect(found?.csrfToken == nil && found?.accepts(csrfToken: nil) == true)
        }
    }

    @Test func aKeyReachesWhatItsScopeAndItsOwnerReach() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let scope = APIKeyScope(isReadOnly: true, cameras: ["gate"])
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", scope: scope, by: ada.id)
            let found = try #require(try await house.accounts.authenticate(key: key.secret.text).authentication)
            #expect(found.scope == scope)
            #expect(found.rights(on: "gate") == [.live, .playback, .export])
            #expect(found.rights(on: "yard") == [])
        }
    }

    @Test func aKeyExpires() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let past = await errorKind {
                _ = try await house.accounts.createAPIKey(
                    for: ada.id,
                    name: "k",
                    expiresAt: house.clock.wall,
                    by: ada.id
                )
            }
            #expect(past == .invalid)
            let end = house.clock.wall + .seconds(100)
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", expiresAt: end, by: ada.id)
            house.clock.advance(.seconds(99))
            #expect(try await house.accounts.authenticate(key: key.secret.text).authentication != nil)
            house.clock.advance(.seconds(1))
            #expect(try await house.accounts.authenticate(key: key.secret.text).refusal == .expired)
            #expect(try await house.accounts.apiKeys(of: ada.id).count == 1)
        }
    }

    @Test func theLastUseIsWrittenOnceAMinuteAndKnownAtOnce() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            let first = house.clock.wall
            for _ in 0..<3 {
                _ = try await house.accounts.authenticate(key: key.secret.text)
                #expect(try await house.catalog.apiKeys(of: ada.id).first?.lastUsedAt == first)
                #expect(try await house.accounts.apiKeys(of: ada.id).first?.lastUsedAt == house.clock.wall)
                house.clock.advance(.seconds(20))
            }
            _ = try await house.accounts.authenticate(key: key.secret.text)
            #expect(try await house.catalog.apiKeys(of: ada.id).first?.lastUsedAt == house.clock.wall)
        }
    }

    @Test func aRevokedKeyIsRefusedAtOnce() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let bob = try await house.user("bob")
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            _ = try await house.accounts.authenticate(key: key.secret.text)
            let notHis = await errorKind { try await house.accounts.revokeAPIKey(key.key.id, of: bob.id) }
            #expect(notHis == .notFound)
            try await house.accounts.revokeAPIKey(key.key.id, of: ada.id)
            #expect(try await house.accounts.authenticate(key: key.secret.text).refusal == .unknown)
            let again = await errorKind { try await house.accounts.revokeAPIKey(key.key.id) }
            #expect(again == .notFound)
        }
    }

    @Test func theKeyOfADisabledAccountIsRefused() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id)
            _ = try await house.accounts.authenticate(key: key.secret.text)
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: false))
            #expect(try await house.accounts.authenticate(key: key.secret.text).refusal == .unknown)
        }
    }

    @Test func whatIsNoKeyIsRefusedUnread() async throws {
        try await House.with { house in
            let zeros = String(repeating: "0", count: 64)
            for text in ["", "nj_", "nj_00000000_" + zeros, "nj_0000000__" + zeros, "nj_0000000Z_" + zeros, zeros] {
                let outcome = try await house.accounts.authenticate(key: text)
                #expect(outcome.refusal == .unknown)
            }
            #expect(AccessSecret.isKey("nj_00000000_" + zeros))
            #expect(!AccessSecret.isKey("nj_0000000__" + zeros))
            #expect(!AccessSecret.isKey("nj_0000000_0" + zeros))
        }
    }

    @Test func anAccountHasOnlySoManyKeysWithNames() async throws {
        var limits = AccountLimits()
        limits.keysPerUser = 2
        try await House.with(limits: limits) { house in
            let ada = try await house.user("ada")
            for name in ["", "a\nb", String(repeating: "x", count: 65)] {
                let kind = await errorKind {
                    _ = try await house.accounts.createAPIKey(for: ada.id, name: name, by: ada.id)
                }
                #expect(kind == .invalid)
            }
            for _ in 0..<2 { _ = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id) }
            let kind = await errorKind { _ = try await house.accounts.createAPIKey(for: ada.id, name: "k", by: ada.id) }
            #expect(kind == .conflict)
            let nobody = await errorKind {
                _ = try await house.accounts.createAPIKey(for: UserID(number: 99), name: "k", by: ada.id)
            }
            #expect(nobody == .notFound)
        }
    }
}
