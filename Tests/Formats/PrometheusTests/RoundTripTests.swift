import TestKit
import Testing

@testable import Prometheus

/// Whatever is written, a reader that takes the formats' documents at their word gets back.
struct RoundTripTests {
    private struct Source {
        var generator: SeededGenerator

        mutating func text(upTo count: Int) -> String {
            let alphabet = Array("ab\\\"\n\r\t ,={}#é\u{301}😀\0nx".unicodeScalars)
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...count, using: &generator) {
                text.append(alphabet[Int.random(in: alphabet.indices, using: &generator)])
            }
            return String(text)
        }

        mutating func number() -> Double {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: Double(Int.random(in: 0...1000, using: &generator))
            case 1: Double.random(in: 0...1, using: &generator)
            case 2: Double(UInt64.random(in: 0 ... .max, using: &generator))
            default: abs(Double(bitPattern: .random(in: 0..<0x7FE0_0000_0000_0000, using: &generator)))
            }
        }

        mutating func labels() -> [MetricLabel] {
            ["camera", "Stream_2", "_x", "reason"].shuffled(using: &generator)
                .prefix(Int.random(in: 0...4, using: &generator)).map { MetricLabel($0, text(upTo: 12)) }
        }

        mutating func histogram() -> MetricHistogram {
            let bounds = Set((0..<Int.random(in: 0...5, using: &generator)).map { _ in number() }).sorted()
            var histogram = MetricHistogram(bounds: bounds)
            for _ in 0..<Int.random(in: 0...20, using: &generator) { histogram.observe(number() / 2) }
            return histogram
        }
    }

    @Test(arguments: UInt64(0)..<200) func everythingComesBack(seed: UInt64) throws {
        var source = Source(generator: SeededGenerator(seed: seed))
        var exposition = Exposition()
        var written: [String: MetricFamily] = [:]
        let names: [(MetricFamily.Kind, String)] = [
            (.counter, "nightjar_a_bytes_total"), (.gauge, "nightjar_b"), (.histogram, "nightjar_c_seconds"),
        ]
        for (kind, name) in names.shuffled(using: &source.generator) {
            var family = try MetricFamily(kind, name, help: "x" + source.text(upTo: 20))
            for _ in 0..<Int.random(in: 0...4, using: &source.generator) {
                do throws(MetricError) {
                    if kind == .histogram {
                        try family.add(source.histogram(), labels: source.labels())
                    } else {
                        try family.add(source.number(), labels: source.labels())
                    }
                } catch {
                    guard case .repeatedSample = error else { throw error }
                }
            }
            try exposition.add(family)
            if !family.samples.isEmpty { written[name] = family }
        }
        for format in ExpositionFormat.allCases {
            let families = try StrictReader.read(exposition.bytes(format), openMetrics: format == .openMetrics)
            #expect(families.map(\.name) == families.map(\.name).sorted())
            #expect(families.count == written.count)
            for family in families {
                let name = format == .openMetrics && family.type == "counter" ? family.name + "_total" : family.name
                try compare(family, #require(written[name]))
            }
        }
    }

    private func compare(_ read: StrictReader.Family, _ written: MetricFamily) throws {
        #expect(read.type == written.kind.rawValue)
        #expect(Array(read.help.utf8) == Array(written.help.utf8))
        for (key, value) in written.samples {
            let labels = { (sample: StrictReader.Sample) in
                sample.labels.filter { $0.key != Array("le".utf8) }
                    .map {
                        MetricLabel(String(decoding: $0.key, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
                    }
                    .sorted { $0.name < $1.name }.map(\.text).joined(separator: ",")
            }
            let samples = read.samples.filter { Array(labels($0).utf8) == key }
            switch value {
            case .number(let number):
                #expect(samples.map(\.number) == [number])
            case .histogram(let histogram):
                try compare(samples, histogram)
            }
        }
    }

    private func compare(_ samples: [StrictReader.Sample], _ histogram: MetricHistogram) throws {
        let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
        let bounds = buckets.map { $0.labels[Array("le".utf8)].map { String(decoding: $0, as: UTF8.self) } }
        #expect(bounds.last == "+Inf")
        #expect(bounds.dropLast().map { $0.flatMap(Double.init) } == histogram.bounds)
        var total: UInt64 = 0
        let counts = histogram.counts.map { count in
            total += count
            return Double(total)
        }
        #expect(buckets.map(\.number) == counts)
        #expect(samples.filter { $0.name.hasSuffix("_count") }.map(\.number) == [Double(histogram.count)])
        #expect(samples.filter { $0.name.hasSuffix("_sum") }.map(\.number) == [histogram.sum])
    }

    @Test func theReaderIsStrict() throws {
        let good = "# HELP a_x A.\n# TYPE a_x gauge\na_x{b=\"c\"} 1\n"
        #expect(try StrictReader.read(Array(good.utf8), openMetrics: false).count == 1)
        for bad in [
            "a_x 1\n", String(good.dropLast()), good + good, good + "a_x{b=\"c\"} 2\n", good + "a_y 1\n",
            good + "a_x{b=\"c\\q\"} 1\n", good + "a_x{b=\"c} 1\n", good + "a_x  1\n", good + "\n", good + "# EOF\n",
        ] {
            #expect(throws: StrictReader.Fault.self) { try StrictReader.read(Array(bad.utf8), openMetrics: false) }
        }
        #expect(throws: StrictReader.Fault.self) { try StrictReader.read(Array(good.utf8), openMetrics: true) }
    }
}
