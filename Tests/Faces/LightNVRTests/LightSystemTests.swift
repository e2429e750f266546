import Foundation
import HTTPTypes
import Logging
import NVR
import Testing

@testable import LightNVR

/// The recorder as a whole, its settings, and what is found in the network.
struct LightSystemTests {
    @Test func theMachineAndTheRecorderAreTold() async throws {
        try await LightWorld.with { world in
            for path in ["/api/system", "/api/system/info"] {
                let answer = try await world.ask(.get, path).object
                #expect(answer["version"] as? String == "test")
                #expect(((answer["cpu"] as? [String: Any])?["cores"] as? Int ?? 0) >= 1)
                #expect(((answer["memory"] as? [String: Any])?["total"] as? Int ?? 0) > 0)
                #expect(((answer["disk"] as? [String: Any])?["total"] as? Int ?? 0) > 0)
                #expect((answer["streams"] as? [String: Int]) == ["active": 0, "total": 1])
                #expect((((answer["versions"] as? [String: Any])?["items"]) as? [Any])?.isEmpty == false)
            }
            #expect(try await world.ask(.get, "/api/health", as: nil).object["healthy"] is Bool)
            #expect(try await world.ask(.get, "/api/health/hls", as: nil).object["healthy"] as? Bool == true)
            #expect(try await world.ask(.get, "/api/system/status", as: "vera").status == 200)
            #expect(try await world.ask(.get, "/api/system", as: "vera").status == 403)
            let servers = try await world.ask(.get, "/api/ice-servers").object["ice_servers"] as? [[String: Any]]
            #expect(servers?.isEmpty == true, "no stranger is asked")
        }
    }

    /// Whether it can do its work, and whether all is well with cameras and disks.
    @Test(arguments: [(true, true, "healthy"), (true, false, "degraded"), (false, true, "critical")])
    func healthIsWhatTheRecorderCanDo(_ isWorking: Bool, _ isWell: Bool, _ status: String) async throws {
        try await LightWorld.with { world in
            var readiness = await world.recorder.system.readiness()
            (readiness.isCatalogueWritable, readiness.isVolumeWritable) = (isWorking, true)
            var health = await world.recorder.system.publicHealth()
            health.isWell = isWell
            let message = LightHealthMessage(readiness, health, in: .gmt)
            #expect(message.healthy == isWorking)
            #expect(message.status == status)
        }
    }

