import Catalog
import Media
import Testing

@testable import Accounts

struct BasicTests {
    @Test func aVerifiedPairIsRememberedForFiveMinutes() async throws {
        try await House.with { house in
            try await house.user("ada")
            for _ in 0..<5 { #expect(try await house.basic("Ada").authentication?.method == .basic) }
            #expect(house.hasher.comparisons == 1)
            house.clock.advance(.seconds(299))
            _ = try await house.basic("ada")
            #expect(house.hasher.comparisons == 1)
            house.clock.advance(.seconds(1))
            #expect(try await house.basic("ada").authentication != nil)
            #expect(house.hasher.comparisons == 2)
        }
    }

    @Test func aPairIsDroppedAtAnyChangeOfTheAccount() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            var comparisons = 0
            for change in [
                UserChange(displayName: "A"), UserChange(mayUnmask: true), UserChange(role: .viewer),
                UserChange(isPasswordLocked: true),
            ] {
                #expect(try await house.basic("ada").authentication != nil)
                comparisons += 1
                #expect(house.hasher.comparisons == comparisons)
                _ = try await house.accounts.changeUser(ada.id, change)
            }
            _ = try await house.basic("ada")
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: false))
            #expect(try await house.basic("ada").refusal == .wrongCredentials)
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: true))
            #expect(try await house.basic("ada").authentication != nil)
            _ = try await house.accounts.setPassword(of: ada.id, to: otherPassword)
            #expect(try await house.basic("ada").refusal == .wrongCredentials)
            #expect(try await house.basic("ada", otherPassword).authentication != nil)
        }
    }

    @Test func aWrongPairIsNotRemembered() async throws {
        try await House.with { house in
            try await house.user("ada")
            for _ in 0..<3 { #expect(try await house.basic("ada", otherPassword).refusal == .wrongCredentials) }
            #expect(house.hasher.comparisons == 3)
        }
    }

    @Test func twentyAtOnceAreOneTry() async throws {
        try await House.with { house in
            try await house.user("ada")
            let tasks = (0..<20).map { _ in Task { try await house.basic("ada").authentication } }
            for task in tasks { #expect(try await task.value != nil) }
            #expect(house.accounts.lockoutRemaining("ada", client: house.client()) == nil)
            #expect(house.hasher.comparisons <= 4)
        }
    }

    @Test func pairsAreBoundedInNumber() {
        var pairs = VerifiedPairs(capacity: 100, lifetime: .seconds(300))
        let key = PairKey()
        var ada = record("ada")
        ada.id = UserID(number: 1)
        let now = MonotonicTime(nanoseconds: 0)
        for number in 0..<1000 { pairs.remember(key.hash("ada", "\(number)"), ada, at: now) }
        #expect(pairs.count <= 100)
        let users = [ada.id: ada]
        #expect(pairs.user(of: key.hash("ada", "999"), among: users, at: now) == ada)
        #expect(pairs.user(of: key.hash("ada", "0"), among: users, at: now) == nil)
    }

    /// The account was changed between the check of the password and now.
    @Test func aPairCountsForOneVersionOfTheAccount() {
        var pairs = VerifiedPairs(capacity: 100, lifetime: .seconds(300))
        let pair = PairKey().hash("ada", goodPassword)
        let now = MonotonicTime(nanoseconds: 0)
        let ada = record("ada")
        var changed = ada
        changed.version += 1
        pairs.remember(pair, ada, at: now)
        #expect(pairs.user(of: pair, among: [ada.id: ada], at: now) == ada)
        #expect(pairs.user(of: pair, among: [ada.id: changed], at: now) == nil)
        #expect(pairs.user(of: pair, among: [ada.id: ada], at: now) == nil)
    }

    @Test func pairsOfDifferentTextsDiffer() {
        let key = PairKey()
        #expect(key.hash("ab", "c") != key.hash("a", "bc"))
        #expect(key.hash("a", "b") != key.hash("a", "B"))
        #expect(key.hash("A", "b") == key.hash("a", "b"))
        #expect(PairKey().hash("a", "b") != key.hash("a", "b"))
    }

    @Test func anAPIKeyStandsInForThePassword() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            try await house.user("bob")
            let key = try await house.accounts.createAPIKey(for: ada.id, name: "Home", by: ada.id)
            let found = try await house.basic("ADA", key.secret.text).authentication
            #expect(found?.method == .key(key.key.id, name: "Home"))
            #expect(try await house.basic("bob", key.secret.text).refusal == .wrongCredentials)
            #expect(house.hasher.comparisons == 0)
        }
    }

    private func record(_ name: String) -> UserRecord {
        let time = WallTime(nanoseconds: 0)
        return UserRecord(
            username: name,
            displayName: "",
            role: .viewer,
            cameras: .all([]),
            passwordHash: "",
            passwordChangedAt: time,
            createdAt: time,
            updatedAt: time
        )
    }
}
