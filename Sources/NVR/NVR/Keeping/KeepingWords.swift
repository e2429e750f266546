import Catalog
import Media
import Retention

/// What is said of keeping recordings, to people.
enum KeepingWords {
    static let reasons = DeletionReason.allCases.map(\.rawValue)

    static func sentence(of shortfall: Shortfall) -> String {
        let more = "\(size(shortfall.bytes)) more would have to go"
        let rest =
            "and nothing is left that may be deleted: the rest is protected, is being written, or is not Nightjar's."
        return switch shortfall.reason {
        case .age: ""
        case .cameraQuota:
            "The recordings of \(shortfall.place) take more room than its quota: \(more), \(rest)"
        case .volumeLimit:
            "The recordings and kept snapshots on the volume \(shortfall.place) take more room than they may: \(more), \(rest) "
                + "Snapshots do not go for it."
        case .totalLimit: "All recordings together take more room than they may: \(more), \(rest)"
        case .freeSpace:
            "Too little of the volume \(shortfall.place) is free: \(more), \(rest) What was recorded in the last hour is "
                + "spared until there is no room at all."
        }
    }

    /// What will have to go before its time, volumes before cameras.
    static func warnings(_ report: KeeperReport) -> [String] {
        report.forecasts.keys.sorted().compactMap { warning(ofVolume: $0, report) }
            + report.warnedCameras.sorted().map { warning(ofQuotaOf: $0.text) }
    }

    static func warning(ofVolume name: String, _ report: KeeperReport) -> String? {
        report.warned.contains(name) ? report.forecasts[name].map(warning) : nil
    }

    private static func warning(_ forecast: VolumeForecast) -> String {
        let advice = "Add room, record less, or keep for less time."
        guard forecast.isTooSmall else {
            return
                "Within a day recordings on the volume \(forecast.volume) are deleted before their time to make room: there is too "
                + "little for all that is kept longer than the rest, as recordings of events or with days of their own. \(advice)"
        }
        let holds = forecast.days.map { days($0) } ?? "fewer days"
        let promised = forecast.promisedDays.map { days($0) } ?? "more"
        return
            "The volume \(forecast.volume) holds \(holds) of recordings at the present rate, and \(promised) are to be "
            + "kept: the oldest are deleted before their time when it is full. \(advice)"
    }

    private static func warning(ofQuotaOf camera: String) -> String {
        "The quota of the camera \(camera) is too small for the time that its recordings are to be kept: within a day some are "
            + "deleted before it is over. Give it more room, record less, or keep for less time."
    }

    static func days(_ days: Double) -> String {
        let tenths = Int64(min(max(0, days), 1e9) * 10)
        return "\(tenths / 10).\(tenths % 10) days"
    }

    static func size(_ bytes: Int64) -> String {
        let megabytes = bytes / 1_000_000
        return megabytes >= 10_000 ? "\(megabytes / 1000) GB" : megabytes > 0 ? "\(megabytes) MB" : "\(bytes) bytes"
    }
}
