import Media

/// The processor's name as its maker prints it, from `/proc/cpuinfo`.
package enum ProcessorModel {
    /// Nil on machines that do not say it, as many with ARM processors.
    package static func name(cpuinfo: String) -> String? {
        let lines = ColonLines(cpuinfo)
        for key in ["model name", "Model", "Hardware", "cpu model", "uarch"] as [Substring] {
            // Makers pad the name with blanks.
            if let text = lines.text(key), !text.isEmpty {
                return String(text.words.joined(separator: " ").prefix(200))
            }
        }
        return nil
    }
}

/// The most files that a process may have open at once, from `/proc/PID/limits`.
package enum DescriptorLimit {
    /// Nil where there is no limit.
    package static func parse(limits: String) -> Int? {
        for line in Substring(limits).lines where line.utf8.starts(with: "Max open files".utf8) {
            return line.words.dropFirst(3).first.flatMap { Int($0) }
        }
        return nil
    }
}
