import Glibc

/// Lines for whoever sits at the terminal, or reads the log of the service. Unbuffered: what was said is there at once.
enum Console {
    static func say(_ line: String) { write(line, to: STDOUT_FILENO) }

    static func complain(_ sentence: String) {
        let isFinished = sentence.last.map { ".!?\"".contains($0) } ?? true
        write("nightjar: \(sentence)\(isFinished ? "" : ".")", to: STDERR_FILENO)
    }

    /// A question whose answer comes in the same line. Not on standard output, which may be a file.
    static func ask(_ question: String) { write(question, to: STDERR_FILENO, end: "") }

    private static func write(_ line: String, to file: Int32, end: String = "\n") {
        let bytes = Array((line + end).utf8)
        // A closed terminal is no reason to fail.
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    }
}
