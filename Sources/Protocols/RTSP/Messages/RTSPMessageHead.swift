import Media

/// Start line and headers of a message, read from the lines before the empty one.
struct RTSPMessageHead {
    private enum Start {
        case request(RTSPMethod, url: String)
        case response(status: Int, reason: String)
    }

    private let start: Start
    private let headers: RTSPHeaders
    private static let maximumHeaders = 256

    /// Nil where the first line is neither a request nor a status of RTSP/1.x.
    init?(_ bytes: Span<UInt8>) {
        var lines: [Substring] = []
        var line: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                lines.append(String(decoding: line, as: UTF8.self)[...])
                line.removeAll(keepingCapacity: true)
            } else if byte != UInt8(ascii: "\r") {
                line.append(byte)
            }
        }
        if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)[...]) }
        guard let first = lines.first, let start = Self.start(of: first) else { return nil }
        self.start = start
        self.headers = Self.headers(of: lines.dropFirst())
    }

    /// Bytes of the body; nil where the header claims more than an `Int` holds or less than none.
    var contentLength: Int? {
        guard let text = headers["Content-Length"], !text.isEmpty else { return 0 }
        // Some cameras write "Content-Length: 0, 0" or a unit behind it.
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? (text.utf8.first == UInt8(ascii: "-") ? nil : 0) : Int(Substring(digits))
    }

    func message(body: [UInt8]) -> RTSPMessage {
        switch start {
        case .request(let method, let url):
            .request(RTSPRequest(method, url: url, headers: headers, body: body))
        case .response(let status, let reason):
            .response(RTSPResponse(status: status, reason: reason, headers: headers, body: body))
        }
    }

    private static func start(of line: Substring) -> Start? {
        let words = line.words
        if line.hasASCIIPrefix("rtsp/1.") {
            guard words.count > 1, let status = Int(words[1]), (100...999).contains(status) else { return nil }
            return .response(status: status, reason: words.dropFirst(2).joined(separator: " "))
        }
        guard words.count > 2, let version = words.last, version.hasASCIIPrefix("rtsp/1.") else { return nil }
        // A client that does not escape blanks in its URL still means one URL.
        let url = words[1..<(words.count - 1)].joined(separator: " ")
        return .request(RTSPMethod(rawValue: String(words[0])), url: url)
    }

    private static func headers(of lines: ArraySlice<Substring>) -> RTSPHeaders {
        var headers = RTSPHeaders()
        for line in lines.prefix(maximumHeaders) {
            if let first = line.utf8.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
                headers.continueLast(with: line)
                continue
            }
            let (name, value) = line.cut(at: ":")
            if let value, !name.isEmpty { headers.add(String(name), String(value)) }
        }
        return headers
    }
}
