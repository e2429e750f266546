/// Reads the text formats as their documents say, and accepts nothing else: what was written must come back.
struct StrictReader {
    struct Sample: Hashable {
        var name: String
        var labels: [[UInt8]: [UInt8]]
        var value: String

        var number: Double? {
            switch value {
            case "+Inf": .infinity
            case "-Inf": -.infinity
            case "NaN": .nan
            default: Double(value)
            }
        }
    }

    struct Family {
        var name: String
        var type = ""
        var help = ""
        var unit = ""
        var samples: [Sample] = []
    }

    struct Fault: Error { var line: String }

    static func read(_ bytes: [UInt8], openMetrics: Bool) throws -> [Family] {
        var families: [Family] = []
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        guard lines.popLast() == [] else { throw Fault(line: "the last line has no end") }
        if openMetrics {
            guard lines.popLast() == Array("# EOF".utf8) else { throw Fault(line: "no # EOF") }
        }
        for line in lines {
            if line.starts(with: "# ".utf8) {
                try readComment(line, into: &families)
            } else {
                try readSample(line, into: &families, openMetrics: openMetrics)
            }
        }
        return families
    }

    private static func readComment(_ line: [UInt8], into families: inout [Family]) throws {
        let parts = line.split(separator: 32, maxSplits: 3).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 4 else { throw Fault(line: String(decoding: line, as: UTF8.self)) }
        if families.last?.name != parts[2] {
            guard !families.contains(where: { $0.name == parts[2] }) else { throw Fault(line: "\(parts[2]) again") }
            families.append(Family(name: parts[2]))
        }
        let index = families.count - 1
        guard families[index].samples.isEmpty else { throw Fault(line: "a comment behind samples") }
        switch parts[1] {
        case "HELP": families[index].help = try unescaped(Array(parts[3].utf8))
        case "TYPE": families[index].type = parts[3]
        case "UNIT": families[index].unit = parts[3]
        default: throw Fault(line: parts[1])
        }
    }

    private static func unescaped(_ bytes: [UInt8]) throws -> String {
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 1
                text.append(try unescape(bytes, index))
            } else {
                text.append(bytes[index])
            }
            index += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func unescape(_ bytes: [UInt8], _ index: Int) throws -> UInt8 {
        guard index < bytes.count else { throw Fault(line: "an escape of nothing") }
        switch bytes[index] {
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): return bytes[index]
        default: throw Fault(line: "an unknown escape")
        }
    }

    private static func readSample(_ line: [UInt8], into families: inout [Family], openMetrics: Bool) throws {
        var index = 0
        func isWord(_ byte: UInt8) -> Bool {
            (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte == 95
        }
        func word() throws -> [UInt8] {
            let start = index
            while index < line.count, isWord(line[index]) { index += 1 }
            guard index > start, !(48...57).contains(line[start]) else {
                throw Fault(line: String(decoding: line, as: UTF8.self))
            }
            return Array(line[start..<index])
        }
        func expect(_ character: Character) throws {
            guard index < line.count, line[index] == character.asciiValue else {
                throw Fault(line: "no \(character) at \(index) of \(String(decoding: line, as: UTF8.self))")
            }
            index += 1
        }
        let name = String(decoding: try word(), as: UTF8.self)
        var labels: [[UInt8]: [UInt8]] = [:]
        var order: [[UInt8]] = []
        if index < line.count, line[index] == UInt8(ascii: "{") {
            repeat {
                index += 1
                let label = try word()
                try expect("=")
                try expect("\"")
                var value: [UInt8] = []
                while index < line.count, line[index] != UInt8(ascii: "\"") {
                    if line[index] == UInt8(ascii: "\\") {
                        index += 1
                        value.append(try unescape(line, index))
                    } else {
                        value.append(line[index])
                    }
                    index += 1
                }
                try expect("\"")
                guard labels.updateValue(value, forKey: label) == nil else { throw Fault(line: "a label twice") }
                order.append(label)
            } while index < line.count && line[index] == UInt8(ascii: ",")
            try expect("}")
        }
        try expect(" ")
        let value = String(decoding: line[index...], as: UTF8.self)
        let sample = Sample(name: name, labels: labels, value: value)
        guard sample.number != nil, let last = families.indices.last else { throw Fault(line: value) }
        let family = families[last]
        let endings =
            switch family.type {
            case "counter": openMetrics ? ["_total"] : [""]
            case "gauge": [""]
            case "histogram": ["_bucket", "_sum", "_count"]
            default: [String]()
            }
        guard endings.contains(where: { family.name + $0 == name }) else { throw Fault(line: "\(name) is astray") }
        guard !family.samples.contains(where: { $0.name == name && $0.labels == labels }) else {
            throw Fault(line: "\(name) again with the same labels")
        }
        families[last].samples.append(sample)
    }
}
