import Foundation
import HTTPTypes
import NVR
import Testing

@testable import MiBee
@testable import Reception

/// The calls before a real recorder, whose only camera is switched off.
struct MiBeeFaceTests {
    /// Every call but those of health asks who it is, and those that wait answer in the dialect's shape.
    @Test func everyCallAsksWhoItIs() async throws {
        try await MiBeeWorld.with { world in
            for endpoint in world.face.endpoints {
                var path = endpoint.path.replacing("**", with: "stream.m3u8").replacing("{ip}", with: "192.0.2.1")
                for name in ["{id}", "{token}", "{recording}"] { path = path.replacing(name, with: "1") }
                let answer = try await world.ask(endpoint.method, path, as: nil)
                guard endpoint.access != .everyone else {
                    #expect(["/api/health", "/api/readyz"].contains(path))
                    continue
                }
                #expect(answer.status == 401, "\(endpoint.method) \(path)")
                #expect(answer.body.isEmpty, "\(endpoint.method) \(path)")
            }
            for endpoint in MiBeeRoutes(world.recorder, listen: "").awaited {
                let answer = try await world.ask(
                    endpoint.method,
                    endpoint.path,
                    endpoint.path.contains("xiaomi") ? #"{"username": "a", "password": "b"}"# : ""
                )
                #expect(answer.status == 501, "\(endpoint.path)")
                #expect(answer.code == "NOT_IMPLEMENTED", "\(endpoint.path)")
            }
        }
    }

    @Test func aViewerChangesNothing() async throws {
        try await MiBeeWorld.with { world in
            for (method, path) in [
                (.post, "/api/cameras"), (.put, "/api/cameras/yard"), (.delete, "/api/cameras/yard"),
                (.post, "/api/cameras/yard/start"), (.put, "/api/settings"), (.put, "/api/features"),
                (.delete, "/api/archives/yard"), (.put, "/api/cameras/yard/merge-config"), (.get, "/api/settings"),
            ] as [(HTTPRequest.Method, String)] {
                let answer = try await world.ask(method, path, "{}", as: "vera")
                #expect(answer.status == 403, "\(method) \(path)")
                #expect(answer.code == "FORBIDDEN", "\(method) \(path)")
            }
            let seen = try await world.ask(.get, "/api/cameras/yard", as: "vera")
            #expect(seen.status == 200)
            #expect(seen.object["url"] as? String == "")
        }
    }

    @Test func healthIsForEveryone() async throws {
        try await MiBeeWorld.with { world in
            let answer = try await world.ask(.get, "/api/health", as: nil)
            #expect(answer.status == 200)
            #expect(answer.object["checks"] != nil)
            #expect(MiBeeDuration.seconds(answer.object["uptime"] as? String ?? "") != nil)
        }
    }

