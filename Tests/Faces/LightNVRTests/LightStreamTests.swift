import HTTPTypes
import NVR
import Testing

@testable import LightNVR

/// Streams, their retention and their zones, before a real recorder.
struct LightStreamTests {
    private static let full = """
        {"name": "Front Door", "url": "rtsp://192.0.2.7/a", "enabled": false, "streaming_enabled": false, "width": 1280, \
        "height": 720, "fps": 10, "codec": "h264", "priority": 7, "record": false, "segment_duration": 120, "protocol": 1, \
        "record_audio": false, "detection_based_recording": 1, "detection_model": "motion", "detection_threshold": 0.75, \
        "detection_interval": 5, "pre_detection_buffer": 2, "post_detection_buffer": 4, \
        "detection_api_url": "http://192.0.2.1/detect", "is_onvif": false, "onvif_username": "viewer", \
        "onvif_profile": "Profile_1", "ptz_enabled": false, "backchannel_enabled": true, \
        "buffer_strategy": "memory_packet", "retention_days": 12}
        """

    @Test func allFieldsOfTheSchemaAreKept() async throws {
        try await LightWorld.with { world in
            let made = try await world.ask(.post, "/api/streams", Self.full)
            #expect(made.status == 201)
            #expect(made.object["success"] as? Bool == true)
            let stream = try await world.ask(.get, "/api/streams/Front%20Door").object
            for (key, value) in ["streaming_enabled": false, "record": false, "record_audio": false, "enabled": false] {
                #expect(stream[key] as? Bool == value, "\(key)")
            }
            for (key, value) in [
                "width": 1280, "height": 720, "fps": 10, "priority": 7, "segment_duration": 120, "protocol": 1,
                "detection_based_recording": 1, "detection_interval": 5, "pre_detection_buffer": 2,
                "post_detection_buffer": 4, "retention_days": 12,
            ] {
                #expect(stream[key] as? Int == value, "\(key)")
            }
            for (key, value) in [
                "codec": "h264", "detection_model": "motion", "detection_api_url": "http://192.0.2.1/detect",
                "onvif_username": "viewer", "onvif_password": "", "onvif_profile": "Profile_1",
                "buffer_strategy": "memory_packet", "status": "disabled", "url": "rtsp://192.0.2.7/a",
            ] {
                #expect(stream[key] as? String == value, "\(key)")
            }
            #expect(stream["detection_threshold"] as? Double == 0.75)
            #expect(stream["backchannel_enabled"] as? Bool == true)
            let whole = try await world.ask(.get, "/api/streams/Front%20Door/full").object
            #expect((whole["stream"] as? [String: Any])?["name"] as? String == "Front Door")
            #expect(whole["name"] as? String == "Front Door")
            #expect(try await world.ask(.post, "/api/streams", Self.full).status == 409)
        }
    }

    @Test func aStreamIsChangedAndRemoved() async throws {
        try await LightWorld.with { world in
            let path = "/api/streams/Yard"
            let change = #"{"priority": 9, "detection_threshold": 25, "record": true, "retention_days": 14}"#
            #expect(try await world.ask(.put, path, change).object["success"] as? Bool == true)
            let stream = try await world.ask(.get, path).object
            #expect(stream["priority"] as? Int == 9)
            #expect(stream["detection_threshold"] as? Double == 0.25)
            #expect(stream["retention_days"] as? Int == 14)
            #expect(stream["record"] as? Bool == true)
            #expect(
                try await world.ask(.put, path, #"{"record": false, "detection_based_recording": 1}"#).status == 200
            )
            let id = try #require(try await world.recorder.cameras.list(as: world.chief).first?.id)
            #expect(try await world.recorder.cameras.camera(as: world.chief, id).mode == "event")
            #expect(try await world.ask(.put, path, "{").status == 400)
            #expect(try await world.ask(.put, path, #"{"retention_days": 400}"#).status == 400)
            #expect(try await world.ask(.post, "\(path)/refresh").status == 409, "it is switched off")
            #expect(try await world.ask(.delete, path).object["success"] as? Bool == true)
            for (method, rest) in [(.get, ""), (.put, ""), (.delete, ""), (.get, "/full"), (.get, "/zones")]
                as [(HTTPRequest.Method, String)]
            {
                let gone = try await world.ask(method, path + rest, "{}")
                #expect(gone.status == 404)
                #expect(gone.error == "Stream not found")
            }
        }
    }

    /// Its number stays, and what it was called before finds it no more.
    @Test func aStreamWithAnotherNameIsTheSame() async throws {
        try await LightWorld.with { world in
            let before = try await world.ask(.get, "/api/streams/Yard").object["id"] as? Int
            let id = try #require(try await world.recorder.cameras.list(as: world.chief).first?.id)
            var change = CameraChange()
            change.name = "Back/Yard"
            _ = try await world.recorder.cameras.change(as: world.chief, id, change)
            #expect(try await world.ask(.get, "/api/streams/Yard").status == 404)
            let after = try await world.ask(.get, "/api/streams/Back%2FYard")
            #expect(after.object["id"] as? Int == before)
        }
    }

