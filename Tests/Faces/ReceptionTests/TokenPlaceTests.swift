import HTTPServing
import HTTPTypes
import Hummingbird
import NVR
import Reception
import Testing

/// Tokens that stand where a dialect's document lets them.
struct TokenPlaceTests {
    private func endpoint(_ tokens: TokenPlaces?) -> Endpoint {
        .foreign(.get, "/thing", access: .may(.manageSystem), tokens: tokens) { _ in Response(status: .ok) }
    }

    private static let places = TokenPlaces(cookie: "media_token", query: "token")

    @Test func aTokenCountsWhereItMayStand() async throws {
        try await ReceptionWorld.with { world async throws in
            let token = try #require(world.chief[.authorization]?.split(separator: " ").last)
            let cookie: HTTPFields = [.cookie: "media_token=\(token)"]
            #expect(try await world.ask(endpoint(Self.places), cookie).status == 200)
            #expect(try await world.ask(endpoint(Self.places), path: "/thing?token=\(token)").status == 200)
            #expect(try await world.ask(endpoint(Self.places), world.chief).status == 200)

            #expect(try await world.ask(endpoint(nil), cookie).status == 401)
            #expect(try await world.ask(endpoint(nil), path: "/thing?token=\(token)").status == 401)
            #expect(try await world.ask(endpoint(TokenPlaces(cookie: "other")), cookie).status == 401)
        }
    }

    /// What stands in the header counts before the query, and that before the cookie.
    @Test func aWrongTokenLetsNobodyIn() async throws {
        try await ReceptionWorld.with { world async throws in
            let token = try #require(world.chief[.authorization]?.split(separator: " ").last)
            for wrong in ["not.a.token", "no-such-key", ""] {
                let answer = try await world.ask(endpoint(Self.places), [.cookie: "media_token=\(wrong)"])
                #expect(answer.status == 401)
            }
            let cookie: HTTPFields = [.cookie: "media_token=\(token)"]
            #expect(try await world.ask(endpoint(Self.places), cookie, path: "/thing?token=a.b.c").status == 401)
            let header: HTTPFields = [.cookie: "media_token=\(token)", .authorization: "Bearer a.b.c"]
            #expect(try await world.ask(endpoint(Self.places), header).status == 401)
        }
    }

    @Test func theSameCallAtAnotherPathIsTheSame() {
        let first = endpoint(Self.places)
        let other = first.at("/api/thing")
        #expect(other.path == "/api/thing")
        #expect(other.access == first.access)
        #expect(other.tier == first.tier)
        #expect(other.tokens == first.tokens)
    }
}
