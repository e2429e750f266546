import Prometheus

/// Collects families of metrics.
struct MetricBook {
    private(set) var families: [MetricFamily] = []

    mutating func counter(
        _ name: String,
        _ help: String,
        _ samples: [(Double, [MetricLabel])]
    ) throws(MetricError) {
        try add(.counter, name, help, samples)
    }

    mutating func gauge(_ name: String, _ help: String, _ samples: [(Double, [MetricLabel])]) throws(MetricError) {
        try add(.gauge, name, help, samples)
    }

    /// Nothing where there is no value.
    mutating func gauge(_ name: String, _ help: String, _ value: Double?) throws(MetricError) {
        guard let value else { return }
        try add(.gauge, name, help, [(value, [])])
    }

    mutating func histogram(
        _ name: String,
        _ help: String,
        _ samples: [(MetricHistogram, [MetricLabel])]
    ) throws(MetricError) {
        var family = try MetricFamily(.histogram, name, help: help)
        for (value, labels) in samples { try family.add(value, labels: labels) }
        families.append(family)
    }

    private mutating func add(
        _ kind: MetricFamily.Kind,
        _ name: String,
        _ help: String,
        _ samples: [(Double, [MetricLabel])]
    ) throws(MetricError) {
        var family = try MetricFamily(kind, name, help: help)
        for (value, labels) in samples { try family.add(value, labels: labels) }
        families.append(family)
    }
}
