import Media

/// The two texts that Prometheus reads.
package enum ExpositionFormat: Sendable, CaseIterable {
    /// Prometheus' own text format, version 0.0.4.
    case plain
    /// OpenMetrics 1.0.0.
    case openMetrics

    package var contentType: String {
        switch self {
        case .plain: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What a client prefers that sent this `Accept` (RFC 9110 §12.5.1): the plain format unless it puts OpenMetrics
    /// first.
    package init(accepting accept: String?) {
        var best = (openMetrics: 0.0, plain: 0.0)
        for range in Substring(accept ?? "").fields(separatedBy: ",").prefix(32) {
            let parts = range.fields(separatedBy: ";")
            let quality = parts.dropFirst().lazy.compactMap(Self.quality).first ?? 1
            guard let type = parts.first else { continue }
            if type.isASCII("application/openmetrics-text") {
                best.openMetrics = max(best.openMetrics, quality)
            } else if type.isASCII("text/plain") {
                best.plain = max(best.plain, quality)
            }
        }
        self = best.openMetrics > 0 && best.openMetrics >= best.plain ? .openMetrics : .plain
    }

    private static func quality(_ parameter: Substring) -> Double? {
        let (name, value) = parameter.cut(at: "=")
        guard name.isASCII("q"), let value, let number = Double(value), (0...1).contains(number) else { return nil }
        return number
    }
}
