import RTSP

/// What a framer gives, with the payloads copied.
enum FramedItem: Hashable {
    case frame(channel: UInt8, [UInt8])
    case message(RTSPMessage)
    case skipped(Int)
    case failed(RTSPFramingError)
}

extension RTSPFramer {
    mutating func take(_ piece: [UInt8], _ body: (FramedItem) -> Void) throws(RTSPFramingError) {
        while let item = try next(in: piece.span) {
            switch item {
            case .interleaved(let frame):
                let payload = payload(of: frame, in: piece.span)
                body(.frame(channel: frame.channel, payload.indices.map { payload[$0] }))
            case .message(let message): body(.message(message))
            case .skipped(let count): body(.skipped(count))
            }
        }
    }
}
