package import Media
import Recording

/// What the last comparison of the catalogue with the disks has found.
package struct ConsistencyView: Sendable {
    package struct Kind: Hashable, Sendable {
        /// All words that `name` may be.
        package static let names = ConsistencyReport.Kind.allCases.map(\.rawValue)

        /// Short and stable: "missing", "shortened", "unknown".
        package var name: String
        package var count: Int
    }

    package var startedAt: WallTime
    /// Nil while it is at work.
    package var endedAt: WallTime?
    /// Whether what was found was mended, as far as it could be.
    package var repairs: Bool
    /// Of each kind that was found.
    package var found: [Kind]
    /// How much of that is in order now.
    package var mended: Int
    /// Each in a sentence, of the first hundred.
    package var findings: [String]

    /// What is not in order, as far as is known.
    package var remaining: Int { found.reduce(0) { $0 + $1.count } - mended }
}

extension ConsistencyView {
    init(_ report: ConsistencyReport, repairs: Bool, from start: WallTime, to end: WallTime) {
        self.init(
            startedAt: start,
            endedAt: end,
            repairs: repairs,
            found: ConsistencyReport.Kind.allCases.compactMap { kind in
                report.found[kind].map { Kind(name: kind.rawValue, count: $0) }
            },
            mended: report.mended,
            findings: report.sentences
        )
    }
}
