import Foundation
import HTTPTypes
import NVR
import Testing

@testable import Reception
@testable import VibeNVR

struct VibeBackupTests {
    /// A form with a file in it.
    private func upload(_ world: VibeWorld, _ text: String, field: String = "file") async throws -> VibeWorld.Answer {
        let token = Data("chief:\(VibeWorld.password)".utf8).base64EncodedString()
        let fields: HTTPFields = [
            .contentType: "multipart/form-data; boundary=xyz", .authorization: "Basic \(token)",
        ]
        let form =
            "--xyz\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"a.json\"\r\n\r\n\(text)\r\n--xyz--\r\n"
        return try await world.ask(.post, "/settings/backup/import", Data(form.utf8), fields)
    }

    private func set(_ world: VibeWorld, _ value: String) async throws {
        let body = #"{"value": "\#(value)"}"#
        #expect(try await world.ask(.put, "/settings/ai_confidence_default", body).status == 200)
    }

    @Test func anExportIsBroughtBackWithoutDoublingAnything() async throws {
        try await VibeWorld.with { world in
            try await set(world, "0.61")
            let export = try await world.ask(.get, "/settings/backup/export")
            #expect(export.headers[.contentDisposition]?.contains("vibenvr_backup_") == true)
            #expect(export.headers[.contentDisposition]?.contains(".json") == true)
            #expect((export.object["cameras"] as? [[String: Any]])?.first?["name"] as? String == "Yard")
            #expect((export.object["users"] as? [[String: Any]])?.count == 2)
            #expect(!export.text.contains(VibeWorld.password))
            try await set(world, "0.37")
            let restored = try await upload(world, export.text)
            #expect(restored.object["message"] as? String == "Configuration restored successfully")
            #expect(restored.object["skipped"] as? [String] == [], "\(restored.text)")
            #expect(world.recorder.settings.value(\.detection.threshold) == 0.61)
            #expect(try await world.ask(.get, "/cameras").list.count == 1)
        }
    }

    @Test func whatIsThereStaysAndWhatCannotBeIsTold() async throws {
        try await VibeWorld.with { world in
            let text = """
                {"settings": {"mqtt_port": {"value": "1999"}, "mqtt_host": {"value": "a b"}, "unknown": "x"}, "cameras": [\
                {"name": "New", "rtsp_url": "rtsp://192.0.2.9/a", "is_active": false, "id": 77}, \
                {"name": "Bad", "rtsp_url": "ftp://192.0.2.9/a"}], "storage_profiles": [{"name": "A", "path": "/etc"}]}
                """
            let restored = try await upload(world, text)
            #expect(restored.status == 200)
            let skipped = try #require(restored.object["skipped"] as? [String])
            #expect(skipped.count == 3, "\(skipped)")
            #expect(world.recorder.settings.value(\.mqtt.port) == 1999)
            let names = try await world.ask(.get, "/cameras").list.compactMap { $0["name"] as? String }
            #expect(Set(names) == ["Yard", "New"])
        }
    }

    @Test func whatIsNoBackupIsRefused() async throws {
        try await VibeWorld.with { world in
            for text in ["{ nonsense", "{}", "[]"] {
                let answer = try await upload(world, text)
                #expect(answer.status == 400 && answer.detail == "Invalid JSON format", "\(text)")
            }
            #expect(try await upload(world, "{}", field: "other").faults == ["file"])
            // The fifth in a minute is the last.
            _ = try await upload(world, "{}")
            let often = try await upload(world, "{}")
            #expect(often.status == 429)
            #expect((often.object["error"] as? String)?.hasPrefix("Rate limit exceeded") == true)
        }
    }

    @Test func filesAreMadeListedBroughtBackAndDeleted() async throws {
        try await VibeWorld.with { world in
            try await set(world, "0.62")
            #expect(try await world.ask(.post, "/settings/backup/run").status == 200)
            let listed = try await world.ask(.get, "/settings/backup/list").list
            let name = try #require(listed.first?["filename"] as? String)
            #expect(name.wholeMatch(of: /vibenvr_backup_MANUAL_\d{8}_\d{6}\.json/) != nil)
            #expect((listed.first?["created_at"] as? String)?.count == 19)
            try await set(world, "0.38")
            #expect(try await world.ask(.post, "/settings/backup/restore-file/\(name)").status == 200)
            #expect(world.recorder.settings.value(\.detection.threshold) == 0.62)
            #expect(try await world.ask(.delete, "/settings/backup/\(name)").status == 200)
            for (method, path) in [(.delete, "/\(name)"), (.post, "/restore-file/\(name)"), (.delete, "/other.txt")]
                as [(HTTPRequest.Method, String)]
            {
                let gone = try await world.ask(method, "/settings/backup\(path)")
                #expect(gone.status == 404 && gone.detail == "Backup file not found", "\(path)")
            }
            #expect(try await world.ask(.delete, "/settings/backup/..%2f..%2fetc").detail == "Invalid filename")
        }
    }
}
