/// What stands before the body of a part: the two headers that matter.
package struct MultipartHead: Hashable, Sendable {
    /// Lower case, without parameters; empty where there was none.
    package var contentType = ""
    /// Bytes of the body; nil where there was none, or none that is a number.
    package var contentLength: Int?

    package init() {}
}

extension MultipartHead {
    enum Progress {
        case incomplete
        case complete(MultipartHead)
        /// Longer than any head is.
        case malformed
    }

    /// Reads the lines from behind a boundary up to the empty one.
    struct Builder: Sendable {
        private var head = MultipartHead()
        private var line: [UInt8] = []
        private var length = 0
        private var isBehindBoundary = true

        private static let longest = 8192

        mutating func take(_ byte: UInt8) -> Progress {
            length += 1
            guard length <= Self.longest else { return .malformed }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                return .incomplete
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            defer { line.removeAll(keepingCapacity: true) }
            if isBehindBoundary {
                // The rest of the boundary's own line: blanks, or the two hyphens of a last one that is none.
                isBehindBoundary = false
                return .incomplete
            }
            if line.isEmpty { return .complete(head) }
            read()
            return .incomplete
        }

        private mutating func read() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            let value = String(decoding: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
            switch name {
            case "content-type":
                let type = value.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
                head.contentType = String(Substring(type)).lowercased()
            case "content-length":
                let digits = value.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                head.contentLength = Int(Substring(digits))
            default: break
            }
        }
    }
}
