import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sets up and serves the connections of a listener, each in a task of its own.
///
/// As Hummingbird's own kind of child channel it can later stand under its TLS channel.
struct HTTPConnections: HTTPChannelHandler {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        fileprivate let opener: NIOLoopBound<ConnectionOpener>
        fileprivate let beginning: EventLoopFuture<ConnectionOpener.Beginning>
    }

    private let frontDoor: FrontDoor
    private let limits: HTTPLimits
    let responder: Responder

    init(frontDoor: FrontDoor, limits: HTTPLimits, logger: Logger) {
        self.frontDoor = frontDoor
        self.limits = limits
        responder = { request, writer, channel in
            let response = try await frontDoor.respond(to: request, on: channel)
            try await Self.write(response, with: writer, to: channel, logger)
        }
    }

    /// For a connection whose first request has its answer already; it is closed after it.
    private init(_ other: HTTPConnections, answering response: Response, logger: Logger) {
        frontDoor = other.frontDoor
        limits = other.limits
        responder = { _, writer, channel in try await Self.write(response, with: writer, to: channel, logger) }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var decoding = NIOHTTPDecoderLimitConfiguration()
            decoding.maxHeaderFieldSize = limits.headerField
            decoding.maxHeaderListSize = limits.headers
            decoding.maxHeaderFieldCount = limits.headerCount
            let encoder = HTTPResponseEncoder()
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoding)
            )
            let beginning = channel.eventLoop.makePromise(of: ConnectionOpener.Beginning.self)
            let opener = ConnectionOpener(
                encoder: encoder,
                decoder: decoder,
                limits: limits,
                logger: logger,
                beginning: beginning
            )
            try channel.pipeline.syncOperations.addHandlers([encoder, decoder, opener])
            return Value(
                channel: channel,
                opener: NIOLoopBound(opener, eventLoop: channel.eventLoop),
                beginning: beginning.futureResult
            )
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.beginning.get() {
            case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
            case .webSocketAsked(let head): try await open(head, value, logger)
            }
        } catch {
            logger.trace("a connection ended", metadata: ["error": "\(error)"])
            value.channel.close(promise: nil)
        }
    }

    private func open(_ head: HTTPRequestHead, _ value: Value, _ logger: Logger) async throws {
        let request = Request(
            head: try HTTPRequest(head, secure: false, splitCookie: false),
            body: RequestBody(buffer: ByteBuffer())
        )
        let opener = value.opener
        switch try await frontDoor.open(request, on: value.channel) {
        case .accepted(let subprotocol, let handler, let logger):
            let channel = try await value.channel.eventLoop.flatSubmit {
                opener.value.accept(head, subprotocol: subprotocol)
            }.get()
            await WebSocketSession(channel: channel, handler: handler, limits: limits, logger: logger).run()
        case .answered(let response):
            let channel = try await value.channel.eventLoop.submit { try opener.value.decline() }.get()
            await HTTPConnections(self, answering: response, logger: logger)
                .handleHTTP(asyncChannel: channel, logger: logger)
        case .plain:
            let channel = try await value.channel.eventLoop.submit { try opener.value.decline() }.get()
            await handleHTTP(asyncChannel: channel, logger: logger)
        }
    }

    /// A body of this many bytes, or fewer, goes out with its head in one write.
    private static let smallBody = 64 * 1024

    private static func write(
        _ response: Response,
        with writer: consuming ResponseWriter,
        to channel: any Channel,
        _ logger: Logger
    ) async throws {
        do {
            if let length = response.body.contentLength, length <= smallBody {
                try await writer.write(response: response.head, body: response.body)
            } else {
                let body = try await writer.writeHead(response.head)
                try await response.body.write(SettledBodyWriter(base: body, channel: channel))
            }
        } catch {
            if channel.isActive, !(error is CancellationError), !(error is HTTPParserError) {
                logger.error("an answer broke off", metadata: ["error": "\(String(reflecting: error))"])
            }
            // Not the error itself: to a parser's error the connection would begin a second answer.
            throw AnswerBrokeOff()
        }
    }
}

private struct AnswerBrokeOff: Error {}
