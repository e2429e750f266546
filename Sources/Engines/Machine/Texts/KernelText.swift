import Media

// What the kernel and the system write for programs to read: numbers between blanks, lines, names with a colon. Nothing
// in here trusts that it is so: a text that is another gives nil or leaves something out.

extension Substring {
    /// The lines of a text, without their ends.
    var lines: [Substring] { utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) } }

    /// "    1768 kB" as bytes; a number without a unit is bytes already.
    var kernelBytes: UInt64? {
        let parts = words
        guard let first = parts.first, let number = UInt64(first) else { return nil }
        guard parts.count > 1 else { return number }
        guard parts[1].isASCII("kb") else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1024)
        return overflow ? nil : bytes
    }
}

extension UInt64 {
    /// The sum, or the largest number where it is larger.
    func clampedAdding(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// How much it has grown since `earlier`; 0 where it has fallen, as a counter does that began anew.
    func growth(since earlier: UInt64) -> UInt64 { self > earlier ? self - earlier : 0 }
}

/// Lines of a name, a colon and a value, such as `/proc/meminfo`.
struct ColonLines {
    private var values: [Substring: Substring] = [:]

    init(_ text: String) {
        for line in Substring(text).lines.prefix(1000) {
            let (name, value) = line.cut(at: ":")
            // The first counts: `/proc/cpuinfo` says the same of each processor.
            if let value, values[name] == nil { values[name] = value }
        }
    }

    func text(_ name: Substring) -> Substring? { values[name] }

    func bytes(_ name: Substring) -> UInt64? { values[name]?.kernelBytes }

    func number(_ name: Substring) -> UInt64? { values[name].flatMap { UInt64($0) } }
}
