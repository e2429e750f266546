import Catalog
import Foundation
import Logging
import Media
import Recording

/// What joining recordings has come to, as the catalogue keeps it beside the settings, so that its counters go on where they
/// were when the recorder starts again.
struct KeptMergeReport: Codable, Hashable, Sendable {
    static let key = "merging.report"

    var passes: Int
    var total: MergeReport.Tally
    var last: MergeReport.Tally
    /// Nanoseconds since 1970.
    var began: Int64?
    var ended: Int64?
    var failure: String?

    init(_ report: MergeReport) {
        passes = report.passes
        total = report.total
        last = report.last
        began = report.lastBeganAt?.nanoseconds
        ended = report.lastEndedAt?.nanoseconds
        failure = report.lastFailure
    }

    var report: MergeReport {
        var report = MergeReport()
        report.passes = passes
        report.total = total
        report.last = last
        report.lastBeganAt = began.map { WallTime(nanoseconds: $0) }
        report.lastEndedAt = ended.map { WallTime(nanoseconds: $0) }
        report.lastFailure = failure
        return report
    }

    /// What was kept; nothing where nothing was, or where it is not what ``keep(_:in:_:)`` writes.
    static func read(_ catalog: any Catalog) async throws(CatalogError) -> MergeReport {
        guard let text = try await catalog.setting(key) else { return MergeReport() }
        return (try? JSONDecoder().decode(Self.self, from: Data(text.utf8)))?.report ?? MergeReport()
    }

    /// Recordings are joined also where it cannot be kept.
    static func keep(_ report: MergeReport, in catalog: any Catalog, _ logger: Logger) async {
        do {
            let text = String(decoding: try JSONEncoder().encode(Self(report)), as: UTF8.self)
            try await catalog.changeSettings([key: text])
        } catch {
            logger.warning("the counters of joined recordings are not kept", metadata: ["reason": "\(error)"])
        }
    }
}
