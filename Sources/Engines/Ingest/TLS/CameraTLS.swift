import Cryptography
import Media
package import NIOCore
import NIOSSL

/// TLS to a camera.
///
/// Cameras have certificates that they made themselves, so no authority vouches for them. The connection is encrypted in
/// any case; where the camera's settings name the fingerprint of its certificate, no other certificate is accepted.
package enum CameraTLS {
    /// The context is costly to make and the same for all.
    private static let sharedContext: Result<NIOSSLContext, any Error> = Result {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // What is checked is below; the library wants to be told to check something, or it does not ask.
        configuration.certificateVerification = .noHostnameVerification
        // Cameras' firmware is old.
        configuration.minimumTLSVersion = .tlsv1
        // So long a camera's goodbye is waited for; many never say it.
        configuration.shutdownTimeout = .seconds(1)
        return try NIOSSLContext(configuration: configuration)
    }

    /// Puts it into a connection's pipeline, on its event loop. The parameters are those of ``makeHandler(host:fingerprint:)``.
    package static func add(to channel: any Channel, host: String, fingerprint: String?) throws {
        try channel.pipeline.syncOperations.addHandler(makeHandler(host: host, fingerprint: fingerprint))
    }

    /// - Parameters:
    ///   - host: as in the address; a name is told to the camera (RFC 6066 §3).
    ///   - fingerprint: SHA-256 of the certificate, 64 hexadecimal digits; nil accepts any certificate.
    static func makeHandler(host: String, fingerprint: String?) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(
            context: try sharedContext.get(),
            serverHostname: isAddress ? nil : host,
            customVerificationCallback: { certificates, promise in
                guard let wanted = fingerprint else { return promise.succeed(.certificateVerified) }
                let found = try? certificates.first.map { Hexadecimal.encode(SHA256.hash(try $0.toDERBytes())) }
                promise.succeed(found == normalised(wanted) ? .certificateVerified : .failed)
            }
        )
    }

    /// People copy fingerprints with colons and in capitals.
    static func normalised(_ fingerprint: String) -> String {
        fingerprint.lowercased().filter { $0.isHexDigit }
    }
}
