import Testing

@testable import Prometheus

struct ExpositionTests {
    private func text(_ families: [MetricFamily], _ format: ExpositionFormat = .plain) throws -> String {
        var exposition = Exposition()
        for family in families { try exposition.add(family) }
        return String(decoding: exposition.bytes(format), as: UTF8.self)
    }

    private func examples() throws -> [MetricFamily] {
        var received = try MetricFamily(.counter, "nightjar_stream_received_bytes_total", help: "Payload received.")
        try received.add(12, labels: [.init("stream", "main"), .init("camera", "yard")])
        try received.add(1.5e19, labels: [.init("camera", "door"), .init("stream", "main")])
        var writes = try MetricFamily(
            .histogram,
            "nightjar_segment_write_seconds",
            help: #"A "write" \ of"# + "\na disk."
        )
        var histogram = MetricHistogram(bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value) }
        try writes.add(histogram, labels: [.init("disk", "a\"b\\c\nd")])
        let uptime = try MetricFamily(.gauge, "nightjar_uptime_seconds", help: "Since the start.", value: 0.1)
        return [uptime, received, writes]
    }

    @Test func thePlainFormatIsAsItsDocumentSays() throws {
        #expect(
            try text(examples()) == #"""
                # HELP nightjar_segment_write_seconds A "write" \\ of\na disk.
                # TYPE nightjar_segment_write_seconds histogram
                nightjar_segment_write_seconds_bucket{disk="a\"b\\c\nd",le="0.1"} 2
                nightjar_segment_write_seconds_bucket{disk="a\"b\\c\nd",le="1"} 3
                nightjar_segment_write_seconds_bucket{disk="a\"b\\c\nd",le="+Inf"} 4
                nightjar_segment_write_seconds_sum{disk="a\"b\\c\nd"} 7.65
                nightjar_segment_write_seconds_count{disk="a\"b\\c\nd"} 4
                # HELP nightjar_stream_received_bytes_total Payload received.
                # TYPE nightjar_stream_received_bytes_total counter
                nightjar_stream_received_bytes_total{camera="door",stream="main"} 1.5e+19
                nightjar_stream_received_bytes_total{camera="yard",stream="main"} 12
                # HELP nightjar_uptime_seconds Since the start.
                # TYPE nightjar_uptime_seconds gauge
                nightjar_uptime_seconds 0.1

                """#
        )
    }

    @Test func openMetricsIsAsItsDocumentSays() throws {
        #expect(
            try text(examples(), .openMetrics) == #"""
                # TYPE nightjar_segment_write_seconds histogram
                # UNIT nightjar_segment_write_seconds seconds
                # HELP nightjar_segment_write_seconds A \"write\" \\ of\na disk.
                nightjar_segment_write_seconds_bucket{disk="a\"b\\c\nd",le="0.1"} 2
                nightjar_segment_write_seconds_bucket{disk="a\"b\\c\nd",le="1.0"} 3
                nightjar_segment_write_seconds_bucket{disk="a\"b\\c\nd",le="+Inf"} 4
                nightjar_segment_write_seconds_sum{disk="a\"b\\c\nd"} 7.65
                nightjar_segment_write_seconds_count{disk="a\"b\\c\nd"} 4
                # TYPE nightjar_stream_received_bytes counter
                # UNIT nightjar_stream_received_bytes bytes
                # HELP nightjar_stream_received_bytes Payload received.
                nightjar_stream_received_bytes_total{camera="door",stream="main"} 1.5e+19
                nightjar_stream_received_bytes_total{camera="yard",stream="main"} 12
                # TYPE nightjar_uptime_seconds gauge
                # UNIT nightjar_uptime_seconds seconds
                # HELP nightjar_uptime_seconds Since the start.
                nightjar_uptime_seconds 0.1
                # EOF

                """#
        )
    }

    @Test func theOrderOfAddingDoesNotMatter() throws {
        let families = try examples()
        #expect(try text(families) == text(families.reversed()))
    }

    @Test func familiesWithoutSamplesAreLeftOut() throws {
        #expect(try text([MetricFamily(.gauge, "nightjar_cameras", help: "Cameras.")]) == "")
        #expect(try text([MetricFamily(.gauge, "nightjar_cameras", help: "Cameras.")], .openMetrics) == "# EOF\n")
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.1, "0.1"), (1e-9, "1e-09"),
        (9_007_199_254_740_992, "9007199254740992"),
        (1e300, "1e+300"), (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"), (Double.nan, "NaN"),
    ]) func numbers(number: Double, expected: String) { #expect(ExpositionWriter.text(of: number) == expected) }

    @Test func whatIsThereTwiceIsRefused() throws {
        var exposition = Exposition()
        try exposition.add(MetricFamily(.counter, "nightjar_frames_total", help: "Frames."))
        #expect(throws: MetricError.repeatedFamily("nightjar_frames")) {
            try exposition.add(MetricFamily(.gauge, "nightjar_frames", help: "Frames."))
        }
        var family = try MetricFamily(.gauge, "nightjar_cameras", help: "Cameras.")
        try family.add(1, labels: [.init("a", "x"), .init("b", "y")])
        #expect(throws: MetricError.repeatedSample(metric: "nightjar_cameras", labels: #"a="x",b="y""#)) {
            try family.add(2, labels: [.init("b", "y"), .init("a", "x")])
        }
        // One character, but not the same bytes.
        try family.add(1, labels: [.init("a", "\u{E9}")])
        try family.add(1, labels: [.init("a", "e\u{301}")])
    }

    @Test(arguments: [
        (nil, ExpositionFormat.plain), ("", .plain), ("*/*", .plain), ("text/html", .plain),
        ("application/openmetrics-text", .openMetrics),
        (
            "application/openmetrics-text;version=1.0.0;q=0.6, text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            .openMetrics
        ),
        ("application/openmetrics-text;q=0.2,text/plain;q=0.9", .plain),
        ("Application/OpenMetrics-Text; q=0", .plain),
        ("application/openmetrics-text;q=nan,text/plain;q=0.5", .openMetrics),
    ]) func theClientChooses(accept: String?, expected: ExpositionFormat) {
        #expect(ExpositionFormat(accepting: accept) == expected)
    }
}
