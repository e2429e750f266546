/// A whole RTSP 1.0 message (RFC 2326 §6, §7), body included.
package enum RTSPMessage: Hashable, Sendable {
    case request(RTSPRequest)
    case response(RTSPResponse)
}

package struct RTSPRequest: Hashable, Sendable {
    package var method: RTSPMethod
    /// As in the request line.
    package var url: String
    package var headers: RTSPHeaders
    package var body: [UInt8]

    package init(_ method: RTSPMethod, url: String, headers: RTSPHeaders = RTSPHeaders(), body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    package func serialized() -> [UInt8] {
        message(line: "\(method.rawValue) \(url) RTSP/1.0", headers: headers, body: body)
    }
}

package struct RTSPResponse: Hashable, Sendable {
    package var status: Int
    package var reason: String
    package var headers: RTSPHeaders
    package var body: [UInt8]

    package init(status: Int, reason: String? = nil, headers: RTSPHeaders = RTSPHeaders(), body: [UInt8] = []) {
        self.status = status
        self.reason = reason ?? Self.reason(of: status)
        self.headers = headers
        self.body = body
    }

    package func serialized() -> [UInt8] {
        message(line: "RTSP/1.0 \(status) \(reason)", headers: headers, body: body)
    }

    private static func reason(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 453: "Not Enough Bandwidth"
        case 454: "Session Not Found"
        case 455: "Method Not Valid in This State"
        case 461: "Unsupported Transport"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "RTSP Version Not Supported"
        case 551: "Option not supported"
        default: "Status \(status)"
        }
    }
}

/// Headers go out in the order they were added, and a length where there is a body. Cameras are particular: CSeq first
/// and in that very case, so whoever makes a message adds it first.
private func message(line: String, headers: RTSPHeaders, body: [UInt8]) -> [UInt8] {
    var bytes = withoutLineEnds(line)
    for field in headers.fields {
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")] + withoutLineEnds("\(field.name): \(field.value)")
    }
    if !body.isEmpty { bytes += Array("\r\nContent-Length: \(body.count)".utf8) }
    return bytes + Array("\r\n\r\n".utf8) + body
}

/// A value that came from elsewhere must not make headers of its own.
private func withoutLineEnds(_ text: String) -> [UInt8] {
    text.utf8.map { $0 < UInt8(ascii: " ") ? UInt8(ascii: " ") : $0 }
}
