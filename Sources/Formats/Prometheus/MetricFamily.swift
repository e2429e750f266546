/// All samples of one metric, with the sentence that explains it.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Only rises, from 0 at the start of the program; its name ends with `_total`.
        case counter
        /// Rises and falls.
        case gauge
        /// Observations by size.
        case histogram
    }

    enum Value: Sendable {
        case number(Double)
        case histogram(MetricHistogram)
    }

    package let name: String
    package let kind: Kind
    /// One sentence for people.
    package let help: String
    /// By the labels as they are written, so that each set comes once and the order is always the same. Bytes, since
    /// two texts of different bytes can be one `String`, but are two labels.
    private(set) var samples: [[UInt8]: Value] = [:]

    /// - Parameters:
    ///   - name: lower case words with underscores; the program's name first, the base unit last (seconds, bytes,
    ///     ratio), and then `_total` for a counter.
    ///   - help: one sentence for people.
    package init(_ kind: Kind, _ name: String, help: String) throws(MetricError) {
        try MetricName.check(name, kind: kind)
        guard help.utf8.contains(where: { $0 > UInt8(ascii: " ") }) else { throw .noHelp(name) }
        self.kind = kind
        self.name = name
        self.help = help
    }

    /// A counter or gauge with one sample without labels.
    package init(_ kind: Kind, _ name: String, help: String, value: Double) throws(MetricError) {
        try self.init(kind, name, help: help)
        try add(value)
    }

    /// One sample of a counter or a gauge. Above 2^53 whole numbers lose their last digits, as they do at the reader.
    package mutating func add(_ value: Double, labels: [MetricLabel] = []) throws(MetricError) {
        switch kind {
        case .counter: guard value.isFinite, value >= 0 else { throw .badValue(metric: name) }
        case .gauge: break
        case .histogram: throw .wrongKind(metric: name)
        }
        try add(.number(value), labels)
    }

    /// One sample of a histogram.
    package mutating func add(_ value: MetricHistogram, labels: [MetricLabel] = []) throws(MetricError) {
        guard kind == .histogram else { throw .wrongKind(metric: name) }
        guard value.isWellFormed else { throw .badBuckets(metric: name) }
        guard !value.sum.isNaN else { throw .badValue(metric: name) }
        try add(.histogram(value), labels)
    }

    private mutating func add(_ value: Value, _ labels: [MetricLabel]) throws(MetricError) {
        let sorted = labels.sorted { $0.name < $1.name }
        for label in sorted where !label.isWellNamed { throw .badLabel(label.name, metric: name) }
        for (label, next) in zip(sorted, sorted.dropFirst()) where label.name == next.name {
            throw .repeatedLabel(label.name, metric: name)
        }
        let key = sorted.map(\.text).joined(separator: ",")
        guard samples.updateValue(value, forKey: Array(key.utf8)) == nil else {
            throw .repeatedSample(metric: name, labels: key)
        }
    }
}
