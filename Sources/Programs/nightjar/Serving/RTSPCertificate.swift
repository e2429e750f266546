import HTTPServing
import Logging
import NIOCore
import NVR
import ServiceLifecycle

/// The certificate of the RTSP server: read or made when its first address with TLS opens, and then kept up to date as those of
/// the HTTP listeners are.
struct RTSPCertificate: Service {
    private let keeper: CertificateKeeper
    private let opened: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init(_ server: ServerConfiguration, logger: Logger) {
        let source: ListenerTLS.Source =
            switch server.rtspServerTLS {
            case .files(let certificate, let key): .files(certificate: certificate, key: key)
            case .selfSigned:
                .selfSigned(
                    folder: server.dataDirectory + "/keys",
                    name: "rtsp",
                    hostNames: ListenerConfiguration.certificateNames(
                        HostPolicy(allowedHosts: server.allowedHosts),
                        at: SocketAddressText(host: "0.0.0.0", port: 0)
                    )
                )
            }
        var settings = ListenerTLS(source)
        settings.offersHTTP2 = false
        keeper = CertificateKeeper(settings, logger: logger)
        opened = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// What the recorder is told of the RTSP server.
    func configuration(
        _ settings: RestreamSettings?,
        outlets: [String: RestreamOutletChange]
    ) -> RestreamConfiguration {
        RestreamConfiguration(
            settings: settings,
            outlets: outlets,
            openCertificate: { [keeper, opened] in
                if keeper.fingerprint == nil { try keeper.open() }
                opened.continuation.yield()
            },
            secure: { [keeper] channel in try keeper.secure(channel) }
        )
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in opened.stream { await keeper.watch() }
        }
    }
}
