/// Writes families of samples as lines.
struct ExpositionWriter {
    private let format: ExpositionFormat
    private var text: [UInt8] = []

    init(_ format: ExpositionFormat) { self.format = format }

    mutating func write(_ family: MetricFamily) {
        writeHead(of: family)
        for (key, value) in family.samples.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = String(decoding: key, as: UTF8.self)
            switch value {
            case .number(let number): writeSample(family.name, labels, Self.text(of: number))
            case .histogram(let histogram): write(histogram, name: family.name, labels)
            }
        }
    }

    mutating func finish() -> [UInt8] {
        if format == .openMetrics { line("# EOF") }
        return text
    }

    private mutating func writeHead(of family: MetricFamily) {
        var name = family.name
        if format == .openMetrics {
            name = MetricName.stem(of: name)
            line("# TYPE \(name) \(family.kind.rawValue)")
            if let unit = MetricName.unit(of: name) { line("# UNIT \(name) \(unit)") }
            line("# HELP \(name) \(MetricLabel.escaped(family.help, quotes: true))")
        } else {
            line("# HELP \(name) \(MetricLabel.escaped(family.help, quotes: false))")
            line("# TYPE \(name) \(family.kind.rawValue)")
        }
    }

    private mutating func write(_ histogram: MetricHistogram, name: String, _ labels: String) {
        let before = labels.isEmpty ? "" : "\(labels),"
        var count: UInt64 = 0
        for (bound, bucket) in zip(histogram.bounds, histogram.counts) {
            count &+= bucket
            writeSample("\(name)_bucket", "\(before)le=\"\(bucketText(of: bound))\"", String(count))
        }
        writeSample("\(name)_bucket", "\(before)le=\"+Inf\"", String(histogram.count))
        writeSample("\(name)_sum", labels, Self.text(of: histogram.sum))
        writeSample("\(name)_count", labels, String(histogram.count))
    }

    private mutating func writeSample(_ name: String, _ labels: String, _ value: String) {
        line(labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels)} \(value)")
    }

    private mutating func line(_ line: String) {
        text += line.utf8
        text.append(UInt8(ascii: "\n"))
    }

    /// OpenMetrics asks for "1.0" where the plain format has always said "1".
    private func bucketText(of bound: Double) -> String {
        format == .openMetrics ? "\(bound)" : Self.text(of: bound)
    }

    /// As Go's `ParseFloat` reads it, the shortest that gives the same number again.
    static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        // 2^53: beyond it not every whole number is one of these.
        if abs(number) <= 9_007_199_254_740_992, Double(Int64(number)) == number {
            return String(Int64(number))
        }
        return "\(number)"
    }
}
