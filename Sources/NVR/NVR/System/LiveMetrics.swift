import Live
import Prometheus

/// The figures of those who watch, on whatever way.
struct LiveMetrics: Sendable {
    let hub: LiveHub
    let hls: HLSDelivery
    let restreams: Restreams

    /// Empty only where the names below are none, which a test would tell.
    func families() async -> [MetricFamily] {
        let status = await restreams.status()
        var book = MetricBook()
        do throws(MetricError) {
            try addHub(to: &book)
            try addHLS(to: &book)
            try addRTSP(status, to: &book)
        } catch {
            return []
        }
        return book.families
    }

    private func addHub(to book: inout MetricBook) throws(MetricError) {
        try book.gauge("nightjar_live_viewers", "Viewers on every way but HLS.", Double(hub.viewers))
        try book.gauge(
            "nightjar_live_renditions",
            "Streams in one form that are made for them: once each, however many watch.",
            Double(hub.count)
        )
        try book.gauge("nightjar_live_held_bytes", "What is kept in memory for them.", Double(hub.heldBytes))
    }

    private func addHLS(to book: inout MetricBook) throws(MetricError) {
        let figures = hls.figures
        let gauges: [(String, String, Int)] = [
            ("streams", "Streams that are served by HLS, by container.", figures.streams),
            ("streams_limit", "The most that may be.", figures.mostStreams),
            ("segments", "Segments that are kept.", figures.segments),
            ("segment_bytes", "Their bytes.", figures.bytes),
            ("waiting_requests", "Requests that wait for what is to come.", figures.waiting),
        ]
        for (name, help, value) in gauges { try book.gauge("nightjar_hls_\(name)", help, Double(value)) }
        let counters: [(String, String, Int)] = [
            ("started", "Streams that were begun.", figures.started),
            ("stopped", "Streams that were ended.", figures.stopped),
            ("refused", "Requests that were refused because there were too many streams.", figures.refused),
        ]
        for (name, help, value) in counters {
            try book.counter("nightjar_hls_streams_\(name)_total", help, [(Double(value), [])])
        }
    }

    private func addRTSP(_ status: RestreamStatus, to book: inout MetricBook) throws(MetricError) {
        let gauges: [(String, String, Int)] = [
            ("up", "1 while the RTSP server listens.", status.isRunning ? 1 : 0),
            ("connections", "Connections of the RTSP server.", status.connections),
            ("viewers", "Clients that play.", status.viewers),
            ("streams", "Streams that are packetised now.", status.streams),
        ]
        for (name, help, value) in gauges { try book.gauge("nightjar_rtsp_server_\(name)", help, Double(value)) }
        try book.counter(
            "nightjar_rtsp_server_units_total",
            "Access units that were packetised: once each, however many watch.",
            [(Double(status.units), [])]
        )
        try book.counter(
            "nightjar_rtsp_server_units_left_out_total",
            "Access units that RTP has no words for.",
            [(Double(status.unitsLeftOut), [])]
        )
    }
}
