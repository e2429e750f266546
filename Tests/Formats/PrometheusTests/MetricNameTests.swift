import Testing

@testable import Prometheus

struct MetricNameTests {
    @Test(arguments: [
        (MetricFamily.Kind.counter, "nightjar_stream_received_bytes_total"),
        (.counter, "nightjar_recording_gap_seconds_total"), (.counter, "nightjar_rtp_packets_lost_total"),
        (.gauge, "nightjar_camera_up"), (.gauge, "nightjar_storage_free_bytes"), (.gauge, "nightjar_build_info"),
        (.gauge, "nightjar_recording_coverage_ratio"), (.gauge, "nightjar_stream_last_frame_timestamp_seconds"),
        (.gauge, "process_cpu_cores"), (.histogram, "nightjar_fsync_seconds"), (.histogram, "nightjar_h264_x_bytes"),
    ]) func goodNames(kind: MetricFamily.Kind, name: String) throws {
        #expect(try MetricFamily(kind, name, help: "Something.").name == name)
    }

    @Test(arguments: [
        "", "9nightjar_x", "nightjar x", "nightjar-x", "nightjar:x_total", "Nightjar_x", "nightjär_x", "_nightjar_x",
        "nightjar_x\n", "nightjar_x{}", "\u{301}a_b", String(repeating: "a_", count: 100) + "b",
    ]) func malformedNames(name: String) {
        #expect(throws: MetricError.badName(name)) { try MetricFamily(.gauge, name, help: "Something.") }
    }

    @Test(arguments: [
        (MetricFamily.Kind.counter, "nightjar_frames"), (.gauge, "nightjar_frames_total"), (.gauge, "up"),
        (.histogram, "nightjar_latency_total"), (.gauge, "nightjar_frames_count"), (.gauge, "nightjar_wait_sum"),
        (.gauge, "nightjar_x_bucket"), (.gauge, "nightjar_latency_milliseconds"), (.gauge, "nightjar_latency_ms"),
        (.counter, "nightjar_received_kilobytes_total"), (.gauge, "nightjar_cpu_percent"), (.gauge, "nightjar__up"),
        (.gauge, "nightjar_up_"), (.gauge, "nightjar_frames_gauge"), (.counter, "nightjar_total_frames_total"),
        (.counter, "nightjar_build_info_total"), (.gauge, "nightjar_uptime_days"), (.gauge, "nightjar_created_created"),
    ]) func unconventionalNames(kind: MetricFamily.Kind, name: String) {
        let error = #expect(throws: MetricError.self) { try MetricFamily(kind, name, help: "Something.") }
        guard case .unconventionalName(name, let advice) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!advice.isEmpty)
    }

    @Test(arguments: ["", " ", "\n\t"]) func helpIsNeeded(help: String) {
        #expect(throws: MetricError.noHelp("nightjar_x")) { try MetricFamily(.gauge, "nightjar_x", help: help) }
    }

    @Test(arguments: ["", "__name__", "__x", "le", "quantile", "1a", "a-b", "a b", "ä", "a\""])
    func badLabels(name: String) throws {
        var family = try MetricFamily(.gauge, "nightjar_x", help: "Something.")
        #expect(throws: MetricError.badLabel(name, metric: "nightjar_x")) {
            try family.add(1, labels: [.init("camera", "x"), .init(name, "y")])
        }
        #expect(family.samples.isEmpty)
    }

    @Test func aLabelComesOnce() throws {
        var family = try MetricFamily(.gauge, "nightjar_x", help: "Something.")
        #expect(throws: MetricError.repeatedLabel("b", metric: "nightjar_x")) {
            try family.add(1, labels: [.init("b", "x"), .init("a", "x"), .init("b", "y")])
        }
    }

    @Test(arguments: [-1, -Double.infinity, .infinity, .nan]) func countersAreNumbersThatRise(value: Double) throws {
        var counter = try MetricFamily(.counter, "nightjar_x_total", help: "Something.")
        #expect(throws: MetricError.badValue(metric: "nightjar_x_total")) { try counter.add(value) }
        var gauge = try MetricFamily(.gauge, "nightjar_x", help: "Something.")
        try gauge.add(value)
    }

    @Test(arguments: [[1.0, 1], [2, 1], [.infinity], [.nan], (0...100).map { Double($0) }])
    func bucketsRise(bounds: [Double]) throws {
        var family = try MetricFamily(.histogram, "nightjar_x_seconds", help: "Something.")
        #expect(throws: MetricError.badBuckets(metric: "nightjar_x_seconds")) {
            try family.add(MetricHistogram(bounds: bounds))
        }
    }

    @Test func countsFitTheirBuckets() throws {
        var family = try MetricFamily(.histogram, "nightjar_x_seconds", help: "Something.")
        #expect(throws: MetricError.badBuckets(metric: "nightjar_x_seconds")) {
            try family.add(MetricHistogram(bounds: [1], counts: [1], sum: 0))
        }
        #expect(throws: MetricError.badValue(metric: "nightjar_x_seconds")) {
            try family.add(MetricHistogram(bounds: [1], counts: [1, 2], sum: .nan))
        }
        #expect(throws: MetricError.wrongKind(metric: "nightjar_x_seconds")) { try family.add(1) }
        try family.add(MetricHistogram(bounds: [], counts: [2], sum: 3))
        var gauge = try MetricFamily(.gauge, "nightjar_x", help: "Something.")
        #expect(throws: MetricError.wrongKind(metric: "nightjar_x")) { try gauge.add(MetricHistogram(bounds: [])) }
        var broken = MetricHistogram(bounds: [1, 2], counts: [], sum: 0)
        broken.observe(1)
        #expect(broken.count == 0)
    }

    @Test func everyErrorIsASentenceWithTheName() {
        let errors: [MetricError] = [
            .badName("x!"), .unconventionalName("x!", advice: "so"), .noHelp("x!"), .badLabel("l", metric: "x!"),
            .repeatedLabel("l", metric: "x!"), .repeatedSample(metric: "x!", labels: ""), .repeatedFamily("x!"),
            .badValue(metric: "x!"), .badBuckets(metric: "x!"), .wrongKind(metric: "x!"),
        ]
        for error in errors { #expect(error.description.contains("x!")) }
    }
}
