import NVR
import Testing

@testable import VibeNVR

/// A backup of VibeNVR, read for `nightjar import`.
struct VibeImportTests {
    private func content(_ json: String) throws -> ImportContent { try VibeImport.content(of: Array(json.utf8)) }

    @Test("a backup as the product writes it")
    func whole() throws {
        let content = try content(
            """
            {"timestamp": "2026-11-01T08:00:00", "version": "1.0",
             "settings": [{"id": 1, "key": "cleanup_interval_hours", "value": "24", "description": null},
                {"id": 2, "key": "max_global_storage_gb", "value": "100", "description": null},
                {"id": 3, "key": "mqtt_enabled", "value": "true"}, {"id": 4, "key": "mqtt_host", "value": "broker.example"},
                {"id": 5, "key": "smtp_password", "value": "mail-word"}, {"id": 6, "key": "smtp_server", "value": ""},
                {"id": 7, "key": "telemetry_enabled", "value": "true"}, {"id": 8, "key": "log_max_size_mb", "value": "50"}],
             "cameras": [{"id": 4, "name": "Front Door", "rtsp_url": "rtsp://eve:word@192.0.2.7:554/stream", "is_active": true,
                "sub_rtsp_url": "", "rtsp_transport": "udp", "recording_mode": "Continuous", "max_movie_length": 120,
                "preserve_movies": "For One Month", "max_storage_gb": 1.5, "captured_before": 40, "location": "Gate",
                "privacy_masks": "[{\\"points\\": [[0, 0], [1, 0], [1, 1]]}]", "motion_masks": "[]", "text_left": "Door",
                "onvif_host": "192.0.2.7", "onvif_port": 8080, "onvif_username": "dev", "onvif_password": "dev-word",
                "detect_engine": "ONVIF Edge", "storage_profile_id": 2, "ai_object_types": ["person"],
                "notify_telegram_token": "tele-word", "status": "CONNECTED", "groups": []},
               {"id": 9, "name": "Yard", "rtsp_url": "rtsp://192.0.2.8/1"}],
             "groups": [{"id": 1, "name": "All"}], "associations": [{"camera_id": 9, "group_id": 1}],
             "storage_profiles": [{"id": 2, "name": "Big disk", "path": "/mnt/big", "sftp_password": "disk-word"}],
             "users": [{"username": "admin", "role": "admin", "hashed_password": "$argon2id$v=19$m=65536,t=3,p=4$YWJj$YWJj",
                "is_2fa_enabled": true, "totp_secret": "JBSWY3DPEHPK3PXP", "restrict_camera_access": false},
               {"username": "vera", "email": "vera@example.net", "role": "viewer", "restrict_camera_access": true,
                "allowed_camera_ids": [4, 77], "allowed_group_ids": [1]}],
             "api_tokens": [{"name": "one", "token_hash": "key-word"}], "federated_nodes": [], "strange": 1}
            """
        )
        #expect(content.cameras.map(\.draft.name) == ["Front Door", "Yard"])
        let door = content.cameras[0]
        #expect(door.draft.transport == "udp")
        #expect(door.draft.mode == "continuous")
        #expect(door.draft.segmentSeconds == 120)
        #expect(door.draft.retentionDays == 30)
        #expect(door.draft.quotaBytes == 1_610_612_736)
        #expect(door.draft.preRoll == 30)
        #expect(door.draft.subURL == nil)
        #expect(door.properties["people.location"] == .text("Gate"))
        #expect(door.privacyMasks.map(\.polygon.count) == [3])
        #expect(door.device?.address == "192.0.2.7:8080")
        #expect(door.device?.password == "dev-word")
        #expect(door.device?.followsEvents == true)
        #expect(content.cameras[1].draft.retentionDays == 7)
        #expect(content.cameras[1].draft.mode == "event")
        let settings = Dictionary(uniqueKeysWithValues: content.settings.map { ($0.key, $0.value) })
        #expect(settings["storage.cleanup_interval_seconds"] == .integer(86_400))
        #expect(settings["storage.quota_bytes"] == .integer(107_374_182_400))
        #expect(settings["mqtt.topic_prefix"] == .text("vibenvr"))
        #expect(settings["email.password"] == .text("mail-word"))
        // An empty one says nothing, and takes nothing away.
        #expect(settings["email.server"] == nil)
        #expect(content.people.map(\.role) == [.administrator, .viewer])
        #expect(content.people[0].secondFactor == "JBSWY3DPEHPK3PXP")
        #expect(content.people[1].cameras == [0, 1])
        let notes = content.notes.map(\.description)
        for word in [
            "Big disk", "log_max_size_mb", "telemetry_enabled", "1 API tokens", "strange", "notify_telegram_token",
        ] {
            #expect(notes.contains { $0.contains(word) }, "\(word)")
        }
        #expect(!notes.contains { $0.contains("-word") })
    }

    @Test("other versions: settings as an object, hardly anything said, members of other sorts")
    func versions() throws {
        let content = try content(
            """
            {"settings": {"cleanup_enabled": "false", "mqtt_port": {"value": "8883"}},
             "cameras": [{"name": "A", "rtsp_url": "rtsp://192.0.2.1/1", "is_active": "perhaps", "preserve_movies": "For Ages"},
               {"name": "B"}, {"rtsp_url": "rtsp://192.0.2.2/1"}, 7,
               {"name": "C", "rtsp_url": "rtsp://192.0.2.3/1", "privacy_masks": "no list", "motion_masks": "[1]"}],
             "users": [{"role": "admin"}, {"username": "eve", "role": "gardener"}]}
            """
        )
        #expect(content.cameras.map(\.draft.name) == ["A", "C"])
        #expect(content.settings.map(\.key).sorted() == ["mqtt.port", "storage.cleanup_enabled"])
        #expect(content.people.map(\.role) == [.viewer])
        #expect(content.notes.count { $0.outcome == .refused } == 5)
        #expect(content.notes.contains { $0.words.hasPrefix("its is_active") })
    }

    @Test(
        "what is no backup is said to be none",
        arguments: [
            "", "no JSON", "[]", "{}", #"{"cameras": {}}"#, #"{"cameras": null}"#, "{\"cameras\": [",
            String(repeating: "[", count: 100_000), #"{"cameras":"# + String(repeating: "[", count: 100_000),
        ]
    )
    func hostile(_ text: String) {
        #expect(throws: DomainError.self) { try content(text) }
    }

    @Test("more than a recorder has is not looked at")
    func tooMuch() {
        let cameras = Array(repeating: "{}", count: ImportContent.mostCameras + 1).joined(separator: ",")
        #expect(throws: DomainError.self) { try content("{\"cameras\": [\(cameras)]}") }
    }
}
