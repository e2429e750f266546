import Catalog
import Media
import Retention
import Stream

extension Keeping {
    /// Whole days that the trend of a volume is made of, at most.
    private static let trendDays = 7

    /// How each volume's room reaches by what came and went on the last whole days. Of a week that is not yet full the first day is
    /// left out: nobody knows whether it was whole.
    func volumeTrends(_ report: KeeperReport) async throws -> [String: StorageView.Trend] {
        let zone = LocalDays(settings.timeZone)
        let today = zone.midnight(notAfter: services.time.wall)
        var first = today
        for _ in 0..<Self.trendDays { first = zone.midnight(notAfter: first + .seconds(-3600)) }
        let found = try await services.catalog.storageDays(from: first, to: today, today: today)
        return Dictionary(grouping: found, by: \.volume).compactMapValues { days in
            Self.trend(days, report.forecasts[days[0].volume], now: services.time.wall)
        }
    }

    private static func trend(
        _ noted: [StorageDay],
        _ forecast: VolumeForecast?,
        now: WallTime
    ) -> StorageView.Trend? {
        var days = Set(noted.map(\.day)).sorted()
        if days.count < trendDays { days.removeFirst(min(1, days.count)) }
        guard let first = days.first else { return nil }
        let counted = noted.filter { $0.day >= first }
        let count = Double(days.count)
        let written = counted.reduce(0.0) { $0 + Double($1.written) } / count
        let growth = written - counted.reduce(0.0) { $0 + Double($1.deleted) } / count
        var trend = StorageView.Trend(
            days: days.count,
            writtenPerDay: Int64(min(max(0, written), 9e18)),
            growthPerDay: Int64(min(max(-9e18, growth), 9e18))
        )
        if written >= 1 { trend.holdsDays = forecast?.room.map { Double($0) / written } }
        if growth >= 1 {
            trend.fullAt = forecast?.headroom.map { now + .seconds(min(max(0, Double($0) / growth * 86_400), 1e9)) }
        }
        return trend
    }
}
