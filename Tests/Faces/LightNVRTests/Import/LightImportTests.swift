import NVR
import TestKit
import Testing

@testable import LightNVR

/// The rows of a LightNVR database, read for `nightjar import`.
struct LightImportTests {
    private typealias Row = [String: SettingValue]

    private func content(_ tables: [String: [Row]]) throws -> ImportContent {
        try LightImport.content(of: ImportTables(tables))
    }

    private static let door: Row = [
        "id": .integer(2), "name": .text("Front Door"), "url": .text("rtsp://192.0.2.7:554/stream"),
        "enabled": .integer(1),
        "streaming_enabled": .integer(0), "width": .integer(1280), "height": .integer(720), "fps": .integer(15),
        "codec": .text("hevc"), "priority": .integer(7), "record": .integer(1), "segment_duration": .integer(900),
        "detection_based_recording": .integer(1), "detection_model": .text("onvif"),
        "detection_threshold": .number(0.4),
        "detection_interval": .integer(5), "pre_detection_buffer": .integer(5), "post_detection_buffer": .integer(8),
        "protocol": .integer(1), "is_onvif": .integer(1), "record_audio": .integer(0), "retention_days": .integer(14),
        "detection_retention_days": .integer(-1), "max_storage_mb": .integer(2048), "onvif_username": .text("eve"),
        "onvif_password": .text("hidden"), "onvif_profile": .text("Profile_1"), "onvif_port": .integer(8000),
        "tags": .text("outside"), "sub_stream_url": .text("rtsp://192.0.2.7/sub"), "privacy_mode": .integer(0),
    ]

    @Test("a stream with all that is said of it")
    func stream() throws {
        let zone: Row = [
            "id": .text("z1"), "stream_name": .text("Front Door"), "name": .text("Street"), "enabled": .integer(1),
            "color": .text("#3b82f6"),
            "polygon": .text("[{\"x\":0.1,\"y\":0.1},{\"x\":0.9,\"y\":0.1},{\"x\":0.9,\"y\":0.9}]"),
            "filter_classes": .text("person,car"), "min_confidence": .number(0),
        ]
        let content = try content(["streams": [Self.door], "detection_zones": [zone]])
        let camera = try #require(content.cameras.first)
        let draft = camera.draft
        #expect(draft.mode == "continuous")
        #expect(draft.segmentSeconds == 900)
        #expect(draft.transport == "udp")
        #expect(!draft.offersHLS && !draft.recordsAudio)
        #expect(draft.retentionDays == 14)
        #expect(draft.eventRetentionDays == nil)
        #expect(draft.quotaBytes == 2 << 30)
        #expect(draft.subURL == "rtsp://192.0.2.7/sub")
        #expect(draft.username == "eve" && draft.password == "hidden")
        #expect(camera.codec == "h265")
        #expect(camera.properties["detection.wanted"] == .bool(true))
        #expect(camera.properties["stream.width"] == .integer(1280))
        // The camera's own login is the device's too.
        #expect(camera.device?.port == 8000)
        #expect(camera.device?.username == nil)
        #expect(camera.device?.mainProfile == "Profile_1")
        #expect(camera.device?.followsEvents == true)
        #expect(camera.zones.map(\.labels) == [["person", "car"]])
        #expect(camera.zones[0].minScore == nil)
        let notes = content.notes.map(\.description)
        #expect(notes.contains { $0.contains("tags") })
        #expect(!notes.contains { $0.contains("privacy_mode") || $0.contains("hidden") })
    }

    @Test("a login in the address is the stream's, the other the device's")
    func logins() throws {
        var row = Self.door
        row["url"] = .text("rtsp://cam:other@192.0.2.7/stream")
        let camera = try #require(try content(["streams": [row]]).cameras.first)
        #expect(camera.draft.username == nil)
        #expect(camera.device?.username == "eve")
        #expect(camera.device?.password == "hidden")
    }

    @Test("the first version's columns are enough; those that make no sense are left out")
    func versions() throws {
        let first: Row = [
            "id": .integer(1), "name": .text("A"), "url": .text("rtsp://192.0.2.1/1"), "record": .integer(0),
        ]
        var strange = Self.door
        strange["fps"] = .text("many")
        strange["retention_days"] = .integer(9999)
        strange["protocol"] = .text("tcp")
        strange["enabled"] = .integer(7)
        let content = try content(["streams": [strange, first, ["id": .integer(3)]]])
        #expect(content.cameras.map(\.draft.name) == ["A", "Front Door"])
        #expect(content.cameras[0].draft.mode == "off")
        for name in ["fps", "retention_days", "protocol", "enabled"] {
            #expect(content.notes.contains { $0.words.hasPrefix("its \(name):") }, "\(name)")
        }
        #expect(content.notes.count { $0.outcome == .refused } == 1)
    }

