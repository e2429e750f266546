import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Sets up and serves connections that speak HTTP/2, each stream in a task of its own.
struct HTTP2Connections: Sendable {
    struct Value: Sendable {
        let channel: any Channel
        fileprivate let streams: NIOHTTP2AsyncSequence<HTTPChannel>
    }

    private let frontDoor: FrontDoor
    private let connections: OpenConnections
    private let limits: HTTPLimits

    init(frontDoor: FrontDoor, connections: OpenConnections, limits: HTTPLimits) {
        self.frontDoor = frontDoor
        self.connections = connections
        self.limits = limits
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let lifetime = HTTP2Lifetime(idle: limits.idle)
            let pipeline = channel.pipeline.syncOperations
            let multiplexer = try pipeline.configureAsyncHTTP2Pipeline(
                mode: .server,
                streamDelegate: HTTP2Lifetime.Delegate(lifetime, on: channel.eventLoop),
                configuration: configuration
            ) { [limits] stream in
                stream.eventLoop.makeCompletedFuture {
                    try stream.pipeline.syncOperations.addHandlers([
                        HTTP2FramePayloadToHTTPServerCodec(),
                        StreamCloser(unreadBody: limits.unreadBody),
                        HTTPConnectionStateHandler(idleTimeout: limits.idle, logger: logger),
                        ArrivalPacer(limits: limits),
                        StallGuard(patience: limits.stalledPeer),
                    ])
                    return try HTTPChannel(wrappingChannelSynchronously: stream)
                }
            }
            try pipeline.addHandlers([StallGuard(patience: limits.stalledPeer), lifetime])
            return Value(channel: channel, streams: multiplexer.inbound)
        }
    }

    func handle(value: Value, logger: Logger) async {
        let streams = HTTP2Streams(frontDoor, connections, connection: value.channel, logger: logger)
        do {
            try await withThrowingDiscardingTaskGroup { group in
                for try await stream in value.streams {
                    group.addTask { await streams.handleHTTP(asyncChannel: stream, logger: logger) }
                }
            }
        } catch {
            logger.trace("an HTTP/2 connection ended", metadata: ["error": "\(error)"])
        }
        value.channel.close(promise: nil)
    }

    /// NIO counts resets, empty frames, continuations and pings by itself; these are the numbers where ours differ.
    private var configuration: NIOHTTP2Handler.Configuration {
        var configuration = NIOHTTP2Handler.Configuration()
        configuration.connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headers),
        ]
        // A time line that is scrubbed gives up many pictures; an attack resets this many in a thousandth of the time.
        configuration.stream.streamResetFrameRateLimit.maximumCount = limits.streamResets
        configuration.stream.outboundBufferSizeHighWatermark = 64 * 1024
        configuration.stream.outboundBufferSizeLowWatermark = 32 * 1024
        return configuration
    }
}

/// The streams of one connection: to the rest of the room each is a request like any other.
private struct HTTP2Streams: HTTPChannelHandler {
    typealias Value = HTTPChannel

    let responder: Responder

    init(_ frontDoor: FrontDoor, _ connections: OpenConnections, connection: any Channel, logger: Logger) {
        let facts = ConnectionFacts(channel: connection, isSecure: true, version: .http2)
        responder = { request, writer, channel in
            connections.begin(connection)
            defer { connections.end(connection) }
            let response = try await frontDoor.respond(to: request, on: facts)
            try await HTTPConnections.write(response, with: writer, to: channel, logger)
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTPChannel> {
        channel.eventLoop.makeCompletedFuture { try HTTPChannel(wrappingChannelSynchronously: channel) }
    }

    func handle(value: HTTPChannel, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }
}
