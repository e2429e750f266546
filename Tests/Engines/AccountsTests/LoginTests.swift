import Catalog
import Media
import Testing

@testable import Accounts

struct LoginTests {
    @Test func theRightPasswordAdmits() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let admission = try #require(try await house.login("ADA").admission)
            #expect(admission.user.id == ada.id)
            #expect(house.accounts.user(ada.id)?.lastLoginAt == house.clock.wall)
            #expect(try await house.catalog.user(ada.id)?.lastLoginAt == house.clock.wall)
            #expect(house.accounts.user(ada.id)?.version == 1)
        }
    }

    @Test func aWrongPasswordAnUnknownNameAndADisabledAccountAreOneRefusal() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: false))
            #expect(try await house.login("root", otherPassword).refusal == .wrongCredentials)
            #expect(try await house.login("nobody").refusal == .wrongCredentials)
            #expect(try await house.login("ada").refusal == .wrongCredentials)
        }
    }

    @Test func anUnknownAccountCostsAsManyHashesAsAKnownOne() async throws {
        try await House.with { house in
            try await house.user("ada")
            for name in ["ada", "nobody"] {
                let before = house.hasher.comparisons
                _ = try await house.login(name, otherPassword)
                #expect(house.hasher.comparisons == before + 1)
            }
        }
    }

    @Test func aTextThatNobodyTypesCostsNothing() async throws {
        try await House.with { house in
            let long = String(repeating: "a", count: 2000)
            try await house.user("ada")
            #expect(try await house.login(long).refusal == .wrongCredentials)
            #expect(try await house.login("ada", long).refusal == .wrongCredentials)
            #expect(try await house.basic(long, long).refusal == .wrongCredentials)
            #expect(house.hasher.comparisons == 0)
        }
    }

    @Test func aPasswordIsHashedAnewWhenHashesCostMore() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let next = try await house.restarted(cost: 2)
            #expect(try await next.login("ada", otherPassword).refusal == .wrongCredentials)
            #expect(try await next.catalog.user(ada.id)?.passwordHash == "fake,1,\(goodPassword)")
            let session = try await next.session("ada")
            #expect(try await next.catalog.user(ada.id)?.passwordHash == "fake,2,\(goodPassword)")
            #expect(try await next.authenticate(session).authentication != nil)
            #expect(try await next.basic("ada").authentication != nil)
            await next.accounts.close()
        }
    }

    @Test func whoComesWhenTooManyWaitIsToldSoAndNotHeldUp() async throws {
        var limits = AccountLimits()
        limits.waitingPasswords = 1
        try await House.with(limits: limits) { house in
            try await house.user("ada")
            house.hasher.gate.close()
            let tasks = (0..<3).map { number in
                Task { try await house.login("x\(number)", goodPassword, house.client("192.0.2.\(number)")).refusal }
            }
            try await eventually { house.accounts.passwordsAtOnce == 3 }
            for _ in 0..<30 { #expect(try await house.login("ada").refusal == .busy) }
            for _ in 0..<30 { #expect(try await house.basic("ada").refusal == .busy) }
            house.hasher.gate.open()
            for task in tasks { #expect(try await task.value == .wrongCredentials) }
            #expect(house.hasher.gate.most == 2)
            #expect(try await house.login("ada").admission != nil)
        }
    }

    @Test func aRefusalForLackOfThreadsIsNotHeldAgainstAnybody() async throws {
        try await House.with { house in
            try await house.user("ada")
            await house.accounts.close()
            for _ in 0..<30 {
                let kind = await errorKind { _ = try await house.login("ada") }
                #expect(kind == .unavailable)
            }
            #expect(house.accounts.lockoutRemaining("ada", client: house.client()) == nil)
        }
    }

    @Test func somebodyWhoseAccountChangesWhileThePasswordIsCheckedIsNotAdmitted() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let admission = try await house.admission("ada")
            _ = try await house.accounts.setPassword(of: ada.id, to: otherPassword)
            let session = await errorKind { _ = try await house.accounts.startSession(admission) }
            let token = await errorKind { _ = try house.accounts.issueToken(admission, lifetime: .seconds(60)) }
            #expect(session == .stale && token == .stale)
        }
    }

    @Test func aPasswordIsChangedByItsOwnerWhoKnowsIt() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            house.clock.advance(.seconds(5))
            let wrong = await errorKind {
                _ = try await house.accounts.changePassword(
                    of: ada.id,
                    from: otherPassword,
                    to: otherPassword,
                    keeping: nil,
                    client: house.client()
                )
            }
            let short = await errorKind {
                _ = try await house.accounts.changePassword(
                    of: ada.id,
                    from: goodPassword,
                    to: "short",
                    keeping: nil,
                    client: house.client()
                )
            }
            #expect(wrong == .wrongProof && short == .invalid)
            _ = try await house.accounts.changePassword(
                of: ada.id,
                from: goodPassword,
                to: otherPassword,
                keeping: nil,
                client: house.client()
            )
            #expect(house.accounts.user(ada.id)?.passwordChangedAt == house.clock.wall)
            #expect(try await house.login("ada").refusal == .wrongCredentials)
            #expect(try await house.login("ada", otherPassword).admission != nil)
        }
    }

    @Test func aLockedPasswordIsChangedByAdministratorsAlone() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            _ = try await house.accounts.changeUser(ada.id, UserChange(isPasswordLocked: true))
            let own = await errorKind {
                _ = try await house.accounts.changePassword(
                    of: ada.id,
                    from: goodPassword,
                    to: otherPassword,
                    keeping: nil,
                    client: house.client()
                )
            }
            #expect(own == .passwordLocked)
            _ = try await house.accounts.setPassword(of: ada.id, to: otherPassword)
            #expect(try await house.login("ada", otherPassword).admission != nil)
        }
    }

    @Test func wrongTriesToChangeAPasswordAreHeldUp() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            var kinds: [AccountError.Kind?] = []
            for _ in 0..<6 {
                kinds.append(
                    await errorKind {
                        _ = try await house.accounts.changePassword(
                            of: ada.id,
                            from: "guess",
                            to: otherPassword,
                            keeping: nil,
                            client: house.client()
                        )
                    }
                )
            }
            #expect(kinds == Array(repeating: .wrongProof, count: 5) + [.locked(.seconds(1))])
        }
    }
}
