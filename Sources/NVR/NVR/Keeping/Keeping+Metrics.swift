import Logging
import Prometheus
import Retention

extension Keeping {
    /// For the page of metrics.
    func metrics() -> [MetricFamily] {
        var book = MetricBook()
        let report = keeper.report
        do throws(MetricError) {
            try book.counter(
                "nightjar_recordings_deleted_total",
                "Recordings that were deleted by the rules, by reason.",
                DeletionReason.allCases.map {
                    (Double(report.deleted[$0]?.recordings ?? 0), [.init("reason", $0.rawValue)])
                }
            )
            try book.counter(
                "nightjar_recordings_deleted_bytes_total",
                "Bytes of recordings that were deleted by the rules, by reason.",
                DeletionReason.allCases.map { (Double(report.deleted[$0]?.bytes ?? 0), [.init("reason", $0.rawValue)]) }
            )
            try book.gauge(
                "nightjar_volume_days_held",
                "Days of recordings that a volume holds at the present rate.",
                report.forecasts.values.sorted { $0.volume < $1.volume }.compactMap { forecast in
                    forecast.days.map { ($0, [.init("volume", forecast.volume)]) }
                }
            )
        } catch {
            services.logger.debug("the metrics of keeping are left out", metadata: ["reason": "\(error)"])
        }
        return book.families
    }
}
