import Ingest
import Logging
import Media
import Stream

/// Pulls a stream for a short time, in the way in which it would be recorded, and says what came of it.
struct CameraTester: Sendable {
    /// Whatever the camera does, a test lasts no longer, besides the goodbye.
    static let longest: Duration = .seconds(15)
    /// A group of pictures of a camera with a high rate is far smaller.
    private static let ringBytes = 16 << 20

    let hosts: CameraHosts
    let loop: IngestLoop
    let time: any TimeSource
    let logger: Logger
    var longest = Self.longest

    /// In a session of its own, which has ended in good order when this returns.
    func test(_ wanted: CameraTestSource) async -> CameraTestReport {
        let began = time.monotonic
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let ring = StreamRing(limits: .init(bytes: Self.ringBytes))
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) { wake.yield() }
        let ingest = StreamIngest(
            source: wanted.source,
            ring: ring,
            loop: loop,
            hosts: hosts,
            time: time,
            logger: logger,
            changed: { wake.yield() }
        )
        var meter = CameraTestMeter()
        var status = ingest.status
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await ingest.run() }
            group.addTask {
                // Cut short only by being cancelled, when the test is over.
                try? await Task.sleep(for: longest)
                wake.finish()
            }
            await Self.read(reader, wakes, into: &meter) {
                status = ingest.status
                return status.state == .waiting
            }
            status = ingest.status
            group.cancelAll()
        }
        var report = report(meter, ingest.statistics, began: began)
        let timing = ingest.timing
        report.connecting = timing?.connecting
        report.roundTrip = timing?.roundTrip
        report.firstPacket = timing?.firstPacket
        if let timing, let first = meter.firstPicture {
            let picture = first - timing.began
            report.firstPicture = picture
            // That packets have come is noted after the read that brought them, a picture is dated before it.
            report.firstPacket = report.firstPacket.map { min($0, picture) }
        }
        report.fault = meter.isComplete && meter.hasPictures ? nil : fault(status, meter, timing)
        report.remarks += remarks(wanted, report)
        return report
    }

    /// Of a stream that is taken in already: the camera is not asked for another.
    func test(_ ring: StreamRing, _ ingest: StreamIngest) async -> CameraTestReport {
        let began = time.monotonic
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reader = ring.makeReader(keeps: true, waking: .everyUnit) { wake.yield() }
        wake.yield()
        var meter = CameraTestMeter()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cut short only by being cancelled, when the test is over.
                try? await Task.sleep(for: longest)
                wake.finish()
            }
            await Self.read(reader, wakes, into: &meter) { ingest.status.state != .streaming }
            group.cancelAll()
        }
        var report = report(meter, ingest.statistics, began: began)
        report.isOfRunningStream = true
        report.fault = meter.isComplete && meter.hasPictures ? nil : fault(ingest.status, meter, ingest.timing)
        return report
    }

    /// Reads until all is known, the wakes end, or `isOver`.
    private static func read(
        _ reader: StreamReader,
        _ wakes: AsyncStream<Void>,
        into meter: inout CameraTestMeter,
        _ isOver: () -> Bool
    ) async {
        var items: [StreamItem] = []
        for await _ in wakes {
            var hasMore = true
            while hasMore {
                items.removeAll(keepingCapacity: true)
                hasMore = await reader.read(limit: 256, into: &items)
                for item in items { meter.take(item) }
            }
            if meter.isComplete || isOver() { return }
        }
    }

    private func report(
        _ meter: CameraTestMeter,
        _ statistics: IngestStatistics,
        began: MonotonicTime
    ) -> CameraTestReport {
        CameraTestReport(
            tracks: meter.reports,
            transport: statistics.transport,
            isOfRunningStream: false,
            duration: time.monotonic - began,
            lostPackets: statistics.lostPackets,
            damagedUnits: statistics.damagedUnits,
            remarks: statistics.remarks
        )
    }

    private func fault(
        _ status: IngestStatus,
        _ meter: CameraTestMeter,
        _ timing: SessionTiming?
    ) -> CameraTestReport.Fault? {
        if status.state == .waiting || status.state == .stopped {
            return .init(code: (status.fault ?? .connectionLost).rawValue, sentence: status.reason)
        }
        // Few pictures, but they come: a camera that sends one in several seconds.
        if meter.hasPictures { return nil }
        let seconds = longest.components.seconds
        let (fault, sentence): (SourceFault, String) =
            if timing == nil {
                (.busy, "Another stream of this camera is just being connected: try again in a moment.")
            } else if timing?.roundTrip == nil {
                (.timeout, "The camera did not answer within \(seconds) s: check its address and its port.")
            } else if !meter.reports.isEmpty {
                (.noVideo, "The camera sends sound and no pictures: check the path of the address.")
            } else {
                (
                    .noVideo,
                    "No picture that can be shown came within \(seconds) s: set a shorter interval of I-frames in the "
                        + "camera, and try again."
                )
            }
        return .init(code: fault.rawValue, sentence: sentence)
    }

    private func remarks(_ wanted: CameraTestSource, _ report: CameraTestReport) -> [String] {
        var remarks: [String] = []
        if wanted.withheldPassword {
            remarks.append(
                "The kept password was not used, because the address is of another host or port: enter it again."
            )
        }
        if let interval = report.tracks.first?.keyFrameInterval, interval > 4.5 {
            let seconds = Int(interval.rounded())
            remarks.append(
                "A key frame comes only every \(seconds) s: recordings can begin, and be played, from there only."
            )
        }
        return remarks
    }
}
