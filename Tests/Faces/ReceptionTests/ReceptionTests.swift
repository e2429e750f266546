import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception
import Testing

/// How often somebody may ask, and what is told when something beneath fails.
struct ReceptionTests {
    private static let few = RateLimitTier(name: "few", limit: 60, burst: 3)

    private func endpoint(
        _ access: Access = .may(.seeSystem),
        tier: RateLimitTier = ReceptionTests.few,
        _ answer: @escaping @Sendable (Call) async throws -> Response = { _ in Response(status: .ok) }
    ) -> Endpoint { Endpoint(.get, "/thing", access: access, tier: tier, work: .answer(answer)) }

    @Test func whoAsksTooOftenIsToldHowLongToWait() async throws {
        try await ReceptionWorld.with { world async throws in
            for _ in 0..<3 { #expect(try await world.ask(endpoint(), world.chief).status == 200) }
            let refused = try await world.ask(endpoint(), world.chief)
            #expect(refused.status == 429 && refused.problem == "too-often" && refused.headers[.retryAfter] == "1")
            let other = RateLimitTier(name: "other", limit: 60, burst: 1)
            #expect(try await world.ask(endpoint(tier: other), world.chief).status == 200, "each tier by itself")
            world.clock.turn(by: 1)
            #expect(try await world.ask(endpoint(), world.chief).status == 200)
            #expect(try await world.ask(endpoint(), world.chief).status == 429)
        }
    }

    @Test func allListenersCountTogether() async throws {
        try await ReceptionWorld.with { world async throws in
            for listener in ["native", "native-2", "native-3"] {
                #expect(try await world.ask(endpoint(), world.chief, at: listener).status == 200)
            }
            #expect(try await world.ask(endpoint(), world.chief, at: "native-4").status == 429)
        }
    }

    /// An account is one wherever it asks from, and strangers are one by their address.
    @Test func accountsAndAddressesAreCountedApart() async throws {
        try await ReceptionWorld.with { world async throws in
            for number in 1...3 {
                #expect(try await world.ask(endpoint(), world.chief, from: "192.0.2.\(number)").status == 200)
            }
            #expect(try await world.ask(endpoint(), world.chief, from: "192.0.2.4").status == 429)
            for _ in 0..<3 { #expect(try await world.ask(endpoint(.everyone)).status == 200) }
            #expect(try await world.ask(endpoint(.everyone)).status == 429)
            #expect(try await world.ask(endpoint(.everyone), from: "192.0.2.10").status == 200)
        }
    }

    @Test func credentialsThatLetNobodyInAreCountedByAddress() async throws {
        let shown: [HTTPFields] = [
            [.authorization: "Bearer nj_" + String(repeating: "A", count: 43)],
            [.cookie: "test=" + String(repeating: "B", count: 43)], [.authorization: "Bearer a.b.c"],
        ]
        let often = endpoint(tier: .read)
        try await ReceptionWorld.with { world async throws in
            #expect(try await world.ask(often, world.chief).status == 200)
            var refused = 0
            while try await world.ask(often, shown[refused % shown.count]).status == 401, refused < 1000 {
                refused += 1
            }
            #expect(refused == RateLimitTier.refused.burst)
            for fields in shown {
                let answer = try await world.ask(often, fields)
                #expect(answer.status == 429 && answer.headers[.retryAfter] == "1")
                #expect(
                    try await world.ask(often, fields, from: "192.0.2.10").status == 401,
                    "elsewhere it is looked at"
                )
            }
            #expect(try await world.ask(often, world.chief).status == 200, "whoever was known stays known")
            #expect(try await world.ask(often).status == 401, "who shows nothing is told to")
            world.clock.turn(by: 1)
            #expect(try await world.ask(often, shown[0]).status == 401)
        }
    }

    /// A page asks first who comes: a session that has ended is no fault there, but a key that is wrong is.
    @Test func whoeverComesIsLookedAtAndNotRefused() async throws {
        let greeting = endpoint(.whoever, tier: .read) { call in
            Response(status: call.principal.role == nil ? .noContent : .ok)
        }
        try await ReceptionWorld.with { world async throws in
            #expect(try await world.ask(greeting).status == 204)
            #expect(try await world.ask(greeting, world.chief).status == 200)
            let ended: HTTPFields = [.cookie: "test=" + String(repeating: "B", count: 43)]
            #expect(try await world.ask(greeting, ended).status == 204)
            #expect(try await world.ask(endpoint(tier: .read), ended).status == 401)
            let wrong: HTTPFields = [.authorization: "Bearer nj_" + String(repeating: "A", count: 43)]
            #expect(try await world.ask(greeting, wrong).status == 401)
        }
    }

    @Test func onlyTriesThatFailCountAsGuesses() async throws {
        try await ReceptionWorld.with { world async throws in
            let right = endpoint(.everyone, tier: .signIn)
            let wrong = endpoint(.everyone, tier: .signIn) { _ in throw DomainError(.unproven, "It is wrong.") }
            for _ in 0..<30 { #expect(try await world.ask(right).status == 200) }
            for _ in 0..<10 { #expect(try await world.ask(wrong).status == 401) }
            #expect(try await world.ask(wrong).status == 429)
            #expect(try await world.ask(right).status == 429, "it could be the eleventh guess")
        }
    }

    @Test func whatCannotBeReadIsNoGuess() async throws {
        try await ReceptionWorld.with { world async throws in
            let unreadable = endpoint(.everyone, tier: .signIn) { _ in throw Problem(.badRequest) }
            for _ in 0..<30 { #expect(try await world.ask(unreadable).status == 400) }
            let wrong = endpoint(.everyone, tier: .signIn) { _ in throw DomainError(.unproven, "It is wrong.") }
            #expect(try await world.ask(wrong).status == 401)
        }
    }

    @Test func aCatalogueThatFailsIsNoFaultOfTheServer() async throws {
        try await ReceptionWorld.with(closing: false) { world in
            let recorder = world.recorder
            let list = endpoint { call in
                _ = try await recorder.cameras.list(as: call.principal)
                return Response(status: .ok)
            }
            #expect(try await world.ask(list, world.chief).status == 200)
            try await recorder.close()
            let failed = try await world.ask(list, world.chief)
            #expect(failed.status == 503 && failed.problem == "unavailable" && failed.headers[.retryAfter] == "5")
        }
    }
}
