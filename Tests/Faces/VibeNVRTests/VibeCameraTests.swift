import Foundation
import HTTPTypes
import Media
import NVR
import Testing

@testable import Reception
@testable import VibeNVR

struct VibeCameraTests {
    private static let entrance = """
        {"name": "Entrance", "rtsp_url": "rtsp://admin:secret@192.0.2.7:554/main", "rtsp_transport": "tcp", \
        "sub_rtsp_url": "rtsp://192.0.2.7:554/sub", "sub_rtsp_transport": "udp", "live_view_mode": "webcodecs", \
        "detect_motion_mode": "ONVIF Edge", "is_active": false}
        """

    private func add(_ world: VibeWorld, _ body: String = Self.entrance) async throws -> Int {
        let made = try await world.ask(.post, "/cameras", body)
        try #require(made.status == 200, "\(made.text)")
        return try #require(made.object["id"] as? Int)
    }

    @Test func theDocumentsCameraIsAddedAndShown() async throws {
        try await VibeWorld.with { world in
            let number = try await add(world)
            let shown = try await world.ask(.get, "/api/cameras/\(number)")
            #expect(!shown.text.contains("secret"))
            let camera = shown.object
            #expect(camera["name"] as? String == "Entrance")
            #expect(camera["rtsp_url"] as? String == "rtsp://192.0.2.7:554/main")
            #expect(camera["sub_rtsp_transport"] as? String == "udp")
            #expect(camera["live_view_mode"] as? String == "webcodecs")
            #expect(camera["detect_motion_mode"] as? String == "ONVIF Edge")
            #expect(camera["detect_engine"] as? String == "ONVIF Edge")
            #expect(camera["recording_mode"] as? String == "Motion Triggered")
            #expect(camera["preserve_movies"] as? String == "For One Week")
            #expect(camera["is_active"] as? Bool == false)
            #expect(camera["privacy_masks"] as? String == "[]")
            #expect(camera["storage_profile_id"] is NSNull)
            #expect(camera["onvif_host"] is NSNull)
            #expect(camera["onvif_port"] as? Int == 80)
            // Its number stays, and the list has it.
            let listed = try await world.ask(.get, "/cameras").list.compactMap { $0["id"] as? Int }
            #expect(listed.contains(number) && listed.count == 2)
        }
    }

