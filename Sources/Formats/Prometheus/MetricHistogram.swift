/// Counts of observations by size: how many took at most so long.
///
/// Make it with its bounds, `observe` into it, and add it to a ``MetricFamily``.
package struct MetricHistogram: Hashable, Sendable {
    /// The largest value that falls into each bucket, rising. Whatever is larger falls into a last bucket without
    /// bound.
    package let bounds: [Double]
    /// Observations of each bucket alone, one more than there are bounds.
    package private(set) var counts: [UInt64]
    package private(set) var sum: Double

    /// - Parameter bounds: at most 100, finite and rising; checked when the histogram is added to a family.
    package init(bounds: [Double]) {
        self.init(bounds: bounds, counts: [UInt64](repeating: 0, count: bounds.count + 1), sum: 0)
    }

    /// What was counted elsewhere: for each bucket alone, the last without bound.
    package init(bounds: [Double], counts: [UInt64], sum: Double) {
        self.bounds = bounds
        self.counts = counts
        self.sum = sum
    }

    /// A value that is no number is left out: it has no bucket.
    package mutating func observe(_ value: Double) {
        guard !value.isNaN, counts.count == bounds.count + 1 else { return }
        // Bounds are few, so looking at each is as quick as anything cleverer.
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] &+= 1
        sum += value
    }

    /// All observations.
    package var count: UInt64 { counts.reduce(0, &+) }

    static let mostBounds = 100

    var isWellFormed: Bool {
        bounds.count <= Self.mostBounds && counts.count == bounds.count + 1 && bounds.allSatisfy(\.isFinite)
            && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
    }
}
