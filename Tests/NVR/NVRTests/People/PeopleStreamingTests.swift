import Accounts
import HTTPAuthentication
import Media
import Testing

@testable import NVR

struct PeopleStreamingTests {
    private static let door = Door(face: "rtsp", listener: "rtsp", address: "192.0.2.9")
    private static let server = ServerAuthentication(realm: "Nightjar", nonce: "abc", offersSHA256: true)

    private func basic(_ name: String, _ password: String) throws -> PresentedLogin {
        let token = Base64.encode(Array("\(name):\(password)".utf8))
        return try #require(Self.server.login(authorization: "Basic \(token)", method: "DESCRIBE", uri: "/x"))
    }

    private func digest(_ name: String, _ password: String) throws -> PresentedLogin {
        var authorizer = Authorizer(credentials: HTTPCredentials(username: name, password: password))
        _ = authorizer.refused([Self.server.challenges[0]], attempts: 0)
        let shown = authorizer.authorization(method: "DESCRIBE", uri: "/x")
        return try #require(Self.server.login(authorization: shown, method: "DESCRIBE", uri: "/x"))
    }

    private func isRefused(_ login: PresentedLogin, _ people: People) async -> Bool {
        do throws(DomainError) {
            _ = try await people.admit(streaming: login, at: Self.door)
            return false
        } catch {
            return error.kind == .unproven
        }
    }

    @Test func aStreamPasswordIsGoodForDigestAndBasicUntilItIsRevoked() async throws {
        let world = try await PeopleWorld()
        let ada = try await world.add("ada", .viewer, .all([.live, .control]))
        let chief = Visitor.nobody(at: Door(face: "native", listener: "open", address: nil, isOpen: true))
        let password = try await world.people.makeStreamPassword(chief, of: ada.id)
        for login in [try digest("Ada", password), try basic("ada", password)] {
            let visitor = try await world.people.admit(streaming: login, at: Self.door)
            let principal = try #require(await world.people.renewed(visitor))
            #expect(principal.account == ada.id && principal.credential == .streamPassword)
            // It looks, and does nothing else, whatever the account may.
            #expect(Policy.may(principal, .watchLive, .camera("front")))
            #expect(
                !Policy.may(principal, .controlCamera, .camera("front")) && !Policy.may(principal, .manageOwnAccount)
            )
        }
        let visitor = try await world.people.admit(streaming: digest("ada", password), at: Self.door)
        try await world.people.removeStreamPassword(chief, of: ada.id)
        #expect(await world.people.renewed(visitor) == nil)
        #expect(await isRefused(try digest("ada", password), world.people))
    }

    @Test func theLoginPasswordIsGoodForBasicAlone() async throws {
        let world = try await PeopleWorld()
        let ada = try await world.add("ada", .viewer, .all([.live]))
        let visitor = try await world.people.admit(streaming: basic("ada", PeopleWorld.password), at: Self.door)
        #expect(await world.people.renewed(visitor)?.account == ada.id)
        #expect(await isRefused(try digest("ada", PeopleWorld.password), world.people))
        #expect(await isRefused(try basic("ada", "wrong"), world.people))
        #expect(await isRefused(try digest("nobody", "wrong"), world.people))
        let noted = try await world.audit().filter { $0.hasPrefix("denied session.create") }
        #expect(
            noted == [
                "denied session.create user/\(ada.id)", "denied session.create user/\(ada.id)",
                "denied session.create -",
            ]
        )
    }
}
