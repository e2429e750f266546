import HTTPTypes
import NVR
import Testing

@testable import LightNVR

/// Sessions, accounts and second factors.
struct LightAccountTests {
    private static let password = LightWorld.password

    /// The value of the session's cookie in an answer; nil where it has none, or takes it away.
    private static func cookie(_ answer: LightWorld.Answer) -> String? {
        guard let field = answer.headers[.setCookie], field.hasPrefix("session=") else { return nil }
        let value = field.dropFirst("session=".count).prefix { $0 != ";" }
        return value.isEmpty ? nil : String(value)
    }

    @Test func aLoginGivesACookieThatALogoutTakesAway() async throws {
        try await LightWorld.with { world in
            let body = #"{"username": "vera", "password": "\#(Self.password)"}"#
            let answer = try await world.ask(.post, "/api/auth/login", body, as: nil)
            #expect(answer.status == 200)
            #expect(answer.object["success"] as? Bool == true)
            #expect(answer.headers[.setCookie]?.contains("HttpOnly") == true)
            let session = try #require(Self.cookie(answer))
            let verified = try await world.ask(.get, "/api/auth/verify", as: nil, cookie: session)
            #expect(verified.object["username"] as? String == "vera")
            #expect(verified.object["role"] as? String == "viewer")
            #expect(verified.object["auth_enabled"] as? Bool == true)
            let out = try await world.ask(.post, "/api/auth/logout", as: nil, cookie: session)
            #expect(out.status == 200)
            #expect(try await world.ask(.get, "/api/auth/verify", as: nil, cookie: session).status == 401)
            let again = try await world.ask(.get, "/logout", as: nil)
            #expect(again.status == 302)
            #expect(again.headers[.location] == "/login.html?logout=true")
        }
    }