    @Test(arguments: [
        #"{"url": "rtsp://192.0.2.7/a"}"#, #"{"name": "A"}"#, #"{"name": " ", "url": "rtsp://192.0.2.7/a"}"#, "{",
        #"{"name": "A", "url": "abc"}"#, #"{"name": "A", "url": "rtsp://192.0.2.7/a", "protocol": 7}"#,
        #"{"name": "A", "url": "rtsp://192.0.2.7/a", "detection_interval": 0}"#,
        #"{"name": "A", "url": "rtsp://192.0.2.7/a", "codec": "vhs"}"#,
        #"{"name": "A", "url": "rtsp://192.0.2.7/a", "enabled": "perhaps"}"#,
    ])
    func whatMakesNoSenseIsRefused(_ body: String) async throws {
        try await LightWorld.with { world in
            let answer = try await world.ask(.post, "/api/streams", body)
            #expect(answer.status == 400)
            #expect(answer.error?.isEmpty == false)
            #expect(try await world.recorder.cameras.list(as: world.chief).count == 1)
        }
    }

    @Test func retentionIsChangedAsFarAsItIsNamed() async throws {
        try await LightWorld.with { world in
            let path = "/api/streams/Yard/retention"
            let sent = #"{"retention_days": 21, "detection_retention_days": 90, "max_storage_mb": 5000}"#
            #expect(try await world.ask(.put, path, sent).status == 200)
            #expect(try await world.ask(.put, path, #"{"max_storage_mb": 7000}"#).status == 200)
            let kept = try await world.ask(.get, path).object
            #expect(kept["retention_days"] as? Int == 21)
            #expect(kept["detection_retention_days"] as? Int == 90)
            #expect(kept["max_storage_mb"] as? Int == 7000)
            #expect(try await world.ask(.put, path, #"{"retention_days": -1}"#).object["retention_days"] as? Int == -1)
            for body in [#"{"retention_days": -2}"#, #"{"retention_days": "long"}"#] {
                #expect(try await world.ask(.put, path, body).status == 400)
            }
        }
    }

    @Test func zonesTakeThePlaceOfThoseBefore() async throws {
        try await LightWorld.with { world in
            let path = "/api/streams/Yard/zones"
            let zone = """
                {"id": "zone-1", "name": "Drive", "filter_classes": "person, car", "min_confidence": 0.5, \
                "polygon": [{"x": 0.125, "y": 0.125}, {"x": 0.875, "y": 0.125}, {"x": 0.5, "y": 0.75}]}
                """
            let saved = try await world.ask(.post, path, "{\"zones\": [\(zone)]}")
            #expect(saved.object["count"] as? Int == 1)
            let zones = try await world.ask(.get, path).object["zones"] as? [[String: Any]]
            #expect(zones?.first?["filter_classes"] as? String == "person,car")
            #expect(zones?.first?["color"] as? String == "#3b82f6")
            #expect(zones?.first?["stream_name"] as? String == "Yard")
            for body in ["{}", #"{"zones": "all"}"#, #"{"zones": [{"id": "zone-1", "name": "Drive"}]}"#] {
                #expect(try await world.ask(.post, path, body).status == 400)
            }
            #expect(try await world.ask(.delete, path).object["success"] as? Bool == true)
            let left = try await world.ask(.get, path).object["zones"] as? [[String: Any]]
            #expect(left?.isEmpty == true)
        }
    }

    @Test func aViewerSeesNoAddressAndChangesNothing() async throws {
        try await LightWorld.with { (world: LightWorld) async throws in
            #expect(try await world.ask(.get, "/api/streams/Yard", as: "vera").object["url"] as? String == "")
            for (method, path) in [
                (.post, "/api/streams"), (.put, "/api/streams/Yard"), (.delete, "/api/streams/Yard"),
                (.put, "/api/streams/Yard/retention"), (.post, "/api/streams/Yard/zones"),
                (.post, "/api/streams/Yard/refresh"), (.post, "/api/streams/test"),
            ] as [(HTTPRequest.Method, String)] {
                #expect(try await world.ask(method, path, "{}", as: "vera").status == 403, "\(method) \(path)")
            }
        }
    }

    @Test func namesThatTwoCamerasHaveAreToldApart() {
        let book = StreamBook([
            NamedCamera(id: "gate", name: "Gate", isRemoved: false),
            NamedCamera(id: "gate-2", name: "Gate", isRemoved: false),
            NamedCamera(id: "gate-0", name: "Gate", isRemoved: true),
        ])
        #expect(book.camera("Gate") == "gate")
        #expect(book.camera("Gate (gate-2)") == "gate-2")
        #expect(book.cameras("Gate") == ["gate", "gate-0"])
        #expect(book.name(of: "gate-0") == "Gate")
        #expect(book.name(of: "unknown") == "unknown")
    }
}
