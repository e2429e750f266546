import NIOCore
import NIOWebSocket

/// Makes messages of a client's frames, and holds the client to the rules (RFC 6455 §5). No input but frames, no output
/// but actions.
struct WebSocketAssembler {
    enum Action: Equatable {
        case message(WebSocketMessage)
        /// Answer a ping with its own data.
        case pong(ByteBuffer)
        /// A sign of life, or part of a message.
        case nothing
        /// The peer closes; it may have said why.
        case closed(WebSocketCloseCode?)
        /// The peer broke the rules and is to be closed with this code.
        case violation(WebSocketCloseCode, String)
    }

    private let limit: Int
    private var pending: (isText: Bool, data: ByteBuffer)?

    /// - Parameter limit: of one message, in bytes.
    init(limit: Int) { self.limit = limit }

    mutating func receive(_ frame: WebSocketFrame) -> Action {
        guard frame.maskKey != nil else { return .violation(.protocolError, "a client must mask its frames") }
        guard frame.reservedBits.isEmpty else { return .violation(.protocolError, "no extension was agreed on") }
        let data = frame.unmaskedData
        if frame.opcode.isControlOpcode, !frame.fin || data.readableBytes > 125 {
            return .violation(.protocolError, "a control frame is short and in one piece")
        }
        switch frame.opcode {
        case .text: return begin(isText: true, data, isWhole: frame.fin)
        case .binary: return begin(isText: false, data, isWhole: frame.fin)
        case .continuation: return `continue`(data, isLast: frame.fin)
        case .ping: return .pong(data)
        case .pong: return .nothing
        case .connectionClose: return close(data)
        default: return .violation(.protocolError, "the opcode is reserved")
        }
    }

    private mutating func begin(isText: Bool, _ data: ByteBuffer, isWhole: Bool) -> Action {
        guard pending == nil else { return .violation(.protocolError, "the last message is not finished") }
        guard data.readableBytes <= limit else { return .violation(.messageTooLarge, "the message is too large") }
        if isWhole { return message(isText: isText, data) }
        pending = (isText, data)
        return .nothing
    }

    private mutating func `continue`(_ data: ByteBuffer, isLast: Bool) -> Action {
        guard let (isText, begun) = pending else { return .violation(.protocolError, "there is nothing to continue") }
        pending = nil
        guard begun.readableBytes + data.readableBytes <= limit else {
            return .violation(.messageTooLarge, "the message is too large")
        }
        var whole = begun
        whole.writeImmutableBuffer(data)
        if isLast { return message(isText: isText, whole) }
        pending = (isText, whole)
        return .nothing
    }

    private func message(isText: Bool, _ data: ByteBuffer) -> Action {
        guard isText else { return .message(.binary(data)) }
        guard let text = String(validating: data.readableBytesView, as: UTF8.self) else {
            return .violation(.invalidText, "the text is not UTF-8")
        }
        return .message(.text(text))
    }

    private func close(_ data: ByteBuffer) -> Action {
        if data.readableBytes == 0 { return .closed(nil) }
        var rest = data
        guard let code = rest.readInteger(as: UInt16.self).map(WebSocketCloseCode.init), code.maySend,
            String(validating: rest.readableBytesView, as: UTF8.self) != nil
        else { return .violation(.protocolError, "the close frame is malformed") }
        return .closed(code)
    }
}