    @Test(arguments: [
        ("{}", 400), ("{", 400), (#"{"username": "vera"}"#, 400), (#"{"username": "vera", "password": "no"}"#, 401),
        (#"{"username": "nobody", "password": "no"}"#, 401),
    ])
    func whoeverCannotLogInIsTold(_ body: String, _ status: Int) async throws {
        try await LightWorld.with { world in
            let answer = try await world.ask(.post, "/api/auth/login", body, as: nil)
            #expect(answer.status == status)
            #expect(answer.error?.isEmpty == false)
            #expect(Self.cookie(answer) == nil)
        }
    }

    @Test(arguments: [
        (0, "admin", true, true), (1, "user", true, true), (2, "viewer", false, false), (3, "api", true, false),
    ])
    func rolesMayWhatTheDocumentSays(_ role: Int, _ word: String, _ manages: Bool, _ deletes: Bool) async throws {
        try await LightWorld.with { world in
            let body = #"{"username": "bobby", "password": "\#(LightWorld.password)", "role": \#(role)}"#
            let made = try await world.ask(.post, "/api/auth/users", body)
            try #require(made.status == 201, "\(made.text)")
            #expect(made.object["role"] as? Int == role)
            #expect(made.object["role_name"] as? String == word)
            #expect(try await world.ask(.get, "/api/auth/verify", as: "bobby").object["role_id"] as? Int == role)
            let stream = #"{"name": "Shed", "url": "rtsp://192.0.2.7/a", "enabled": false}"#
            let added = try await world.ask(.post, "/api/streams", stream, as: "bobby")
            #expect(added.status == (manages ? 201 : 403), "\(added.text)")
            if !manages { _ = try await world.ask(.post, "/api/streams", stream) }
            let changed = try await world.ask(.put, "/api/streams/Shed", #"{"priority": 7}"#, as: "bobby")
            #expect(changed.status == (manages ? 200 : 403), "\(changed.text)")
            let people = try await world.ask(.get, "/api/auth/users", as: "bobby")
            #expect(people.status == (role == 0 ? 200 : 403), "\(people.text)")
            let principal = try await world.visitor("bobby").principal
            #expect(Policy.may(principal, .deleteRecordings, .camera("shed")) == deletes)
        }
    }

    @Test func accountsAreMadeChangedAndDeleted() async throws {
        try await LightWorld.with { world in
            let body = #"{"username": "bob", "password": "four unlike words here", "email": "b@x.org", "role": 1}"#
            let made = try await world.ask(.post, "/api/auth/users", body)
            #expect(made.status == 201)
            let id = try #require(made.object["id"] as? Int)
            #expect(made.object["role"] as? Int == 1)
            #expect(made.object["role_name"] as? String == "user")
            #expect(!made.text.contains("four unlike"))
            #expect(try await world.ask(.post, "/api/auth/users", body).status == 409)
            let path = "/api/auth/users/\(id)"
            let changed = try await world.ask(.put, path, #"{"role": 2, "email": "c@x.org"}"#)
            #expect(changed.object["role"] as? Int == 2)
            #expect(changed.object["email"] as? String == "c@x.org")
            #expect(try await world.ask(.put, path, #"{"role": 9}"#).status == 400)
            #expect(try await world.ask(.put, path, #"{"allowed_tags": "porch"}"#).status == 400)
            let wide = #"{"allowed_tags": null, "allowed_login_cidrs": ""}"#
            #expect(try await world.ask(.put, path, wide).status == 200)
            let locked = try await world.ask(.put, "\(path)/password-lock", #"{"locked": true}"#)
            #expect(locked.object["password_change_locked"] as? Bool == true)
            #expect(try await world.ask(.put, "\(path)/password-lock", #"{"locked": "yes"}"#).status == 400)
            #expect(try await world.ask(.put, "\(path)/password", #"{"new_password": "short"}"#).status == 400)
            let set = #"{"new_password": "four other words there"}"#
            #expect(try await world.ask(.put, "\(path)/password", set).status == 200)
            #expect(try await world.ask(.delete, path).object["success"] as? Bool == true)
            let gone = try await world.ask(.get, path)
            #expect(gone.status == 404)
            #expect(gone.error == "User not found")
        }
    }

    @Test(arguments: [
        #"{"password": "four unlike words here"}"#, #"{"username": "bob"}"#,
        #"{"username": "ab", "password": "four unlike words here"}"#, #"{"username": "bob", "password": "short"}"#,
        #"{"username": "bob", "password": "four unlike words here", "role": 9}"#,
        // Whom one believes to be narrowed must be so.
        #"{"username": "bob", "password": "four unlike words here", "allowed_tags": "porch,yard"}"#,
        #"{"username": "bob", "password": "four unlike words here", "allowed_login_cidrs": "10.0.0.0/8"}"#,
    ])
    func accountsThatMakeNoSenseAreRefused(_ body: String) async throws {
        try await LightWorld.with { (world: LightWorld) async throws in
            #expect(try await world.ask(.post, "/api/auth/users", body).status == 400)
        }
    }

    @Test func anAccountsOwnCallsAreItsOwn() async throws {
        try await LightWorld.with { world in
            let vera = try #require(try await world.ask(.get, "/api/auth/verify", as: "vera").object["id"] as? Int)
            let chief = try #require(try await world.ask(.get, "/api/auth/verify").object["id"] as? Int)
            #expect(try await world.ask(.get, "/api/auth/users", as: "vera").status == 403)
            #expect(try await world.ask(.get, "/api/auth/users/\(vera)", as: "vera").status == 200)
            #expect(try await world.ask(.get, "/api/auth/users/\(chief)", as: "vera").status == 403)
            #expect(try await world.ask(.delete, "/api/auth/users/\(chief)").status == 403)
            let wrong = #"{"old_password": "no", "new_password": "four other words there"}"#
            #expect(try await world.ask(.put, "/api/auth/users/\(vera)/password", wrong, as: "vera").status == 401)
            let first = try await world.ask(.post, "/api/auth/users/\(vera)/api-key", as: "vera")
            let second = try await world.ask(.post, "/api/auth/users/\(vera)/api-key", as: "vera")
            #expect((second.object["api_key"] as? String ?? "").count >= 32)
            #expect(first.object["api_key"] as? String != second.object["api_key"] as? String)
            let keys = try await world.recorder.people.keys(try await world.visitor("vera"), all: false)
            #expect(keys.count == 1, "another takes its place")
        }
    }

    @Test func aSecondFactorIsBegunForOthersAndSaidNothingOf() async throws {
        try await LightWorld.with { world in
            let vera = try #require(try await world.ask(.get, "/api/auth/verify", as: "vera").object["id"] as? Int)
            let path = "/api/auth/users/\(vera)/totp"
            let early = try await world.ask(.post, "\(path)/verify", #"{"code": "123456"}"#)
            #expect(early.status == 400)
            let made = try await world.ask(.post, "\(path)/setup")
            let secret = try #require(made.object["secret"] as? String)
            #expect((made.object["otpauth_uri"] as? String ?? "").contains("secret=\(secret)"))
            let state = try await world.ask(.get, "\(path)/status")
            #expect(state.object["totp_enabled"] as? Bool == false)
            #expect(state.object["totp_configured"] as? Bool == true)
            #expect(try await world.ask(.post, "\(path)/verify", "{}").status == 400)
            #expect(try await world.ask(.post, "\(path)/verify", #"{"code": "x"}"#).status == 401)
            #expect(try await world.ask(.post, "\(path)/disable").object["success"] as? Bool == true)
            #expect(try await world.ask(.get, "\(path)/status").object["totp_configured"] as? Bool == false)
            for call in ["setup", "disable"] {
                #expect(try await world.ask(.post, "/api/auth/users/77/totp/\(call)").status == 404)
            }
        }
    }
}
