import NVR
import TestKit
import Testing

@testable import MiBee

/// A configuration file of MiBee NVR, read for `nightjar import`.
struct MiBeeImportTests {
    @Test("a file as the product has it")
    func whole() throws {
        let door: [String: SettingValue] = [
            "id": .text("front-door"), "name": .text("Front Door"), "protocol": .text("rtsp"),
            "encoding": .text("h265"),
            "url": .text("rtsp://192.0.2.7/stream"), "enabled": .bool(true), "username": .text("eve"),
            "password": .integer(1234),
            "retention_days": .integer(9), "sub_stream_url": .text("rtsp://192.0.2.7/sub"),
            "audio_enabled": .bool(true),
            "recording_enabled": .bool(false), "timelapse": .object(["enabled": .bool(true)]),
            "merge": .object(["enabled": .bool(true), "window_size": .text("2h"), "min_segment_age": .text("")]),
            "http_jpeg_avi": .bool(false),
        ]
        let content = try MiBeeImport.content(
            of: .object([
                "server": .object(["listen": .text(":9090")]),
                "storage": .object(["root_dir": .text("/data"), "segment_duration": .text("30s")]),
                "auth": .object(["username": .text("admin"), "password_hash": .text("$2b$12$abc")]),
                "cleanup": .object([
                    "retention_days": .integer(14), "check_interval": .text("1h30m"),
                    "disk_threshold_percent": .integer(85),
                ]),
                "merge": .object([
                    "enabled": .bool(true), "window_size": .text("a while"), "rolling_enabled": .bool(true),
                ]),
                "mqtt": .object([
                    "enabled": .bool(true), "broker": .text("ssl://192.0.2.5:8883"), "password": .text("ENC:c2VjcmV0"),
                    "topic": .text("mibeenr/trigger"),
                ]),
                "observability": .object(["log_level": .text("warn"), "log_format": .text("text")]),
                "timezone": .text("Europe/Berlin"), "ftp": .object(["enabled": .bool(true)]),
                "cameras": .list([.object(door)]),
            ])
        )
        let camera = try #require(content.cameras.first)
        #expect(camera.draft.identifier == "front-door")
        #expect(camera.draft.password == "1234")
        #expect(camera.draft.retentionDays == 9)
        #expect(!camera.draft.isRecorded && camera.draft.recordsAudio)
        #expect(camera.codec == "h265")
        #expect(camera.merging.window == 7200)
        #expect(content.people.map(\.username) == ["admin"])
        let settings = Dictionary(content.settings.map { ($0.key, $0.value) }) { first, _ in first }
        #expect(settings["recording.segment_seconds"] == .integer(30))
        #expect(settings["storage.cleanup_interval_seconds"] == .integer(5400))
        #expect(settings["mqtt.host"] == .text("192.0.2.5"))
        #expect(settings["mqtt.port"] == .integer(8883))
        #expect(settings["mqtt.tls_enabled"] == .bool(true))
        #expect(settings["mqtt.password"] == nil)
        #expect(settings["logs.level"] == .text("warning"))
        #expect(settings["general.time_zone"] == .text("Europe/Berlin"))
        let notes = content.notes.map(\.description)
        for word in [
            "timelapse", "merge.window_size", "merge.rolling_enabled", "ftp", "server.listen", "storage.root_dir",
            "mqtt.topic",
        ] {
            #expect(notes.contains { $0.contains(word) }, "\(word)")
        }
        #expect(!notes.contains { $0.contains("c2VjcmV0") || $0.contains("http_jpeg_avi") })
    }

    @Test("cameras of other protocols: older words, ONVIF devices, those that are not built yet")
    func protocols() throws {
        func camera(_ members: [String: SettingValue]) -> SettingValue { .object(members) }
        let content = try MiBeeImport.content(
            of: .object([
                "cameras": .list([
                    camera([
                        "id": .text("old"), "protocol": .text("http_jpeg"), "url": .text("http://192.0.2.1/capture"),
                    ]),
                    camera([
                        "id": .text("dev"), "name": .text("Dev"), "protocol": .text("onvif"),
                        "password": .text("ENC:aaaa"),
                        "onvif_endpoint": .text("http://192.0.2.2:8000/onvif/device_service"),
                        "profile_token": .text("P1"),
                    ]),
                    camera(["id": .text("mi"), "name": .text("Mi"), "protocol": .text("xiaomi"), "did": .text("1")]),
                    camera(["id": .text("push"), "name": .text("Push"), "protocol": .text("rtmp")]), .text("none"),
                ])
            ])
        )
        #expect(content.cameras.map(\.draft.name) == ["old", "Dev"])
        #expect(content.cameras[0].codec == "jpeg")
        #expect(content.cameras[1].draft.url == "rtsp://192.0.2.2:554/")
        #expect(content.cameras[1].device?.awaitsStreams == true)
        #expect(content.cameras[1].device?.mainProfile == "P1")
        #expect(content.cameras[1].draft.password == nil)
        #expect(content.notes.map(\.outcome) == [.leftOut, .leftOut, .refused, .refused])
    }

    @Test("whatever stands there, something comes out")
    func hostile() throws {
        let nasty: [SettingValue] = [
            .null, .bool(true), .integer(.min), .integer(.max), .number(.infinity), .text(""), .text("ENC:"),
            .text("tcp://"),
            .text("://:"), .text("99999999999h"), .list([.null]), .object(["enabled": .text("x")]), .text("http://[::"),
        ]
        let names = [
            "id", "name", "protocol", "encoding", "url", "enabled", "retention_days", "password", "onvif_endpoint",
            "merge",
            "sample_interval", "hls_max_fps", "audio_enabled", "audio_in_recordings",
        ]
        let sections = ["auth", "cleanup", "storage", "merge", "mqtt", "webdav", "observability", "timezone", "server"]
        let keys = ["enabled", "broker", "password", "username", "check_interval", "segment_duration", "log_level"]
        var generator = SeededGenerator(seed: 44)
        func any() -> SettingValue { nasty[generator.integer(0...(nasty.count - 1))] }
        for _ in 0..<500 {
            var camera: [String: SettingValue] = ["name": .text("A"), "url": .text("rtsp://192.0.2.1/1")]
            for name in names where generator.chance(oneIn: 3) { camera[name] = any() }
            if generator.chance(oneIn: 2) { camera["protocol"] = .text("onvif") }
            var document: [String: SettingValue] = ["cameras": .list([.object(camera), any()])]
            for section in sections {
                let members = Dictionary(uniqueKeysWithValues: keys.map { ($0, any()) })
                document[section] = generator.chance(oneIn: 5) ? any() : .object(members)
            }
            let content = try MiBeeImport.content(of: .object(document))
            #expect(content.cameras.count + content.notes.count { $0.outcome != .added } >= 2)
        }
    }

    @Test(
        "what is no configuration is said to be none",
        arguments: [SettingValue.null, .text("a"), .list([]), .object(["x": .null])]
    )
    func others(_ document: SettingValue) {
        #expect(throws: DomainError.self) { try MiBeeImport.content(of: document) }
    }
}