    @Test func aChangeTouchesOnlyWhatItNames() async throws {
        try await VibeWorld.with { world in
            let path = "/cameras/\(try await add(world))"
            let changed = try await world.ask(.put, path, #"{"location": "Yard", "max_storage_gb": 1.5}"#)
            #expect(changed.object["location"] as? String == "Yard")
            #expect(changed.object["max_storage_gb"] as? Double == 1.5)
            #expect(changed.object["name"] as? String == "Entrance")
            let id = "entrance"
            let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
            #expect(try await world.recorder.cameras.camera(as: chief, id).connection?.hasPassword == true)
            // What is shown can be sent back as it is.
            let shown = try await world.ask(.get, path)
            let again = try await world.ask(.put, path, shown.text)
            #expect(again.status == 200, "\(again.text)")
            #expect(try await world.recorder.cameras.camera(as: chief, id).connection?.hasPassword == true)
            for (body, member) in [
                (#"{"rtsp_url": "ftp://192.0.2.1/x"}"#, "rtsp_url"), (#"{"is_active": "perhaps"}"#, "is_active"),
                (#"{"name": null}"#, "name"), (#"{"live_view_mode": "fax"}"#, "live_view_mode"),
                (#"{"storage_profile_id": 99}"#, "storage_profile_id"),
                (#"{"recording_mode": "no"}"#, "recording_mode"),
                (#"{"privacy_masks": "x"}"#, "privacy_masks"), (#"{"onvif_host": "a b"}"#, "onvif_host"),
            ] {
                let answer = try await world.ask(.put, path, body)
                #expect(answer.status == 422, "\(body) \(answer.text)")
                #expect(answer.faults.first == member, "\(body) \(answer.text)")
            }
        }
    }

    @Test(arguments: [
        #""onvif_host": "a b""#, #""onvif_host": "127.0.0.1""#, #""storage_profile_id": 99"#,
        #""live_view_mode": "fax""#, #""privacy_masks": "[{\"points\":[[0,0],[1,1]]}]""#,
        #""motion_masks": "[{\"points\":[[0,0],[1,1]]}]""#,
    ])
    func aChangeIsMadeWholeOrNotAtAll(_ refused: String) async throws {
        try await VibeWorld.with { world in
            let path = "/cameras/\(try await add(world))"
            let before = try await world.ask(.get, path).object
            let body = #"{"name": "Other", "location": "Elsewhere", "recording_mode": "Off", \#(refused)}"#
            let answer = try await world.ask(.put, path, body)
            #expect(answer.status == 422, "\(answer.text)")
            let after = try await world.ask(.get, path).object
            for member in ["name", "location", "recording_mode", "privacy_masks", "motion_masks"] {
                #expect(after[member] as? String == before[member] as? String, "\(member)")
            }
        }
    }

    @Test func masksAreTheRecordersOwn() async throws {
        try await VibeWorld.with { world in
            let path = "/cameras/\(try await add(world))"
            let text = #"[{\"points\":[[0,0],[0.5,0],[0,0.5]]}]"#
            let body = "{\"privacy_masks\": \"\(text)\", \"motion_masks\": \"\(text)\"}"
            #expect(try await world.ask(.put, path, body).status == 200)
            let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
            let corners = [PicturePoint(x: 0, y: 0), PicturePoint(x: 0.5, y: 0), PicturePoint(x: 0, y: 0.5)]
            let kept = try await world.recorder.privacy.masks(as: chief, of: "entrance").items
            #expect(kept.map(\.polygon) == [corners])
            let areas = try await world.recorder.motionMasks.areas(as: chief, of: "entrance").items
            #expect(areas.map(\.polygon) == [corners])
            // Those that are as they were keep their ids.
            #expect(try await world.ask(.put, path, body).status == 200)
            #expect(try await world.recorder.privacy.masks(as: chief, of: "entrance").items == kept)
            #expect(
                try await world.ask(.put, path, #"{"privacy_masks": ""}"#).object["privacy_masks"] as? String == "[]"
            )
        }
    }

    @Test func howItIsRecordedIsSaidInTheDocumentsWords() async throws {
        try await VibeWorld.with { world in
            let path = "/cameras/\(try await add(world))"
            let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
            for (word, mode) in [("Continuous", "continuous"), ("Off", "off"), ("Motion Triggered", "event")] {
                let changed = try await world.ask(.put, path, #"{"recording_mode": "\#(word)"}"#)
                #expect(changed.object["recording_mode"] as? String == word)
                #expect(try await world.recorder.cameras.camera(as: chief, "entrance").mode == mode)
            }
            // By hand without a break, and back.
            let on = try await world.ask(.post, "\(path)/recording")
            #expect(on.object["recording_mode"] as? String == "Continuous")
            let off = try await world.ask(.post, "\(path)/recording")
            #expect(off.object["recording_mode"] as? String == "Motion Triggered")
        }
    }

    @Test func aRemovedCameraIsGoneAndItsNumberIsNoOthers() async throws {
        try await VibeWorld.with { world in
            let number = try await add(world)
            let path = "/cameras/\(number)"
            #expect(try await world.ask(.delete, path).object["id"] as? Int == number)
            for (method, rest, body) in [
                (.get, "", ""), (.put, "", "{}"), (.delete, "", ""), (.post, "/snapshot", ""), (.get, "/frame", ""),
            ] as [(HTTPRequest.Method, String, String)] {
                let answer = try await world.ask(method, path + rest, body)
                #expect(answer.status == 404, "\(method) \(rest)")
                #expect(answer.detail == "Camera not found", "\(method) \(rest)")
            }
            #expect(try await world.ask(.get, "/cameras/abc").status == 404)
            #expect(try await add(world) != number)
        }
    }

    @Test(arguments: [
        #"{"rtsp_url": "rtsp://192.0.2.7/a"}"#, #"{"name": "A"}"#, #"{"name": "A", "rtsp_url": "not a url"}"#,
        #"{"name": "A", "rtsp_url": "rtsp://127.0.0.1/a"}"#, #"{"name": 1, "rtsp_url": "rtsp://192.0.2.7/a"}"#, "{",
        "[]",
        #"{"name": "A", "rtsp_url": "rtsp://192.0.2.7/a", "notify_webhook_url": "http://127.0.0.1/x"}"#,
        #"{"name": "A", "rtsp_url": "rtsp://192.0.2.7/a", "is_active": false, "onvif_host": "a b"}"#,
    ])
    func whatMakesNoSenseIsRefusedAndAddsNothing(_ body: String) async throws {
        try await VibeWorld.with { world in
            let answer = try await world.ask(.post, "/cameras", body)
            #expect(answer.status == 422)
            #expect(try await world.ask(.get, "/cameras").list.count == 1)
        }
    }

    @Test func aCameraThatIsOffHasNoPicture() async throws {
        try await VibeWorld.with { world in
            let number = try #require(try await world.ask(.get, "/cameras").list.first?["id"] as? Int)
            let answer = try await world.ask(.get, "/cameras/\(number)/frame")
            #expect(answer.status == 503)
            #expect(answer.detail != nil)
            let status = try await world.ask(.get, "/settings/engine/debug-status")
            #expect((status.object["\(number)"] as? [String: Any])?["running"] as? Bool == false)
            // And one that is no device of ONVIF does nothing.
            #expect(try await world.ask(.get, "/onvif/ptz/presets/\(number)").text == "[]")
            for (call, code) in [("move", 500), ("stop", 500), ("goto-home", 400), ("set-home", 400)] {
                let answer = try await world.ask(.post, "/onvif/ptz/\(call)/\(number)", #"{"pan": 0.5}"#)
                #expect(answer.status == code, "\(call) \(answer.text)")
            }
            #expect(try await world.ask(.post, "/onvif/ptz/move/\(number)", #"{"pan": "left"}"#).status == 422)
            #expect(try await world.ask(.post, "/onvif/ptz/move/99", "{}").status == 404)
        }
    }

    @Test func whatIsLookedForInANetworkMakesSense() async throws {
        try await VibeWorld.with { world in
            let scan = try await world.ask(.get, "/onvif/scan/stream")
            #expect(scan.faults == ["ip_range"])
            for body in ["{}", #"{"ip": "192.0.2.1"}"#, #"{"ip": "192.0.2.1", "port": 0}"#, #"{"port": 80}"#] {
                #expect(try await world.ask(.post, "/onvif/probe", body).status == 422, "\(body)")
            }
        }
    }
}
