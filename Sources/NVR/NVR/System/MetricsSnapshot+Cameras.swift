import Media
import Prometheus
import Recording

extension MetricsSnapshot {
    private struct Stream {
        var status: CameraStatus.Stream
        var tally: RecordingTally?
        var labels: [MetricLabel]
    }

    private var streams: [Stream] {
        cameras.flatMap { camera in
            let status = camera.running?.status
            return [("main", status?.main), ("sub", status?.sub)].compactMap { name, stream in
                stream.map { stream in
                    Stream(
                        status: stream,
                        tally: camera.running?.recorded[name],
                        labels: [.init("camera", camera.id), .init("stream", name)]
                    )
                }
            }
        }
    }

    func addCameras(to book: inout MetricBook) throws(MetricError) {
        let states = cameras.map { $0.running?.status.state ?? .disabled }
        try book.gauge(
            "nightjar_cameras",
            "Cameras by how they stand.",
            CameraStatus.State.allCases.map { state in
                (Double(states.count { $0 == state }), [.init("state", state.rawValue)])
            }
        )
        try book.gauge(
            "nightjar_camera_info",
            "The name of a camera; always 1.",
            cameras.map { (1, [.init("camera", $0.id), .init("name", $0.name)]) }
        )
        var ups: [(Double, [MetricLabel])] = []
        for (camera, state) in zip(cameras, states) where state != .idle {
            ups.append((state == .recording || state == .watching ? 1 : 0, [MetricLabel("camera", camera.id)]))
        }
        try book.gauge(
            "nightjar_camera_up",
            "1 while a camera comes in, 0 of one that is switched off too; none of one that nobody wants now.",
            ups
        )
    }

    /// What came in, since the camera was taken up.
    func addStreams(to book: inout MetricBook) throws(MetricError) {
        let streams = self.streams
        let counters: [(String, String, (CameraStatus.Stream) -> Int)] = [
            ("frames", "Pictures that came.", { $0.frames }),
            ("bytes", "Payload of pictures and sounds that came.", { $0.bytes }),
            ("lost_packets", "Packets that are missing.", { $0.lostPackets }),
            ("damaged_units", "Pictures and sounds given up because a part is missing.", { $0.damagedUnits }),
            ("sessions", "Times that the stream was taken up; more than 1 are restarts.", { $0.sessions }),
        ]
        for (name, help, value) in counters {
            try book.counter(
                "nightjar_camera_\(name)_total",
                help,
                streams.map { (Double(max(0, value($0.status))), $0.labels) }
            )
        }
        try book.gauge(
            "nightjar_camera_last_frame_timestamp_seconds",
            "When the last picture came, in seconds since 1970.",
            streams.compactMap { stream in
                stream.status.lastFrameAt.map { (Double($0.nanoseconds) / 1e9, stream.labels) }
            }
        )
    }

    func addRecording(to book: inout MetricBook) throws(MetricError) {
        let tallies = streams.compactMap { stream in stream.tally.map { (tally: $0, labels: stream.labels) } }
        try book.counter(
            "nightjar_camera_gaps_total",
            "Gaps in what is recorded, with those that last.",
            tallies.map { (Double($0.tally.gaps), $0.labels) }
        )
        try book.counter(
            "nightjar_camera_gap_seconds_total",
            "Time without a recording, of gaps that are over.",
            tallies.map { ($0.tally.gapSeconds, $0.labels) }
        )
        try book.histogram(
            "nightjar_camera_write_wait_seconds",
            "How long the oldest picture of a fragment was in memory when the fragment was on its way to the disk.",
            tallies.map { entry in
                let histogram = MetricHistogram(
                    bounds: RecordingTally.waitBounds,
                    counts: entry.tally.waits,
                    sum: entry.tally.waitedSeconds
                )
                return (histogram, entry.labels)
            }
        )
    }
}
