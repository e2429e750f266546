import Foundation
import HTTPTypes
import Testing

@testable import Reception
@testable import VibeNVR

/// Who asks: logging in, cookies, and what those may who are no administrators.
struct VibeAccountTests {
    private static let form = "username=chief&password=a+long+and%20winding+road"

    @Test func everyCallAsksWhoItIs() async throws {
        try await VibeWorld.with { world in
            let open: Set<String> = [
                "/auth/login", "/auth/logout", "/auth/me-from-cookie", "/auth/status", "/health",
            ]
            for endpoint in world.face.endpoints {
                let plain = endpoint.path.hasPrefix("/api/") ? String(endpoint.path.dropFirst(4)) : endpoint.path
                guard endpoint.access != .everyone else {
                    #expect(open.contains(plain))
                    continue
                }
                if case .socket = endpoint.work { continue }
                let path = endpoint.path.replacing(/\{[a-z]+\}/, with: "1")
                let answer = try await world.ask(endpoint.method, path, as: nil)
                #expect(answer.status == 401, "\(endpoint.method) \(path)")
                #expect(answer.detail == "Not authenticated", "\(endpoint.method) \(path)")
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
        }
    }

    /// The document prints both.
    @Test func everyPathStandsBelowAPIToo() async throws {
        try await VibeWorld.with { (world: VibeWorld) async throws in
            let names = world.face.endpoints.map { "\($0.method) \($0.path)" }
            #expect(Set(names).count == names.count)
            for endpoint in VibeRoutes(world.recorder).calls {
                #expect(names.contains("\(endpoint.method) /api\(endpoint.path)"))
                #expect(endpoint.describe == nil)
            }
        }
    }

    @Test func logInGivesATokenInTheBodyAndInCookies() async throws {
        try await VibeWorld.with { world in
            let answer = try await world.logIn(Self.form)
            #expect(answer.status == 200)
            let token = try #require(answer.object["access_token"] as? String)
            #expect(token.split(separator: ".").count == 3)
            #expect(answer.object["token_type"] as? String == "bearer")
            for name in ["auth_token", "media_token"] {
                let cookie = try #require(answer.cookies.first { $0.hasPrefix("\(name)=\(token)") })
                for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age="] {
                    #expect(cookie.contains(part), "\(name)")
                }
                #expect(!cookie.contains("Secure"))
            }
            let me = try await world.ask(.get, "/auth/me", as: nil, [.authorization: "Bearer \(token)"])
            #expect(me.object["username"] as? String == "chief")
            #expect(me.object["role"] as? String == "admin")
            #expect(!me.text.lowercased().contains("password"))

            let page = try await world.ask(.get, "/auth/me-from-cookie", as: nil, [.cookie: "auth_token=\(token)"])
            #expect(page.object["access_token"] as? String == token)
            #expect(page.cookies.contains { $0.hasPrefix("media_token=") })
            // That cookie opens no call, and the other only what a player needs.
            #expect(try await world.ask(.get, "/stats", as: nil, [.cookie: "auth_token=\(token)"]).status == 401)
            #expect(try await world.ask(.get, "/cameras", as: nil, [.cookie: "media_token=\(token)"]).status == 401)
            for fields in [[.cookie: "media_token=\(token)"], [.authorization: "Bearer \(token)"]] as [HTTPFields] {
                #expect(try await world.ask(.get, "/cameras/1/frame", as: nil, fields).status != 401)
                #expect(try await world.ask(.get, "/events/1/download", as: nil, fields).status == 404)
            }
            #expect(try await world.ask(.get, "/events/1/download?token=\(token)", as: nil).status == 404)
        }
    }

    @Test func logOutClearsTheCookiesAndEndsTheToken() async throws {
        try await VibeWorld.with { world in
            let nobody = try await world.ask(.post, "/auth/logout", as: nil)
            #expect(nobody.object["status"] as? String == "logged out")
            #expect(nobody.cookies.count { $0.contains("Max-Age=0") } == 2)
            let token = try #require(try await world.logIn(Self.form).object["access_token"] as? String)
            let cookie: HTTPFields = [.cookie: "auth_token=\(token)"]
            #expect(try await world.ask(.post, "/auth/logout", as: nil, cookie).status == 200)
            #expect(try await world.ask(.get, "/auth/me-from-cookie", as: nil, cookie).status == 204)
            #expect(try await world.ask(.get, "/auth/me", as: nil, [.authorization: "Bearer \(token)"]).status == 401)
        }
    }

