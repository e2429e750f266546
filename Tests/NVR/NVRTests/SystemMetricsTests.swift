import Catalog
import Media
import Prometheus
import Stream
import Testing

@testable import NVR
@testable import Recording

struct SystemMetricsTests {
    /// A page, read again by the rules of the text format.
    private struct Page {
        /// By name and labels as they are written.
        var samples: [String: Double] = [:]
        var types: [String: String] = [:]
        var helps: Set<String> = []

        init(_ text: String) throws {
            #expect(text.hasSuffix("\n"))
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 3).map(String.init)
                switch (words[0], words.count > 1 ? words[1] : "") {
                case ("#", "HELP"): #expect(helps.insert(words[2]).inserted, "\(words[2]) is explained twice")
                case ("#", "TYPE"): types[words[2]] = words[3]
                default:
                    let blank = try #require(line.lastIndex(of: " "))
                    let value = try #require(Double(line[line.index(after: blank)...]), "\(line)")
                    let name = String(line[..<blank])
                    #expect(samples.updateValue(value, forKey: name) == nil, "\(name) comes twice")
                }
            }
        }

        func family(of sample: String) -> String {
            let name = String(sample.prefix { $0 != "{" })
            for ending in ["_bucket", "_sum", "_count"] where name.hasSuffix(ending) {
                let stem = String(name.dropLast(ending.count))
                if types[stem] == "histogram" { return stem }
            }
            return name
        }
    }

    private func stream(_ number: Int) -> CameraStatus.Stream {
        CameraStatus.Stream(
            state: .recording,
            code: "",
            reason: "",
            frames: 1000 + number,
            bytes: 5_000_000,
            bitsPerSecond: 4_000_000,
            lostPackets: 3,
            packetsLostAtCamera: 1,
            damagedUnits: 2,
            sessions: 4,
            remarks: [],
            lastFrameAt: SystemWorld.beginning + .milliseconds(500)
        )
    }

    private func camera(_ number: Int) -> RecorderFigures.Camera {
        var status = CameraStatus(state: .recording, code: "", reason: "", since: SystemWorld.beginning)
        status.main = stream(number)
        status.sub = stream(number)
        let tallier = RecordingTallier()
        tallier.note([
            .gap(
                .began(
                    ticket: 1,
                    start: SystemWorld.beginning,
                    end: SystemWorld.beginning + .seconds(3),
                    .lost,
                    detail: ""
                )
            )
        ])
        tallier.wrote(after: .milliseconds(800))
        tallier.wrote(after: .seconds(60))
        return .init(status: status, recorded: ["main": tallier.counts, "sub": tallier.counts])
    }

    private func world(cameras count: Int) async throws -> SystemWorld {
        let world = SystemWorld()
        var figures = RecorderFigures(heldBytes: 77, ringBytes: 1 << 30)
        for number in 0..<count {
            try await world.add("camera-\(number)", name: "Camera \(number)")
            figures.cameras["camera-\(number)"] = camera(number)
        }
        world.figures = figures
        return world
    }

    @Test func eachCameraIsCounted() async throws {
        let world = try await world(cameras: 2)
        try await world.add("off", name: "Off \"quoted\" \\ back\nline")
        let page = try await world.system.metrics(as: SystemWorld.administrator)
        await world.end()
        #expect(page.contentType.hasPrefix("text/plain; version=0.0.4"))
        let read = try Page(page.text)
        for sample in read.samples.keys { #expect(read.types[read.family(of: sample)] != nil, "\(sample)") }
        let main = "camera=\"camera-1\",stream=\"main\""
        let expected: [String: Double] = [
            "nightjar_build_info{swift=\"\(SwiftCompiler.version)\",version=\"1.2.3\"}": 1,
            "nightjar_camera_up{camera=\"camera-1\"}": 1,
            "nightjar_camera_up{camera=\"off\"}": 0,
            "nightjar_cameras{state=\"recording\"}": 2,
            "nightjar_cameras{state=\"disabled\"}": 1,
            "nightjar_camera_info{camera=\"off\",name=\"Off \\\"quoted\\\" \\\\ back\\nline\"}": 1,
            "nightjar_camera_frames_total{\(main)}": 1001,
            "nightjar_camera_bytes_total{\(main)}": 5_000_000,
            "nightjar_camera_lost_packets_total{\(main)}": 3,
            "nightjar_camera_damaged_units_total{\(main)}": 2,
            "nightjar_camera_sessions_total{\(main)}": 4,
            "nightjar_camera_last_frame_timestamp_seconds{\(main)}": 1_795_233_600.5,
            "nightjar_camera_gaps_total{\(main)}": 1,
            "nightjar_camera_gap_seconds_total{\(main)}": 3,
            "nightjar_camera_write_wait_seconds_bucket{\(main),le=\"0.75\"}": 0,
            "nightjar_camera_write_wait_seconds_bucket{\(main),le=\"1\"}": 1,
            "nightjar_camera_write_wait_seconds_bucket{\(main),le=\"+Inf\"}": 2,
            "nightjar_camera_write_wait_seconds_count{\(main)}": 2,
            "nightjar_ring_held_bytes": 77,
            "nightjar_jobs{state=\"running\"}": 0,
            "nightjar_recording_interrupted": 0,
            "process_start_time_seconds": 1_795_233_600,
        ]
        for (name, value) in expected { #expect(read.samples[name] == value, "\(name)") }
    }

    @Test func theFormatIsTheOneThatIsAskedFor() async throws {
        let world = try await world(cameras: 1)
        let page = try await world.system.metrics(
            as: SystemWorld.administrator,
            accepting: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"
        )
        await world.end()
        #expect(page.contentType.hasPrefix("application/openmetrics-text") && page.text.hasSuffix("# EOF\n"))
    }

    @Test func othersAddTheirsAndCannotBreakThePage() async throws {
        let world = try await world(cameras: 0)
        let requests = try MetricFamily(.counter, "nightjar_http_requests_total", help: "Requests.", value: 12)
        let taken = try MetricFamily(.gauge, "nightjar_problems", help: "Another.", value: 99)
        world.system.addMetrics { [taken, requests] }
        world.tell(problems: ["one"])
        let read = try Page(try await world.system.metrics(as: SystemWorld.administrator).text)
        await world.end()
        #expect(read.samples["nightjar_http_requests_total"] == 12)
        #expect(read.samples["nightjar_problems"] == 1)
    }

    @Test func twoHundredCameras() async throws {
        let world = try await world(cameras: 200)
        _ = try await world.system.metrics(as: SystemWorld.administrator)
        let clock = ContinuousClock()
        let start = clock.now
        let page = try await world.system.metrics(as: SystemWorld.administrator)
        print("a page of 200 cameras: \(clock.now - start), \(page.bytes.count) bytes")
        await world.end()
        #expect(try Page(page.text).samples.count > 200 * 30)
        #expect(page.bytes.count < 2 << 20)
    }
}
