import Glibc
import Media
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RTSP
import Stream

/// Opens the connection of a session, with the handler for the kind of source at its end.
enum CameraConnection {
    private static let connectTimeout = TimeAmount.seconds(10)

    static func open(
        _ url: CameraURL,
        _ context: SourceContext,
        turn: CameraHosts.Turn,
        ended: EventLoopPromise<SessionEnd>
    ) async throws -> (channel: any Channel, stood: MonotonicTime) {
        try await ClientBootstrap(group: context.loop.eventLoop)
            .connectTimeout(connectTimeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // A buffer that never grows is used again for every read (NIO keeps it while nobody holds a part of it).
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_536))
            .channelOption(.maxMessagesPerRead, value: 2)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if url.scheme.isSecure {
                        try pipeline.addHandler(
                            CameraTLS.makeHandler(
                                host: url.host,
                                fingerprint: context.source.certificateFingerprint
                            )
                        )
                    }
                    if url.scheme.isHTTP {
                        try pipeline.addHandler(HTTPRequestEncoder())
                        try pipeline.addHandler(
                            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
                        )
                        try pipeline.addHandler(HTTPSourceHandler(context, url: url, turn: turn, ended: ended))
                    } else {
                        try pipeline.addHandler(RTSPSourceHandler(context, url: url, turn: turn, ended: ended))
                    }
                }
            }
            .connect(host: url.host, port: url.port)
            // Looked at on the loop: packets may come before whoever waits for the connection goes on.
            .map { ($0, context.time.monotonic) }
            .get()
    }

    /// What a failed connection means to a person.
    static func end(for error: any Error, url: CameraURL, fingerprint: String?) -> SessionEnd {
        let place = "\(url.host):\(url.port)"
        if let failure = error as? NIOConnectionError {
            if failure.dnsAError != nil, failure.connectionErrors.isEmpty {
                return .unreachable(
                    "The name \(url.host) cannot be resolved: check the camera's address.",
                    .unknownHost
                )
            }
            if let first = failure.connectionErrors.first { return end(for: first.error, place, fingerprint) }
        }
        return end(for: error, place, fingerprint)
    }

    private static func end(for error: any Error, _ place: String, _ fingerprint: String?) -> SessionEnd {
        if case ChannelError.connectTimeout? = error as? ChannelError {
            return .unreachable(
                "The camera does not answer at \(place): check that it is on and in the same network.",
                .timeout
            )
        }
        guard let failure = error as? IOError else { return .failed(error, fingerprint: fingerprint) }
        switch failure.errnoCode {
        case ECONNREFUSED:
            return .unreachable(
                "The camera refuses connections at \(place): check its port, and that its stream is switched on.",
                .unreachable
            )
        case EHOSTUNREACH, ENETUNREACH:
            return .unreachable(
                "There is no way to \(place): check the network and the camera's address.",
                .unreachable
            )
        default:
            return .unreachable(
                "The camera at \(place) cannot be reached: \(SessionEnd.words(for: error)).",
                .unreachable
            )
        }
    }
}
