import Foundation
import HTTPTypes
import NVR
import Testing

@testable import Reception
@testable import VibeNVR

/// Events, figures, storage profiles, settings and backups before a real recorder that runs nothing.
struct VibeFaceTests {
    @Test func eventsAreChosenAndWhatIsNoneIsSaid() async throws {
        try await VibeWorld.with { world in
            #expect(try await world.ask(.get, "/events").text == "[]")
            for query in [
                "type=video", "type=picture", "event_type=motion", "date=2026-02-21", "camera_id=99", "skip=5",
            ] {
                #expect(try await world.ask(.get, "/events?\(query)").text == "[]", "\(query)")
            }
            for (query, member) in [
                ("date=yesterday", "date"), ("date=2026-13-45", "date"), ("type=sound", "type"), ("limit=0", "limit"),
                ("skip=-1", "skip"), ("skip=100001", "skip"), ("camera_id=x", "camera_id"),
            ] {
                let answer = try await world.ask(.get, "/events?\(query)")
                #expect(answer.status == 422, "\(query)")
                #expect(answer.faults == [member], "\(query)")
            }
            let gone = try await world.ask(.get, "/events/99/download")
            #expect(gone.status == 404 && gone.detail == "Event not found")
            // A camera's number is no event's.
            let number = try #require(try await world.ask(.get, "/cameras").list.first?["id"] as? Int)
            #expect(try await world.ask(.get, "/events/\(number)/download").status == 404)

            let bulk = try await world.ask(.post, "/events/bulk-delete", #"{"event_ids": [99]}"#)
            #expect(bulk.object["deleted_count"] as? Int == 0)
            #expect(bulk.object["errors"] as? [String] == ["Event 99 not found"])
            for body in ["{}", #"{"event_ids": "all"}"#, #"{"event_ids": ["x"]}"#] {
                #expect(try await world.ask(.post, "/events/bulk-delete", body).status == 422, "\(body)")
            }
            let all = try await world.ask(.delete, "/events/bulk/all?event_type=video")
            #expect(all.object["deleted_count"] as? Int == 0)
            #expect(all.object["type"] as? String == "video")
            #expect(try await world.ask(.delete, "/events/bulk/all?event_type=sound").status == 422)
        }
    }

    @Test func figuresHaveTheDocumentsShape() async throws {
        try await VibeWorld.with { world in
            let stats = try await world.ask(.get, "/stats")
            #expect(stats.object["active_cameras"] as? Int == 0)
            let uptime = try #require(stats.object["uptime"] as? String)
            #expect(uptime.wholeMatch(of: /\d+d \d+h \d+m/) != nil)
            let engine = try #require(stats.object["engine"] as? [String: Any])
            #expect(engine["status"] as? String == "ONLINE")
            #expect(stats.text.contains(#""host":null"#))
            let storage = try #require(stats.object["storage"] as? [String: Any])
            #expect(storage["total_gb"] as? Double ?? 0 > 0)
            let hours = try await world.ask(.get, "/stats/history").list
            #expect(hours.count == 24)
            for hour in hours { #expect((hour["time"] as? String)?.wholeMatch(of: /\d\d:00/) != nil) }
            #expect(try await world.ask(.get, "/health", as: nil).object["components"] != nil)
        }
    }

    @Test func storageProfilesAreVolumes() async throws {
        try await VibeWorld.with { world in
            let path = try world.disk("ssd")
            let body = """
                {"name": "SSD", "path": "\(path)", "description": "Optional info", "max_size_gb": 100.0}
                """
            let made = try await world.ask(.post, "/storage/profiles", body)
            #expect(made.object["max_size_gb"] as? Double == 100)
            #expect(made.object["description"] as? String == "Optional info")
            let number = try #require(made.object["id"] as? Int, "\(made.text)")
            #expect(try await world.ask(.get, "/storage/profiles").list.map { $0["name"] as? String } == ["SSD"])
            let other = try world.disk("other")
            let taken = body.replacing(path, with: other)
            #expect(try await world.ask(.post, "/storage/profiles", taken).status == 409)
            for wrong in [
                #"{"path": "\#(other)"}"#, #"{"name": "A"}"#, #"{"name": "A", "path": "relative"}"#,
                #"{"name": "A", "path": "/storage/../etc"}"#,
                #"{"name": "A", "path": "\#(other)", "max_size_gb": "big"}"#,
                #"{"name": "A", "path": "\#(other)", "max_size_gb": -1}"#, #"{"name": "A", "path": "/etc"}"#,
            ] {
                #expect(try await world.ask(.post, "/storage/profiles", wrong).status == 422, "\(wrong)")
            }
            let one = "/storage/profiles/\(number)"
            let changed = try await world.ask(.put, one, #"{"name": "HDD", "path": "\#(path)", "max_size_gb": 1.5}"#)
            #expect(changed.object["name"] as? String == "HDD")
            #expect(changed.object["max_size_gb"] as? Double == 1.5)

            let camera = try #require(try await world.ask(.get, "/cameras").list.first?["id"] as? Int)
            let chosen = try await world.ask(.put, "/cameras/\(camera)", "{\"storage_profile_id\": \(number)}")
            #expect(chosen.object["storage_profile_id"] as? Int == number)
            #expect((chosen.object["storage_profile"] as? [String: Any])?["name"] as? String == "HDD")
            let motion = try await world.ask(.put, "/cameras/\(camera)", "{\"motion_storage_profile_id\": \(number)}")
            #expect(motion.object["motion_storage_profile_id"] as? Int == number)
            #expect(motion.object["storage_profile_id"] as? Int == number)
            #expect(try await world.ask(.delete, one).status == 200)
            #expect(try await world.ask(.get, "/cameras/\(camera)").object["motion_storage_profile_id"] is NSNull)
            #expect(try await world.ask(.get, "/cameras/\(camera)").object["storage_profile_id"] is NSNull)
            for method in [.get, .put, .delete] as [HTTPRequest.Method] {
                let answer = try await world.ask(method, one, "{}")
                #expect(answer.status == 404 && answer.detail == "Storage profile not found")
            }
        }
    }

    @Test func settingsAreTheRecordersOwn() async throws {
        try await VibeWorld.with { world in
            func value(_ key: String) async throws -> String? {
                (try await world.ask(.get, "/settings").object[key] as? [String: Any])?["value"] as? String
            }
            #expect(try await value("mqtt_port") == "1883")
            #expect(try await value("mqtt_topic_prefix") == "vibenvr")
            #expect(try await value("ai_model") == "mobilenet_ssd_v2")
            #expect(try await value("telemetry_enabled") == "false")
            for (key, text) in [
                ("mqtt_port", "1884"), ("mqtt_host", "192.0.2.50"), ("ai_confidence_default", "0.65"),
                ("cleanup_interval_hours", "2"), ("max_global_storage_gb", "1.5"), ("ai_model", "YOLOv8"),
                ("smtp_verify_cert", "false"), ("telemetry_enabled", "false"), ("mqtt_topic_prefix", "home/nvr"),
            ] {
                let answer = try await world.ask(.put, "/settings/\(key)", #"{"value": "\#(text)"}"#)
                #expect(answer.object["key"] as? String == key, "\(answer.text)")
                #expect(answer.object["value"] as? String == text)
                #expect(try await value(key) == text)
            }
            #expect(world.recorder.settings.value(\.mqtt.port) == 1884)
            #expect(world.recorder.settings.value(\.storage.cleanupInterval) == 7200)
            // As the product's own program has it.
            #expect(
                try await world.ask(.put, "/settings/mqtt_port?value=1885", "{}").object["value"] as? String == "1885"
            )
            let secret = try await world.ask(.put, "/settings/mqtt_password", #"{"value": "hush"}"#)
            #expect(secret.object["value"] as? String == "********")
            #expect(try await world.ask(.put, "/settings/mqtt_password", #"{"value": "********"}"#).status == 200)
            #expect(world.recorder.settings.secret(\.mqtt.password) == "hush")
            for (key, text) in [
                ("mqtt_port", "99999"), ("mqtt_port", "many"), ("telemetry_enabled", "true"), ("no_such", "1"),
                ("cleanup_enabled", "perhaps"), ("notify_webhook_url", "http://127.0.0.1/x"),
                ("max_global_storage_gb", "-1"), ("ai_nms_iou_threshold", "2"),
            ] {
                let answer = try await world.ask(.put, "/settings/\(key)", #"{"value": "\#(text)"}"#)
                #expect(answer.status == 400, "\(key) \(text)")
                #expect(answer.detail?.hasPrefix("Invalid value for \(key)") == true, "\(answer.text)")
            }
            #expect(try await value("mqtt_port") == "1885")
            #expect(try await world.ask(.put, "/settings/mqtt_port", "{}").faults == ["value"])
            let bulk = try await world.ask(.post, "/settings/bulk", #"{"mqtt_port": 1886, "mqtt_enabled": true}"#)
            #expect(bulk.object["count"] as? Int == 2, "\(bulk.text)")
            let none = try await world.ask(.get, "/settings/no_such")
            #expect(none.text.contains(#""value":null"#))
        }
    }

    @Test func cleaningUpDeletesWhatIsDueAndNothingElse() async throws {
        try await VibeWorld.with { world in
            let camera = try #require(try await world.ask(.get, "/cameras").list.first?["id"] as? Int)
            for body in [
                "{}", #"{"media_type": "video"}"#, "{\"camera_id\": \(camera), \"media_type\": \"snapshot\"}",
                "{\"camera_id\": \(camera)}",
            ] {
                let answer = try await world.ask(.post, "/settings/cleanup", body)
                #expect(answer.status == 200, "\(body) \(answer.text)")
                #expect(answer.object["deleted_count"] as? Int == 0)
                #expect(answer.object["message"] as? String == "Manual cleanup completed successfully")
            }
            for (body, status) in [
                (#"{"camera_id": "abc"}"#, 422), (#"{"media_type": "sound"}"#, 422), (#"{"camera_id": 99}"#, 404),
            ] {
                #expect(try await world.ask(.post, "/settings/cleanup", body).status == status, "\(body)")
            }
        }
    }
}
