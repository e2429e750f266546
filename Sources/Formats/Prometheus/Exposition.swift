/// What a program says of itself to Prometheus, as one text.
///
/// The same families give the same bytes, in whatever order they were added: families stand by name, samples by labels.
package struct Exposition: Sendable {
    /// By the name that a family has in OpenMetrics.
    private var families: [String: MetricFamily] = [:]

    package init() {}

    /// Families without samples may be added, and are left out of the text.
    package mutating func add(_ family: MetricFamily) throws(MetricError) {
        // A gauge and a counter may differ in nothing but `_total`, and then OpenMetrics could not tell them apart.
        let stem = MetricName.stem(of: family.name)
        guard families[stem] == nil else { throw .repeatedFamily(family.name) }
        families[stem] = family
    }

    /// The text in UTF-8.
    package func bytes(_ format: ExpositionFormat) -> [UInt8] {
        var writer = ExpositionWriter(format)
        for (_, family) in families.sorted(by: { $0.key < $1.key }) where !family.samples.isEmpty {
            writer.write(family)
        }
        return writer.finish()
    }
}
