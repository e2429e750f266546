import HummingbirdCore
import Logging
package import NIOCore
import NIOSSL
import NIOTLS

/// Sets up and serves the connections of a listener with TLS: the handshake, and then the version of HTTP that was agreed on
/// in it.
struct SecureConnections: Sendable {
    /// What a client has agreed on.
    enum Agreed: Sendable {
        case http1(HTTPConnections.Value)
        case http2(HTTP2Connections.Value)
    }

    /// A connection whose handshake may still be under way.
    struct Value: Sendable {
        let channel: any Channel
        fileprivate let agreed: EventLoopFuture<Agreed>
    }

    let keeper: CertificateKeeper
    let http1: HTTPConnections
    let http2: HTTP2Connections
    let limits: HTTPLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            guard let context = keeper.context else { throw ChannelError.inappropriateOperationForState }
            let agreement = NIOTypedApplicationProtocolNegotiationHandler<Agreed> { result, channel in
                switch result {
                case .negotiated("h2"): http2.setup(channel: channel, logger: logger).map { .http2($0) }
                case .negotiated, .fallback: http1.setup(channel: channel, logger: logger).map { .http1($0) }
                }
            }
            let agreed = channel.eventLoop.makePromise(of: Agreed.self)
            try channel.pipeline.syncOperations.addHandlers([
                NIOSSLServerHandler(context: context),
                HandshakeTimer(limit: limits.handshake),
                agreement,
            ])
            agreement.protocolNegotiationResult.cascade(to: agreed)
            return Value(channel: channel, agreed: agreed.futureResult)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.agreed.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection): await http2.handle(value: connection, logger: logger)
            }
        } catch {
            // A client that does not know the certificate ends here too, with every visit.
            logger.trace("a handshake failed", metadata: ["error": "\(error)"])
            value.channel.close(promise: nil)
        }
    }
}

extension CertificateKeeper {
    /// Puts TLS into the pipeline of a new connection of whatever protocol, before all that is there.
    package func secure(_ channel: any Channel, handshake: Duration = HTTPLimits().handshake) throws {
        guard let context else { throw ChannelError.inappropriateOperationForState }
        try channel.pipeline.syncOperations.addHandlers([
            NIOSSLServerHandler(context: context), HandshakeTimer(limit: handshake),
        ])
    }
}

/// Cuts a client that does not come to the end of the handshake.
private final class HandshakeTimer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let limit: TimeAmount
    private var timeout: Scheduled<Void>?

    init(limit: Duration) { self.limit = TimeAmount(limit) }

    func handlerAdded(context: ChannelHandlerContext) {
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
            // Not in order: the peer would be waited for.
            context.channel.close(mode: .all, promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            timeout?.cancel()
            context.fireUserInboundEventTriggered(event)
            return context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
        // Nothing has been asked yet.
        if event is ChannelShouldQuiesceEvent { context.channel.close(mode: .all, promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}