    @Test func wrongLogInsAreRefusedInTheDocumentsWords() async throws {
        try await VibeWorld.with { world in
            for form in ["username=chief&password=wrong", "username=nobody&password=wrong"] {
                let answer = try await world.logIn(form)
                #expect(answer.status == 401)
                #expect(answer.detail == "Incorrect username or password")
                #expect(answer.cookies.isEmpty)
            }
            #expect(try await world.logIn("username=chief").faults == ["password"])
            #expect(try await world.logIn("username=%zz&password=a").status == 422)
            let json = #"{"username": "chief", "password": "a"}"#
            #expect(try await world.ask(.post, "/auth/login", json, as: nil).status == 422)
            for cookie in ["auth_token=not.a.token", "auth_token=x"] {
                let answer = try await world.ask(.get, "/auth/me-from-cookie", as: nil, [.cookie: cookie])
                #expect(answer.status == 204 && answer.body.isEmpty)
            }
            let wrong = try await world.ask(.get, "/stats", as: nil, [.authorization: "Bearer not.a.token"])
            #expect(wrong.detail == "Could not validate credentials")
        }
    }

    @Test func aViewerChangesNothing() async throws {
        try await VibeWorld.with { world in
            for (method, path) in [
                (.post, "/cameras"), (.put, "/cameras/1"), (.delete, "/cameras/1"), (.post, "/cameras/1/snapshot"),
                (.post, "/events/bulk-delete"), (.delete, "/events/bulk/all"), (.delete, "/events/1"),
                (.get, "/storage/profiles"), (.post, "/storage/profiles"), (.put, "/storage/profiles/1"),
                (.get, "/settings"), (.put, "/settings/mqtt_port"), (.post, "/settings/cleanup"),
                (.get, "/settings/backup/export"), (.post, "/settings/backup/import"), (.get, "/settings/backup/list"),
                (.post, "/settings/backup/run"), (.delete, "/settings/backup/a.json"),
                (.get, "/settings/engine/debug-status"), (.post, "/onvif/probe"), (.post, "/onvif/ptz/move/1"),
                (.post, "/onvif/ptz/probe-features/1"), (.get, "/onvif/ptz/presets/1"), (.get, "/onvif/scan/stream"),
            ] as [(HTTPRequest.Method, String)] {
                // The number of the only camera: the first that is asked for.
                _ = try await world.ask(.get, "/cameras", as: "vera")
                let answer = try await world.ask(method, path, "{}", as: "vera")
                #expect(answer.status == 403, "\(method) \(path)")
                #expect(answer.detail == "Admin privileges required", "\(method) \(path)")
            }
            let seen = try await world.ask(.get, "/cameras/1", as: "vera")
            #expect(seen.status == 200)
            #expect(seen.object["rtsp_url"] as? String == "")
        }
    }

    @Test func keysAreMadeShownOnceAndRevoked() async throws {
        try await VibeWorld.with { world in
            let made = try await world.ask(.post, "/v1/api-tokens", #"{"name": "ha", "expires_in_days": 1}"#)
            let key = try #require(made.object["token"] as? String)
            let number = try #require(made.object["id"] as? Int)
            let listed = try await world.ask(.get, "/v1/api-tokens")
            #expect(listed.list.map { $0["name"] as? String } == ["ha"])
            #expect(!listed.text.contains(key))
            let shown: HTTPFields = [try #require(HTTPField.Name("X-API-Key")): key]
            #expect(try await world.ask(.get, "/auth/me", as: nil, shown).object["username"] as? String == "chief")
            // A summary, without addresses.
            let cameras = try await world.ask(.get, "/cameras", as: nil, shown)
            #expect(cameras.list.first?["name"] as? String == "Yard")
            #expect(cameras.list.first?["rtsp_url"] == nil)
            #expect(try await world.ask(.delete, "/v1/api-tokens/\(number)").status == 200)
            #expect(try await world.ask(.delete, "/v1/api-tokens/\(number)").status == 404)
            #expect(try await world.ask(.get, "/auth/me", as: nil, shown).status == 401)
            #expect(try await world.ask(.post, "/v1/api-tokens", "{}").faults == ["name"])
        }
    }
}
