import Catalog
import Media
import Testing

@testable import Accounts

struct SessionTests {
    @Test func aSessionLetsItsOwnerInAsTheAccountIsNow() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let session = try await house.session("ada")
            let found = try #require(try await house.authenticate(session).authentication)
            #expect(found.user.id == ada.id && found.method == .session(session.session.id) && found.scope == .full)
            _ = try await house.accounts.changeUser(ada.id, UserChange(displayName: "Ada L."))
            #expect(try await house.authenticate(session).authentication?.user.displayName == "Ada L.")
        }
    }

    @Test func theTokenIsRandomAndKeptHashedOnly() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let first = try await house.session("ada")
            let second = try await house.session("ada")
            #expect(first.token != second.token && first.token.text.utf8.count == 64)
            let kept = try await house.catalog.sessions(of: ada.id)
            #expect(kept.map(\.tokenHash) == [first, second].map { AccessSecret.hash($0.token.text) })
            #expect("\(first)".contains(first.token.text) == false)
        }
    }

    @Test(arguments: ["", "x", String(repeating: "0", count: 64), String(repeating: "A", count: 64)])
    func anythingElseIsRefused(_ token: String) async throws {
        try await House.with { house in
            try await house.user("ada")
            #expect(try await house.accounts.authenticate(session: token, face: "native").refusal == .unknown)
            #expect(try await !house.accounts.endSession(token: token))
        }
    }

    @Test func aSessionIsBoundToTheFaceThatMadeIt() async throws {
        try await House.with { house in
            try await house.user("ada")
            let session = try await house.session("ada", house.client(face: "lightnvr"))
            #expect(try await house.authenticate(session, face: "native").refusal == .otherFace)
            #expect(try await house.authenticate(session, face: "lightnvr").authentication != nil)
        }
    }

    @Test func aChangeNeedsTheSessionsOwnCSRFToken() async throws {
        try await House.with { house in
            try await house.user("ada")
            let session = try await house.session("ada")
            let other = try await house.session("ada")
            let found = try #require(try await house.authenticate(session).authentication)
            #expect(found.accepts(csrfToken: session.csrfToken))
            for wrong in [nil, "", other.csrfToken, session.token.text] { #expect(!found.accepts(csrfToken: wrong)) }
            let basic = try #require(try await house.basic("ada").authentication)
            #expect(basic.accepts(csrfToken: nil))
        }
    }

    @Test func aSessionThatIsLeftAloneExpires() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let session = try await house.session("ada")
            let idle = SessionLifetime().idle
            for _ in 0..<3 {
                house.clock.advance(idle - .seconds(1))
                #expect(try await house.authenticate(session).authentication != nil)
            }
            house.clock.advance(idle)
            #expect(try await house.authenticate(session).refusal == .expired)
            #expect(try await house.authenticate(session).refusal == .unknown)
            #expect(try await house.catalog.sessions(of: ada.id).isEmpty)
        }
    }

    @Test func aSessionEndsAtTheLatestAtItsExpiry() async throws {
        try await House.with { house in
            try await house.user("ada")
            let lifetime = SessionLifetime(idle: .seconds(100), absolute: .seconds(150))
            let client = Client(face: "native", address: nil, session: lifetime)
            let session = try await house.session("ada", client)
            house.clock.advance(.seconds(90))
            #expect(try await house.authenticate(session).authentication != nil)
            house.clock.advance(.seconds(60))
            #expect(try await house.authenticate(session).refusal == .expired)
        }
    }

    @Test func theLastUseIsWrittenOnceAMinuteAndKnownAtOnce() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let session = try await house.session("ada")
            let began = house.clock.wall
            house.clock.advance(.seconds(59))
            _ = try await house.authenticate(session)
            #expect(try await house.catalog.sessions(of: ada.id).first?.lastSeenAt == began)
            #expect(try await house.accounts.sessions(of: ada.id).first?.lastSeenAt == house.clock.wall)
            house.clock.advance(.seconds(1))
            _ = try await house.authenticate(session)
            let written = house.clock.wall
            #expect(try await house.catalog.sessions(of: ada.id).first?.lastSeenAt == written)
            house.clock.advance(.seconds(30))
            _ = try await house.authenticate(session)
            #expect(try await house.catalog.sessions(of: ada.id).first?.lastSeenAt == written)
        }
    }

    @Test func aSessionInUseIsNotReadFromTheCatalogue() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let session = try await house.session("ada")
            _ = try await house.authenticate(session)
            // Behind the back of whoever knows better.
            try await house.catalog.deleteSessions(of: ada.id, except: nil)
            #expect(try await house.authenticate(session).authentication != nil)
        }
    }

    @Test func whatTheMakerSaysOfItselfIsBounded() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let long = String(repeating: "x", count: 100_000) + "\n"
            _ = try await house.session("ada", Client(face: "native", address: long, userAgent: "\u{7}" + long))
            let session = try #require(try await house.accounts.sessions(of: ada.id).first)
            #expect(session.userAgent?.unicodeScalars.count == 256)
            #expect(session.userAgent?.first == "\u{FFFD}")
            #expect(session.address?.unicodeScalars.count == 64)
        }
    }

    @Test func sessionsAreListedAndEndedOneAllOthersAndAll() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let bob = try await house.user("bob")
            var sessions: [IssuedSession] = []
            for _ in 0..<4 { sessions.append(try await house.session("ada")) }
            let bobs = try await house.session("bob")
            for session in sessions + [bobs] { _ = try await house.authenticate(session) }
            #expect(try await house.accounts.sessions(of: ada.id).map(\.id) == sessions.map(\.session.id))

            try await house.accounts.endSession(sessions[0].session.id, of: ada.id)
            #expect(try await house.authenticate(sessions[0]).refusal == .unknown)
            let notHis = await errorKind { try await house.accounts.endSession(sessions[1].session.id, of: bob.id) }
            #expect(notHis == .notFound)
            #expect(try await house.accounts.endSession(token: sessions[1].token.text))
            #expect(try await house.authenticate(sessions[1]).refusal == .unknown)

            #expect(try await house.accounts.endSessions(of: ada.id, except: sessions[3].session.id) == 1)
            #expect(try await house.authenticate(sessions[2]).refusal == .unknown)
            #expect(try await house.authenticate(sessions[3]).authentication != nil)
            try await house.accounts.endSessions(of: ada.id)
            #expect(try await house.authenticate(sessions[3]).refusal == .unknown)
            #expect(try await house.authenticate(bobs).authentication != nil)
        }
    }

    @Test func whatChangesTheAccountsSecretsOrRoleEndsItsSessions() async throws {
        try await House.with { house in
            try await house.user("root")
            let ada = try await house.user("ada")
            let changes: [(String, @Sendable () async throws -> Void)] = [
                ("password", { _ = try await house.accounts.setPassword(of: ada.id, to: goodPassword) }),
                ("role", { _ = try await house.accounts.changeUser(ada.id, UserChange(role: .viewer)) }),
                ("second factor", { _ = try await house.secondFactor(of: ada) }),
            ]
            for (what, change) in changes {
                let session = try await house.session("ada")
                #expect(try await house.authenticate(session).authentication != nil)
                try await change()
                #expect(try await house.authenticate(session).refusal == .unknown, "\(what)")
            }
            try await house.accounts.resetSecondFactor(of: ada.id)
            let session = try await house.session("ada")
            #expect(try await house.authenticate(session).authentication != nil)
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: false))
            #expect(try await house.authenticate(session).refusal == .unknown)
            _ = try await house.accounts.changeUser(ada.id, UserChange(isEnabled: true))
            #expect(try await house.authenticate(session).refusal == .unknown)
        }
    }

    @Test func theSessionInWhichThePasswordIsChangedGoesOnWithAnotherToken() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            let own = try await house.session("ada")
            let other = try await house.session("ada")
            for session in [own, other] { _ = try await house.authenticate(session) }
            let renewed = try #require(
                try await house.accounts.changePassword(
                    of: ada.id,
                    from: goodPassword,
                    to: otherPassword,
                    keeping: own.session.id,
                    client: house.client()
                )
            )
            #expect(try await house.authenticate(own).refusal == .unknown)
            #expect(try await house.authenticate(other).refusal == .unknown)
            let found = try await house.accounts.authenticate(session: renewed.token.text, face: "native")
            #expect(found.authentication?.method == .session(own.session.id))
            #expect(found.authentication?.csrfToken == renewed.csrfToken)
        }
    }

    @Test func anAccountHasOnlySoManySessions() async throws {
        var limits = AccountLimits()
        limits.sessionsPerUser = 2
        try await House.with(limits: limits) { house in
            try await house.user("ada")
            var sessions: [IssuedSession] = []
            for _ in 0..<3 {
                sessions.append(try await house.session("ada"))
                house.clock.advance(.seconds(1))
                for session in sessions { _ = try await house.authenticate(session) }
            }
            let outcomes = try await sessions.asyncMap { try await house.authenticate($0).authentication != nil }
            #expect(outcomes.count { $0 } == 2 && outcomes[2])
        }
    }

    @Test func aSessionThatEndsWhileItIsReadIsNotRemembered() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            for _ in 0..<200 {
                let session = try await house.session("ada")
                async let outcome = house.authenticate(session)
                async let count = house.accounts.endSessions(of: ada.id)
                _ = try await (outcome, count)
                #expect(try await house.authenticate(session).refusal == .unknown)
            }
        }
    }

    @Test func expiredSessionsAreDeleted() async throws {
        try await House.with { house in
            let ada = try await house.user("ada")
            _ = try await house.session("ada")
            house.clock.advance(SessionLifetime().idle)
            let fresh = try await house.session("ada")
            #expect(try await house.accounts.sessions(of: ada.id).count == 1)
            try await house.accounts.deleteExpired()
            #expect(try await house.catalog.sessions(of: ada.id).map(\.id) == [fresh.session.id])
            #expect(try await house.authenticate(fresh).authentication != nil)
        }
    }
}

extension Sequence {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
