@testable import RTSP

/// What a framer gave, with the payloads copied.
enum Fed: Hashable {
    case frame(channel: UInt8, [UInt8])
    case message(RTSPMessage)
    case skipped(Int)
}

extension RTSPFramer {
    /// Feeds one read and takes all that comes of it.
    mutating func feed(_ bytes: [UInt8]) throws(RTSPFramingError) -> [Fed] {
        var fed: [Fed] = []
        let input = bytes.span
        while let item = try next(in: input) {
            switch item {
            case .interleaved(let frame):
                let payload = payload(of: frame, in: input)
                fed.append(.frame(channel: frame.channel, payload.indices.map { payload[$0] }))
            case .message(let message): fed.append(.message(message))
            case .skipped(let count): fed.append(.skipped(count))
            }
        }
        return fed
    }
}

func frame(_ channel: UInt8, _ payload: [UInt8]) -> [UInt8] {
    [0x24, channel, UInt8(payload.count >> 8), UInt8(payload.count & 255)] + payload
}

/// The one message of a text whose lines end with LF.
func message(_ text: String, body: String = "") throws -> RTSPMessage {
    var framer = RTSPFramer()
    let length = body.isEmpty ? "" : "\nContent-Length: \(body.utf8.count)"
    let bytes = Array((text + length + "\n\n" + body).utf8)
    guard case .message(let message) = try framer.feed(bytes).first else { throw NoMessage(text: text) }
    return message
}

struct NoMessage: Error { var text: String }

func request(in bytes: [UInt8]) throws -> RTSPRequest {
    var framer = RTSPFramer()
    guard case .message(.request(let request)) = try framer.feed(bytes).first else {
        throw NoMessage(text: String(decoding: bytes, as: UTF8.self))
    }
    return request
}
