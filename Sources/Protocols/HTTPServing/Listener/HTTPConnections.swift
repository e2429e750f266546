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
/// The same with and without TLS.
struct HTTPConnections: HTTPChannelHandler {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        fileprivate let opener: NIOLoopBound<ConnectionOpener>
        fileprivate let beginning: EventLoopFuture<ConnectionOpener.Beginning>
    }

    private let frontDoor: FrontDoor
    private let connections: OpenConnections
    private let limits: HTTPLimits
    private let isSecure: Bool
    let responder: Responder

    init(frontDoor: FrontDoor, connections: OpenConnections, limits: HTTPLimits, isSecure: Bool, logger: Logger) {
        self.frontDoor = frontDoor
        self.connections = connections
        self.limits = limits
        self.isSecure = isSecure
        responder = { request, writer, channel in
            connections.begin(channel)
            defer { connections.end(channel) }
            let facts = ConnectionFacts(channel: channel, isSecure: isSecure, version: .http1)
            let response = try await frontDoor.respond(to: request, on: facts)
            try await Self.write(response, with: writer, to: channel, logger)
        }
    }

    /// For a connection whose first request has its answer already; it is closed after it.
    private init(_ other: HTTPConnections, answering response: Response, logger: Logger) {
        frontDoor = other.frontDoor
        connections = other.connections
        limits = other.limits
        isSecure = other.isSecure
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
                isSecure: isSecure,
                logger: logger,
                beginning: beginning
            )
            try channel.pipeline.syncOperations.addHandlers([
                StallGuard(patience: limits.stalledPeer), encoder, decoder, opener,
            ])
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
            head: try HTTPRequest(head, secure: isSecure, splitCookie: false),
            body: RequestBody(buffer: ByteBuffer())
        )
        let opener = value.opener
        switch try await decide(request, value) {
        case .accepted(let subprotocol, let handler, let logger):
            connections.begin(value.channel)
            defer { connections.end(value.channel) }
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

    private func decide(_ request: Request, _ value: Value) async throws -> FrontDoor.Opening {
        connections.begin(value.channel)
        defer { connections.end(value.channel) }
        let facts = ConnectionFacts(channel: value.channel, isSecure: isSecure, version: .http1)
        return try await frontDoor.open(request, on: facts)
    }

    /// A body of this many bytes, or fewer, goes out with its head in one write.
    private static let smallBody = 64 * 1024

    static func write(
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
