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
            "The recordings on the volume \(shortfall.place) take more room than they may: \(more), \(rest)"
        case .totalLimit: "All recordings together take more room than they may: \(more), \(rest)"
        case .freeSpace:
            "Too little of the volume \(shortfall.place) is free: \(more), \(rest) What was recorded in the last hour is "
                + "spared until there is no room at all."
        }
    }

    static func warning(_ forecast: VolumeForecast) -> String {
        let holds = forecast.days.map { days($0) } ?? "fewer days"
        let promised = forecast.promisedDays.map { days($0) } ?? "more"
        return
            "The volume \(forecast.volume) holds \(holds) of recordings at the present rate, and \(promised) are to be "
            + "kept: the oldest are deleted before their time when it is full. Add room, record less, or keep for less time."
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
