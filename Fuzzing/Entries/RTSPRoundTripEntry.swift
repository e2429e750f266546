import RTSP

extension FuzzEntry {
    /// Messages of any kind, written and read: one message, the same.
    static let rtspRoundTrip = FuzzEntry("round-trip-rtsp", words: rtspWords, seeds: { messageSeeds }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let made = message(&input)
        let first = try read(made)
        try expect(body(of: first) == body(of: made), "another body than \(made)")
        // Blanks where control characters were may go; after that nothing changes any more.
        let second = try read(withoutLength(first))
        try expect(second == first, "\(second), not \(first)")
    }

    private static func message(_ input: inout FuzzInput) -> RTSPMessage {
        let isRequest = input.byte() & 1 == 0
        let method = input.choice(of: RTSPMethod.all)
        let url = "rtsp://" + input.word() + "/" + text(&input)
        let status = input.number(in: 100...999)
        var headers = RTSPHeaders()
        for _ in 0..<input.byte() % 8 {
            let name = input.word()
            // A length of its own would be in contradiction to the body's.
            headers.add(name.lowercased() == "content-length" ? "x" : name, text(&input))
        }
        let body = input.takeRest()
        return isRequest
            ? .request(RTSPRequest(method, url: url, headers: headers, body: body))
            : .response(RTSPResponse(status: status, reason: url, headers: headers, body: body))
    }

    private static func text(_ input: inout FuzzInput) -> String { String(decoding: input.chunk(), as: UTF8.self) }

    private static func body(of message: RTSPMessage) -> [UInt8] {
        switch message {
        case .request(let request): request.body
        case .response(let response): response.body
        }
    }

    /// As it was before it was written.
    private static func withoutLength(_ message: RTSPMessage) -> RTSPMessage {
        func stripped(_ headers: RTSPHeaders) -> RTSPHeaders {
            RTSPHeaders(headers.fields.filter { $0.name != "Content-Length" }.map { ($0.name, $0.value) })
        }
        switch message {
        case .request(var request):
            request.headers = stripped(request.headers)
            return .request(request)
        case .response(var response):
            response.headers = stripped(response.headers)
            return .response(response)
        }
    }

    /// What comes of a message's bytes, which must be one message and nothing else.
    private static func read(_ message: RTSPMessage) throws(BrokenPromise) -> RTSPMessage {
        let bytes =
            switch message {
            case .request(let request): request.serialized()
            case .response(let response): response.serialized()
            }
        var framer = RTSPFramer()
        var items: [FramedItem] = []
        do throws(RTSPFramingError) {
            try framer.take(bytes) { items.append($0) }
        } catch {
            items.append(.failed(error))
        }
        guard items.count == 1, case .message(let read) = items[0] else {
            throw BrokenPromise(description: "\(items) out of \(message)")
        }
        return read
    }

    private static var messageSeeds: [[UInt8]] {
        (UInt8(0)..<2).map { kind in
            var seed = FuzzSeed([kind, 3, 2, 0, 18, 255])
            seed.append(chunk: Array("live?x=1".utf8))
            seed.bytes += [0, 0, 0, 100, 2, 28, 44, 30, 42, 255]
            seed.append(chunk: Array("5".utf8))
            seed.bytes += [45, 7, 255]
            seed.append(chunk: Array("a: b\r\nc".utf8))
            seed.bytes += Array("a body".utf8)
            return seed.bytes
        }
    }
}
