import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RTSP

/// Opens the connection of a session, with the handler for the kind of source at its end.
enum CameraConnection {
    private static let connectTimeout = TimeAmount.seconds(10)

    static func open(
        _ url: CameraURL,
        _ context: SourceContext,
        turn: CameraHosts.Turn,
        ended: EventLoopPromise<SessionEnd>
    ) async throws -> any Channel {
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
            .connect(host: url.host, port: url.port).get()
    }

    /// What a failed connection means to a person.
    static func sentence(for error: any Error, url: CameraURL) -> String {
        let place = "\(url.host):\(url.port)"
        if let failure = error as? NIOConnectionError {
            if failure.dnsAError != nil, failure.connectionErrors.isEmpty {
                return "The name \(url.host) cannot be resolved: check the camera's address."
            }
            if let first = failure.connectionErrors.first { return sentence(for: first.error, place: place) }
        }
        return sentence(for: error, place: place)
    }

    private static func sentence(for error: any Error, place: String) -> String {
        if case ChannelError.connectTimeout? = error as? ChannelError {
            return "The camera does not answer at \(place): check that it is on and in the same network."
        }
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED:
            return "The camera refuses connections at \(place): check its port, and that its stream is switched on."
        case EHOSTUNREACH, ENETUNREACH:
            return "There is no way to \(place): check the network and the camera's address."
        default: return "The camera at \(place) cannot be reached: \(SessionEnd.words(for: error))."
        }
    }
}
