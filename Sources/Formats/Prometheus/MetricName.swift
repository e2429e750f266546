/// What a metric's name must be like: the data model of Prometheus, and its "Metric and label naming".
enum MetricName {
    static let longest = 200

    /// Units that a name may end with, before `_total`. OpenMetrics says them in a line of their own.
    static let units: Set<String> = [
        "seconds", "bytes", "ratio", "celsius", "meters", "volts", "amperes", "joules", "grams", "hertz",
    ]

    /// What people write, and what they should have written.
    private static let betterUnits: [String: String] = [
        "nanoseconds": "seconds", "microseconds": "seconds", "milliseconds": "seconds", "minutes": "seconds",
        "hours": "seconds", "days": "seconds", "ns": "seconds", "us": "seconds", "ms": "seconds", "sec": "seconds",
        "secs": "seconds", "second": "seconds", "duration": "seconds",
        "bits": "bytes", "kilobytes": "bytes", "megabytes": "bytes", "gigabytes": "bytes", "kibibytes": "bytes",
        "mebibytes": "bytes", "gibibytes": "bytes", "kb": "bytes", "mb": "bytes", "gb": "bytes", "kib": "bytes",
        "mib": "bytes", "gib": "bytes", "byte": "bytes", "bps": "bytes and a counter", "kbps": "bytes and a counter",
        "percent": "ratio, of 0 to 1", "percentage": "ratio, of 0 to 1", "fahrenheit": "celsius",
    ]

    /// Words that belong to the names that histograms, summaries and counters write.
    private static let reservedEndings = ["_bucket", "_count", "_sum", "_created"]
    private static let kinds: Set<String> = ["counter", "gauge", "histogram", "summary", "metric"]

    static func check(_ name: String, kind: MetricFamily.Kind) throws(MetricError) {
        guard isWellFormed(name) else { throw .badName(name) }
        func refuse(_ advice: String) -> MetricError { .unconventionalName(name, advice: advice) }
        let words = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard words.count > 1 else { throw refuse("it begins with the program's name and an underscore") }
        guard !words.contains("") else { throw refuse("one underscore parts two words, and none ends a name") }
        if let ending = reservedEndings.first(where: { name.hasSuffix($0) }) {
            throw refuse("\(ending) is kept for what histograms write")
        }
        if let word = words.first(where: { kinds.contains($0) }) {
            throw refuse("its kind is said elsewhere, so that \(word) is left out")
        }
        let isTotal = words.last == "total"
        guard isTotal == (kind == .counter) else {
            throw refuse(kind == .counter ? "a counter ends with _total" : "_total is for counters alone")
        }
        let unit = words[words.count - (isTotal ? 2 : 1)]
        // "Duration" alone says no unit; in the middle of a name it is a word as any other.
        if let better = betterUnits[unit] { throw refuse("its base unit is \(better), not \(unit)") }
        if isTotal, words.dropLast().contains("total") { throw refuse("total is said once") }
        if unit == "info", kind != .gauge { throw refuse("_info is for gauges alone") }
    }

    /// The unit that a name says; nil where it says none.
    static func unit(of name: String) -> String? {
        let stem = stem(of: name)
        let last = stem.utf8.lastIndex(of: UInt8(ascii: "_")).map { stem[stem.index(after: $0)...] } ?? Substring(stem)
        return units.contains(String(last)) ? String(last) : nil
    }

    /// A counter's name without `_total`, as OpenMetrics names its family.
    static func stem(of name: String) -> String { name.hasSuffix("_total") ? String(name.dropLast(6)) : name }

    private static func isWellFormed(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= longest else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        // Colons are kept for the rules of whoever watches, and capitals for nobody.
        return letters.contains(first)
            && name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    }
}
