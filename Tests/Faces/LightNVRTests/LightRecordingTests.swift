import HTTPServing
import HTTPTypes
import Media
import NVR
import Testing

@testable import LightNVR

/// What is answered of recordings where there are none, and how they are spelled.
struct LightRecordingTests {
    @Test func whatIsNotThereIsSaidInTheDocumentsWords() async throws {
        try await LightWorld.with { world in
            for (method, path, error) in [
                (.get, "/api/recordings/1", "Recording not found"),
                (.delete, "/api/recordings/1", "Recording not found"),
                (.put, "/api/recordings/1/protect", "Recording not found"),
                (.put, "/api/recordings/1/retention", "Recording not found"),
                (.get, "/api/recordings/play/1", "Recording not found"),
                (.get, "/api/recordings/download/1", "Recording not found"),
                (.delete, "/api/recordings/files?path=/etc/passwd", "Recording file not found"),
                (.delete, "/api/recordings/files?path=yard/main/2026/11/22/yard_1.mp4", "Recording file not found"),
                (.get, "/api/recordings/batch-delete/progress/none", "Job not found"),
            ] as [(HTTPRequest.Method, String, String)] {
                let answer = try await world.ask(method, path)
                #expect(answer.status == 404, "\(method) \(path)")
                #expect(answer.error == error, "\(method) \(path)")
            }
            #expect(try await world.ask(.get, "/api/recordings/abc").status == 400)
            let check = try await world.ask(.get, "/api/recordings/files/check?path=/etc/passwd")
            #expect(check.object["exists"] as? Bool == false)
            for path in ["/api/recordings/files/check", "/api/recordings?start=yesterday"] {
                #expect(try await world.ask(.get, path).status == 400, "\(path)")
            }
        }
    }

    @Test func anEmptyListHasItsPages() async throws {
        try await LightWorld.with { world in
            let answer = try await world.ask(.get, "/api/recordings?stream=nobody&limit=5&page=2")
            let pagination = answer.object["pagination"] as? [String: Int]
            #expect(pagination == ["page": 2, "pages": 0, "total": 0, "limit": 5])
            let protected = try await world.ask(.get, "/api/recordings/protected")
            #expect(protected.object["protected_count"] as? Int == 0)
        }
    }

    @Test(arguments: [
        ("batch-delete", "{}"), ("batch-delete", #"{"ids": []}"#), ("batch-delete", #"{"ids": "all"}"#),
        ("batch-delete", #"{"filter": {}}"#), ("batch-protect", "{}"), ("batch-protect", #"{"ids": [1]}"#),
        ("batch-protect", #"{"protected": true}"#),
    ])
    func batchesThatMakeNoSenseAreRefused(_ call: String, _ body: String) async throws {
        try await LightWorld.with { (world: LightWorld) async throws in
            #expect(try await world.ask(.post, "/api/recordings/\(call)", body).status == 400)
            #expect(try await world.ask(.post, "/api/recordings/\(call)", body, as: "vera").status == 403)
        }
    }

    @Test func aBatchTellsWhatCameOfIt() async throws {
        try await LightWorld.with { world in
            let begun = try await world.ask(.post, "/api/recordings/batch-delete", #"{"ids": [7, 8]}"#)
            #expect(begun.status == 202)
            let id = try #require(begun.object["job_id"] as? String)
            let job = try await world.recorder.jobs.outcome(as: world.chief, of: id, within: .seconds(60))
            #expect(job.state == .succeeded)
            let progress = try await world.ask(.get, "/api/recordings/batch-delete/progress/\(id)").object
            #expect(progress["status"] as? String == "complete")
            #expect(progress["total"] as? Int == 2)
            #expect(progress["failed"] as? Int == 2)
            #expect(progress["complete"] as? Bool == true)
            let body = #"{"ids": [7], "protected": true}"#
            let protected = try await world.ask(.post, "/api/recordings/batch-protect", body)
            #expect(protected.object["fail_count"] as? Int == 1)
        }
    }

    @Test(
        arguments: [
            ("2026-11-22T18:00:00Z", 1_795_370_400), ("2026-11-22T18:00:00", 1_795_370_400),
            ("2026-11-22T18:00:00.500", 1_795_370_400), ("2026-11-22T20:00:00+02:00", 1_795_370_400),
            ("1795370400", 1_795_370_400), ("2026-11-22", 1_795_305_600),
        ] as [(String, Int64)]
    )
    func timesAreRead(_ text: String, _ seconds: Int64) {
        #expect(LightTime.time(text)?.unixSeconds == seconds)
    }

    @Test func timesAreWritten() throws {
        let time = WallTime(nanoseconds: 1_795_370_400_123_000_000)
        #expect(LightTime.text(time) == "2026-11-22T18:00:00Z")
        let zone = LightTime.zone("Europe/Berlin")
        #expect(LightTime.local(time, in: zone) == "2026-11-22 19:00:00")
        #expect(LightTime.local(time, in: zone, isFine: true) == "2026-11-22 19:00:00.123")
        #expect(LightTime.time("2026-11-22", isEnd: true)?.unixSeconds == 1_795_391_999)
        for text in ["", "yesterday", "-5", "99999999999999", "2026-13-01"] {
            #expect(LightTime.time(text) == nil, "\(text)")
        }
    }

    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (188_518, "184.1 KB"), (1_048_576, "1.0 MB"), (5_368_709_120, "5.0 GB"),
            (10_995_116_277_760, "10240.0 GB"),
        ] as [(Int64, String)]
    )
    func sizesAreForPeople(_ bytes: Int64, _ text: String) { #expect(LightSize.text(bytes) == text) }
}
