import Glibc

/// Lines for whoever sits at the terminal, or reads the log of the service. Unbuffered: what was said is there at once.
enum Console {
    static func say(_ line: String) { write(line, to: STDOUT_FILENO) }

    static func complain(_ sentence: String) {
        let isFinished = sentence.last.map { ".!?\"".contains($0) } ?? true
        write("nightjar: \(sentence)\(isFinished ? "" : ".")", to: STDERR_FILENO)
    }

    private static func write(_ line: String, to file: Int32) {
        let bytes = Array((line + "\n").utf8)
        // A closed terminal is no reason to fail.
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    }
}
