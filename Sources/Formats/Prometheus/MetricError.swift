/// Why a metric cannot be written.
package enum MetricError: Error, Hashable, CustomStringConvertible {
    /// Not lower case letters, digits and underscores with a letter in front, or longer than 200 bytes.
    case badName(String)
    /// Against the naming conventions; `advice` says what to do.
    case unconventionalName(String, advice: String)
    /// A metric without a sentence that explains it.
    case noHelp(String)
    /// Not letters, digits and underscores, or reserved: names with two underscores in front, `le` and `quantile`.
    case badLabel(String, metric: String)
    /// Two labels of one sample have the same name.
    case repeatedLabel(String, metric: String)
    /// Two samples of one family have the same labels.
    case repeatedSample(metric: String, labels: String)
    /// Two families have the same name, or the names that they write would be the same.
    case repeatedFamily(String)
    /// A counter that is negative, infinite or not a number; or a histogram's sum that is no number.
    case badValue(metric: String)
    /// Bounds that do not rise, are not finite, or are not as many as the counts need.
    case badBuckets(metric: String)
    /// A histogram's value for a counter or a gauge, or the other way round.
    case wrongKind(metric: String)

    package var description: String {
        switch self {
        case .badName(let name):
            "\(name.debugDescription) cannot name a metric: it takes lower case letters, digits and underscores"
        case .unconventionalName(let name, let advice): "the metric \(name) is named against the conventions: \(advice)"
        case .noHelp(let name): "the metric \(name) has no sentence that explains it"
        case .badLabel(let label, let metric): "\(label.debugDescription) cannot name a label of \(metric)"
        case .repeatedLabel(let label, let metric): "a sample of \(metric) has the label \(label) twice"
        case .repeatedSample(let metric, let labels): "\(metric) has two samples with the labels {\(labels)}"
        case .repeatedFamily(let name): "the name of the metric \(name) is taken by another one"
        case .badValue(let metric): "a value of \(metric) is negative, infinite or no number"
        case .badBuckets(let metric): "the buckets of \(metric) do not rise, or are not as many as the counts"
        case .wrongKind(let metric): "\(metric) is given a value of another kind of metric"
        }
    }
}