    @Test func settingsAreTheRecordersOwn() async throws {
        try await LightWorld.with { world in
            let before = try await world.ask(.get, "/api/settings").object
            #expect(before["log_level"] as? Int == 2)
            #expect(before["web_port"] as? Int == 8082)
            let change = #"{"retention_days": 77, "log_level": 3, "hls_disabled": true, "storage_min_free_pct": 15}"#
            #expect(try await world.ask(.post, "/api/settings", change).object["success"] as? Bool == true)
            #expect(world.recorder.settings.value(\.storage.retentionDays) == 77)
            #expect(world.recorder.settings.value(\.logs.level) == "debug")
            #expect(!world.recorder.settings.value(\.live.offersHLS))
            #expect(world.recorder.settings.value(\.storage.cleanupThreshold) == 85)
            let after = try await world.ask(.get, "/api/settings").object
            #expect(after["storage_min_free_pct"] as? Int == 15)
            #expect(after["hls_disabled"] as? Bool == true)
            for body in [#"{"retention_days": -5}"#, #"{"retention_days": "long"}"#, "{", #"{"storage_path": "/etc"}"#]
            {
                #expect(try await world.ask(.post, "/api/settings", body).status == 400, "\(body)")
            }
            #expect(world.recorder.settings.value(\.storage.retentionDays) == 77)
            // What was shown may be sent back.
            let port = #"{"web_port": 8082, "retention_days": 77}"#
            #expect(try await world.ask(.post, "/api/settings", port).status == 200)
            #expect(try await world.ask(.get, "/api/settings", as: "vera").status == 403)
        }
    }

    @Test func secretsAreNeverShown() async throws {
        try await LightWorld.with { world in
            let change = #"{"mqtt_password": "a secret word", "mqtt_broker_host": "broker.example.net"}"#
            #expect(try await world.ask(.post, "/api/settings", change).status == 200)
            let answer = try await world.ask(.get, "/api/settings")
            #expect(!answer.text.contains("a secret word"))
            #expect(answer.object["mqtt_password"] as? String == LightSetting.hidden)
            #expect(answer.object["mqtt_broker_host"] as? String == "broker.example.net")
            let back = #"{"mqtt_password": "********", "mqtt_broker_host": ""}"#
            #expect(try await world.ask(.post, "/api/settings", back).status == 200)
            #expect(world.recorder.settings.secret(\.mqtt.password) == "a secret word")
            #expect(world.recorder.settings.value(\.mqtt.host) == nil)
        }
    }

    @Test func everySettingIsOneOfTheRecorders() async throws {
        try await LightWorld.with { world in
            let keys = Set(try world.recorder.settings.view(as: world.chief).settings.map(\.definition.key))
            for setting in LightSetting.all { #expect(keys.contains(setting.key), "\(setting.name)") }
            #expect(Set(LightSetting.all.map(\.name)).count == LightSetting.all.count)
            #expect(Set(LightSetting.all.map(\.key)).count == LightSetting.all.count)
        }
    }

    @Test func aBackupIsMadeWithoutAPassphrase() async throws {
        try await LightWorld.with { world in
            let made = try await world.ask(.post, "/api/system/backup")
            let name = try #require(made.object["filename"] as? String)
            let path = try #require(made.object["backupUrl"] as? String)
            #expect(try await world.recorder.backups.list(as: world.chief).map(\.name) == [name])
            #expect(try await world.ask(.get, path).status == 200)
            #expect(try await world.ask(.get, path, as: "vera").status == 403)
            #expect(try await world.ask(.post, "/api/system/backup", as: "vera").status == 403)
        }
    }

    @Test func theLogIsToldAndCleared() async throws {
        try await LightWorld.with { world in
            let answer = try await world.ask(.get, "/api/system/logs?level=debug&count=5")
            #expect(answer.object["level"] as? String == "debug")
            #expect(try await world.ask(.get, "/api/system/logs?level=loud").status == 400)
            #expect(try await world.ask(.post, "/api/system/logs/clear").object["success"] as? Bool == true)
            #expect(try await world.ask(.get, "/api/system/logs", as: "vera").status == 403)
        }
        for level in Logger.Level.allCases { #expect(LightLevel(LightLevel(level).level) == LightLevel(level)) }
    }

    @Test func devicesAreNamedOrRefused() async throws {
        try await LightWorld.with { world in
            let status = try await world.ask(.get, "/api/onvif/discovery/status").object
            #expect(status["network"] as? String == "auto")
            #expect(status["interval"] as? Int == 300)
            let devices = try await world.ask(.get, "/api/onvif/devices").object["devices"] as? [[String: Any]]
            #expect(devices?.isEmpty == true)
            #expect(try await world.ask(.post, "/api/onvif/discovery/discover", "{").status == 400)
            #expect(try await world.ask(.get, "/api/onvif/device/profiles").status == 400)
            for body in ["{}", #"{"device_url": "http://192.0.2.9/", "profile_token": "a"}"#] {
                #expect(try await world.ask(.post, "/api/onvif/device/add", body).status == 400)
            }
            #expect(try await world.ask(.post, "/api/onvif/device/test", "{}").status == 400)
            #expect(try await world.ask(.get, "/api/onvif/devices", as: "vera").status == 403)
        }
    }

    @Test func headsThatNobodySpokeOfDoNotTurn() async throws {
        try await LightWorld.with { world in
            for (method, call, body) in [
                (.get, "capabilities", ""), (.post, "move", #"{"pan": 0.5}"#), (.post, "stop", ""),
                (.post, "absolute", #"{"pan": 0.5}"#), (.post, "relative", #"{"pan": 0.5}"#), (.post, "home", ""),
                (.post, "set-home", ""), (.get, "presets", ""), (.post, "goto-preset", #"{"token": "1"}"#),
                (.put, "preset", #"{"name": "Gate"}"#),
            ] as [(HTTPRequest.Method, String, String)] {
                let off = try await world.ask(method, "/api/streams/Yard/ptz/\(call)", body)
                #expect(off.status == 400, "\(call)")
                #expect(off.error == "PTZ not enabled for this stream", "\(call)")
                let missing = try await world.ask(method, "/api/streams/nobody/ptz/\(call)", body)
                #expect(missing.error == "Stream not found", "\(call)")
            }
        }
    }

    @Test func ordersAreBroughtIntoTheirRange() throws {
        var body = LightMoveBody()
        #expect(throws: (any Error).self) { try PTZOrder(body, .absolute) }
        #expect(try PTZOrder(body, .continuous) == PTZOrder(.continuous, pan: 0, tilt: 0, zoom: 0))
        body.pan = 7
        body.zoom = -1
        #expect(try PTZOrder(body, .absolute) == PTZOrder(.absolute, pan: 1, zoom: 0))
    }
}
