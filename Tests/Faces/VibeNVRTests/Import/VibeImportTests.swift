import NVR
import TestKit
import Testing

@testable import VibeNVR

/// A backup of VibeNVR, read for `nightjar import`.
struct VibeImportTests {
    private func content(_ json: String) throws -> ImportContent { try VibeImport.content(of: Array(json.utf8)) }

    private static let backup = """
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

    @Test("a backup as the product writes it")
    func whole() throws {
        let content = try content(Self.backup)
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

    @Test("of a damaged file something comes out, or it is said to be no backup")
    func damaged() {
        let whole = Array(Self.backup.utf8)
        var generator = SeededGenerator(seed: 45)
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<generator.integer(1...8) {
                bytes[generator.integer(0...(bytes.count - 1))] = UInt8(truncatingIfNeeded: generator.next())
            }
            if generator.chance(oneIn: 4) { bytes.removeLast(generator.integer(1...(bytes.count - 1))) }
            do throws(DomainError) {
                let content = try VibeImport.content(of: bytes)
                #expect(content.cameras.count <= 2 && content.people.count <= 2)
            } catch {
                #expect(error.kind == .invalid)
            }
        }
    }

    @Test("whatever is said of a camera, an account or a setting, something comes out")
    func nonsense() throws {
        let nasty = [
            "null", "true", "-9223372036854775808", "9223372036854775807", "-1e300", "0.5", "\"\"", "\"[[[\"", "[]",
            "[null]", "{}",
            "\"rtsp://@:@/\"", "\"[{\\\"points\\\": [[1e300, 0], [0], {}]}]\"", "\"\\u0000\"",
        ]
        let cameraNames = [
            "name", "rtsp_url", "sub_rtsp_url", "is_active", "recording_mode", "max_movie_length", "preserve_movies",
            "max_storage_gb", "captured_before", "privacy_masks", "motion_masks", "onvif_host", "onvif_port",
            "onvif_password",
            "detect_engine", "storage_profile_id", "location", "groups", "id",
        ]
        let personNames = ["username", "role", "email", "totp_secret", "allowed_camera_ids", "allowed_group_ids"]
        let keys = [
            "mqtt_port", "smtp_password", "cleanup_interval_hours", "max_global_storage_gb", "ai_confidence_default",
        ]
        var generator = SeededGenerator(seed: 46)
        func any() -> String { nasty[generator.integer(0...(nasty.count - 1))] }
        func object(_ names: [String]) -> String {
            let members = names.filter { _ in generator.chance(oneIn: 3) }.map { "\"\($0)\": \(any())" }
            return "{\(members.joined(separator: ", "))}"
        }
        for _ in 0..<300 {
            let settings = keys.map { "{\"key\": \"\($0)\", \"value\": \(any())}" }.joined(separator: ", ")
            let json = """
                {"cameras": [\(object(cameraNames)), \(any())], "users": [\(object(personNames)), \(any())],
                 "settings": [\(settings), \(any())], "associations": \(any()), "groups": \(any())}
                """
            let content = try content(json)
            #expect(!content.cameras.isEmpty || !content.notes.isEmpty, "\(json)")
        }
    }

    @Test("more than a recorder has is not looked at")
    func tooMuch() {
        let cameras = Array(repeating: "{}", count: ImportContent.mostCameras + 1).joined(separator: ",")
        #expect(throws: DomainError.self) { try content("{\"cameras\": [\(cameras)]}") }
    }
}