    @Test func aCameraIsAddedChangedAndRemoved() async throws {
        try await MiBeeWorld.with { world in
            let body = """
                {"name": "Front Door", "protocol": "rtsp", "url": "rtsp://192.0.2.7/a", "enabled": false, \
                "encoding": "h265", "password": "secret", "username": "admin", "retention_days": 30}
                """
            let made = try await world.ask(.post, "/api/cameras", body)
            #expect(made.status == 201)
            #expect(made.object["id"] as? String == "front-door")
            #expect(made.object["encoding"] as? String == "h265")
            #expect(made.object["has_password"] as? Bool == true)
            #expect(made.text.contains(#""last_seen":null"#))
            #expect(!made.text.contains("secret"))
            #expect(try await world.ask(.post, "/api/cameras", body).object["id"] as? String == "front-door-2")
            let taken = body.replacing("{\"name\"", with: "{\"id\": \"front-door\", \"name\"")
            let conflict = try await world.ask(.post, "/api/cameras", taken)
            #expect(conflict.status == 409)
            #expect(conflict.code == "CAMERA_ALREADY_EXISTS")

            let path = "/api/cameras/front-door"
            let changed = try await world.ask(.put, path, #"{"retention_days": 0, "username": ""}"#)
            #expect(changed.object["retention_days"] as? Int == 0)
            #expect(changed.object["username"] as? String == "admin")
            #expect(try await world.ask(.put, path, #"{"url": "abc"}"#).code == "INVALID_INPUT")
            #expect(try await world.ask(.post, "\(path)/start").code == "CAMERA_DISABLED")
            #expect(try await world.ask(.get, "\(path)/stream/stream.m3u8").status == 400)
            #expect(try await world.ask(.get, "\(path)/stream/..%2f..%2fetc").code == "PATH_TRAVERSAL")

            #expect(try await world.ask(.delete, path).object["status"] as? String == "deleted")
            for (method, rest) in [(.get, ""), (.delete, ""), (.post, "/start"), (.get, "/snapshot")]
                as [(HTTPRequest.Method, String)]
            {
                let gone = try await world.ask(method, path + rest)
                #expect(gone.status == 404, "\(method) \(rest)")
                #expect(gone.code == "CAMERA_NOT_FOUND", "\(method) \(rest)")
            }
        }
    }

    @Test(arguments: [
        #"{"protocol": "rtsp", "url": "rtsp://192.0.2.7/a"}"#, #"{"name": "A", "url": "rtsp://192.0.2.7/a"}"#,
        #"{"name": "A", "protocol": "rtsp"}"#, #"{"name": "A", "protocol": "rtsp", "url": "abc"}"#,
        #"{"name": 1, "protocol": "rtsp", "url": "rtsp://192.0.2.7/a"}"#, "{",
        #"{"name": "A", "protocol": "rtsp", "url": "rtsp://127.0.0.1/a"}"#,
    ])
    func whatMakesNoSenseIsRefused(_ body: String) async throws {
        try await MiBeeWorld.with { world in
            let answer = try await world.ask(.post, "/api/cameras", body)
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_INPUT")
        }
    }

    @Test func settingsAndFlagsAreTheRecordersOwn() async throws {
        try await MiBeeWorld.with { world in
            let change = #"{"cleanup": {"retention_days": 60, "check_interval": "30m"}}"#
            #expect(try await world.ask(.put, "/api/settings", change).status == 200)
            let cleanup = try await world.ask(.get, "/api/settings").object["cleanup"] as? [String: Any]
            #expect(cleanup?["retention_days"] as? Int == 60)
            #expect(cleanup?["check_interval"] as? String == "30m")
            #expect(world.recorder.settings.value(\.storage.retentionDays) == 60)

            #expect(try await world.ask(.put, "/api/features", #"{"auto_delete_old": false}"#).status == 200)
            #expect(!world.recorder.settings.value(\.storage.deletesOldest))
            #expect(try await world.ask(.put, "/api/features", #"{"webdav_upload": true}"#).code == "INVALID_INPUT")

            let merging = "/api/cameras/yard/merge-config"
            #expect(try await world.ask(.put, merging, #"{"batch_limit": 50, "check_interval": "1s"}"#).status == 200)
            #expect(try await world.ask(.get, merging).object["batch_limit"] as? Int == 50)
            #expect(try await world.ask(.put, merging, #"{"batch_limit": 0}"#).code == "INVALID_INPUT")
            // What is joined there is joined across pauses.
            #expect(try await world.ask(.put, "/api/settings/merge", #"{"enabled": true}"#).status == 200)
            #expect(world.recorder.settings.value(\.merge.joinsAcrossPauses))
            #expect(try await world.ask(.delete, merging).object["status"] as? String == "reset")
            #expect(try await world.ask(.get, merging).object["customized"] as? Bool == false)
            #expect(try await world.ask(.put, "/api/cameras/nobody/merge-config", "{}").code == "CAMERA_NOT_FOUND")
        }
    }

    @Test func whatIsNotThereIsSaidInTheDocumentsWords() async throws {
        try await MiBeeWorld.with { world in
            for (method, path, code) in [
                (.get, "/api/recordings/1", "RECORDING_NOT_FOUND"),
                (.delete, "/api/recordings/1", "RECORDING_NOT_FOUND"),
                (.get, "/api/recordings/1/download", "RECORDING_NOT_FOUND"),
                (.get, "/api/recordings/1/frames", "RECORDING_NOT_FOUND"),
                (.get, "/api/archives/yard/recordings", "ARCHIVE_NOT_FOUND"),
                (.delete, "/api/archives/nobody", "ARCHIVE_NOT_FOUND"),
            ] as [(HTTPRequest.Method, String, String)] {
                let answer = try await world.ask(method, path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.code == code, "\(path)")
            }
            let none = try await world.ask(.get, "/api/recordings?camera_id=nobody")
            #expect(none.object["total"] as? Int == 0)
            #expect(try await world.ask(.get, "/api/recordings?start=yesterday").code == "INVALID_INPUT")
            let batch = try await world.ask(.post, "/api/recordings/batch-delete", #"{"recording_ids": ["1"]}"#)
            #expect(batch.object["failed"] as? Int == 1)
            #expect(try await world.ask(.post, "/api/recordings/batch-delete", "{}").code == "INVALID_INPUT")
        }
    }

    /// What is asked of a camera of ONVIF, in the order of the document: what was sent, the camera, its protocol, and then its
    /// device. That one is not there: nothing may be connected to where it is said to be.
    @Test func devicesAreAskedInTheDocumentsOrder() async throws {
        try await MiBeeWorld.with { world in
            let calls: [(HTTPRequest.Method, String, String)] = [
                (.get, "onvif/profiles", ""), (.get, "onvif/capabilities", ""), (.get, "snapshot/uri", ""),
                (.post, "ptz/move", #"{"x": 0.5, "zoom": 1.5}"#), (.post, "ptz/stop", ""), (.get, "ptz/status", ""),
                (.get, "ptz/presets", ""), (.post, "ptz/presets", #"{"name": "Door"}"#),
                (.post, "ptz/presets/1/goto", ""), (.delete, "ptz/presets/1", ""), (.get, "imaging/settings", ""),
                (.put, "imaging/settings", #"{"brightness": 1}"#), (.get, "imaging/options", ""),
                (.post, "onvif/reboot", ""), (.get, "onvif/network", ""),
                (.put, "onvif/network", #"{"interfaces": []}"#),
            ]
            for (method, path, body) in calls {
                #expect(
                    try await world.ask(method, "/api/cameras/nobody/\(path)", body).code == "CAMERA_NOT_FOUND",
                    "\(path)"
                )
                #expect(
                    try await world.ask(method, "/api/cameras/yard/\(path)", body).code == "ONVIF_NOT_CAMERA",
                    "\(path)"
                )
            }
            for (method, path, body) in [
                (.post, "ptz/move", "{"), (.post, "ptz/move", #"{"mode": "sideways", "x": 0}"#),
                (.post, "ptz/presets", "{}"),
                (.put, "imaging/settings", #"{"white_balance": {"color_temperature": 4500}}"#),
                (.put, "onvif/network", "{"),
            ] as [(HTTPRequest.Method, String, String)] {
                let answer = try await world.ask(method, "/api/cameras/nobody/\(path)", body)
                #expect(answer.code == "INVALID_INPUT", "\(path)")
            }
            #expect(try await world.ask(.get, "/api/onvif/discover/abc").code == "INVALID_INPUT")
            #expect(try await world.ask(.post, "/api/onvif/discover", #"{"timeout": 31}"#).code == "INVALID_INPUT")
            let target = #"{"timeout": 1, "target": "192.0.2.0/24"}"#
            #expect(try await world.ask(.post, "/api/onvif/discover", target).code == "INVALID_INPUT")
        }
    }

    @Test func daysAndWhatWaitsAreTold() async throws {
        try await MiBeeWorld.with { world in
            let trends = try await world.ask(.get, "/api/stats/trends?days=3")
            #expect(trends.status == 200 && trends.object["trends"] is [Any])
            let pending = try await world.ask(.get, "/api/merge/pending")
            #expect(pending.text == #"{"pending":{}}"#)
            #expect(try await world.ask(.put, "/api/settings/merge", #"{"enabled": true}"#).status == 200)
            #expect(try await world.ask(.get, "/api/merge/pending").text == #"{"pending":{"yard":0}}"#)
        }
    }

    @Test func backupsAreFilesOfTheDocumentsForm() async throws {
        try await MiBeeWorld.with { world in
            var ids: [String] = []
            for _ in 1...3 {
                let made = try await world.ask(.post, "/api/backup")
                let id = try #require(made.object["backup_id"] as? String)
                let path = try #require(made.object["path"] as? String)
                let bytes = try Data(contentsOf: URL(filePath: path))
                #expect(made.status == 200 && path.hasSuffix("/\(id).tar.gz"))
                #expect(made.object["size_bytes"] as? Int == bytes.count && bytes.starts(with: [0x1F, 0x8B]))
                // Whoever has the file has no password.
                #expect(bytes.range(of: Data(MiBeeWorld.password.utf8)) == nil)
                ids.append(id)
            }
            #expect(Set(ids).count == 3)
            let kept = try await world.ask(.get, "/api/backups").object["backups"] as? [[String: Any]]
            #expect(kept?.compactMap { $0["backup_id"] as? String } == ids.reversed())
            for path in ["/api/backup", "/api/backups"] {
                let method: HTTPRequest.Method = path == "/api/backup" ? .post : .get
                #expect(try await world.ask(method, path, as: "vera").status == 403)
            }
        }
    }
}