    @Test("a schedule of hours becomes one of days and times")
    func schedules() throws {
        var marks = Array(repeating: "0", count: 168)
        // Monday and Tuesday from 8 to 10 and at 12, Sunday's last hour.
        for hour in [23, 24 + 8, 24 + 9, 24 + 12, 48 + 8, 48 + 9, 48 + 12] { marks[hour] = "1" }
        var row = Self.door
        row["record_on_schedule"] = .integer(1)
        row["recording_schedule"] = .text(marks.joined(separator: ","))
        let draft = try #require(try content(["streams": [row]]).cameras.first).draft
        #expect(draft.mode == "schedule")
        #expect(
            draft.schedule == [
                "sun 23:00-24:00 continuous", "mon,tue 08:00-10:00 continuous", "mon,tue 12:00-13:00 continuous",
            ]
        )
        row["recording_schedule"] = .text("1,0,1")
        let content = try content(["streams": [row]])
        #expect(content.cameras.first?.draft.mode == "continuous")
        #expect(content.notes.contains { $0.words.contains("recording_schedule") })
    }

    @Test("accounts by numbers and by words; settings that there are here too")
    func people() throws {
        let users: [Row] = [
            ["id": .integer(1), "username": .text("admin"), "role": .integer(0), "is_active": .integer(1)],
            ["id": .integer(2), "username": .text("bob"), "role": .text("user"), "is_active": .integer(0)],
            ["id": .integer(3), "username": .text("vera"), "role": .integer(9), "allowed_tags": .text("a,b")],
        ]
        let settings: [Row] = [
            ["key": .text("setup_complete"), "value": .text("1")],
            ["key": .text("mqtt_enabled"), "value": .text("true")],
            ["key": .text("web_thread_pool_size"), "value": .text("8")],
            ["key": .text("pre_detection_buffer"), "value": .text("7")],
        ]
        let content = try content(["streams": [], "users": users, "system_settings": settings])
        #expect(content.people.map(\.role) == [.administrator, .operator, .viewer])
        #expect(content.people.map(\.moreRights) == [[], [.manage, .delete], []])
        #expect(content.people.map(\.isEnabled) == [true, false, true])
        #expect(content.people[2].cameras == [])
        #expect(
            content.settings == [
                ImportedSetting("mqtt_enabled", "mqtt.enabled", .bool(true)),
                ImportedSetting("pre_detection_buffer", "recording.pre_roll_seconds", .integer(7)),
            ]
        )
        #expect(content.notes.contains { $0.words.contains("setup_complete, web_thread_pool_size") })
    }

    @Test("clips of motion make a camera record on events")
    func motion() throws {
        var row = Self.door
        row["record"] = .integer(0)
        let motion: Row = [
            "stream_name": .text("Front Door"), "enabled": .integer(1), "pre_buffer_seconds": .integer(3),
            "post_buffer_seconds": .integer(12), "max_file_duration": .integer(240), "retention_days": .integer(7),
        ]
        let camera = try #require(
            try content(["streams": [row], "motion_recording_config": [motion]]).cameras.first
        )
        #expect(camera.draft.mode == "event")
        #expect(camera.draft.preRoll == 3 && camera.draft.postRoll == 12 && camera.draft.longestEvent == 240)
        #expect(camera.draft.eventRetentionDays == 7)
        #expect(camera.properties["clips.enabled"] == .bool(true))
    }

    @Test("whatever stands in the columns, something comes out")
    func hostile() throws {
        let nasty: [SettingValue] = [
            .null, .integer(.min), .integer(.max), .integer(-1), .number(-.infinity), .number(1e300), .number(0.5),
            .text(""),
            .text(String(repeating: "[", count: 5000)), .text("1,0"), .text("rtsp://@:@/"), .text("\u{0}\u{7F}"),
            .text("[{}]"),
        ]
        var generator = SeededGenerator(seed: 43)
        for _ in 0..<500 {
            var (row, zone, user) = (Self.door, ["stream_name": Self.door["name"]] as [String: SettingValue?], Row())
            row["record_on_schedule"] = .integer(1)
            for name in row.keys.sorted() where generator.chance(oneIn: 4) {
                row[name] = nasty[generator.integer(0...(nasty.count - 1))]
            }
            for name in ["id", "name", "polygon", "min_confidence", "filter_classes", "color", "enabled"] {
                zone[name] = nasty[generator.integer(0...(nasty.count - 1))]
            }
            for name in ["username", "role", "is_active", "email", "allowed_tags"] {
                user[name] = nasty[generator.integer(0...(nasty.count - 1))]
            }
            let setting: Row = ["key": .text("mqtt_port"), "value": nasty[generator.integer(0...(nasty.count - 1))]]
            let content = try content([
                "streams": [row], "detection_zones": [zone.compactMapValues(\.self)], "users": [user],
                "motion_recording_config": [row.merging(zone.compactMapValues(\.self)) { _, new in new }],
                "system_settings": [setting],
            ])
            #expect(content.cameras.count + content.notes.count { $0.outcome == .refused } >= 1)
        }
    }

    @Test("another product's database is said to be one")
    func others() {
        #expect(throws: DomainError.self) { try content(["users": []]) }
        let many = Array(repeating: Self.door, count: ImportContent.mostCameras + 1)
        #expect(throws: DomainError.self) { try content(["streams": many]) }
    }
}
