import Cryptography
import Media
import NIOCore
import NIOSSL

/// A certificate with its key, ready for connections.
struct ServerIdentity: Sendable {
    let context: NIOSSLContext
    /// The chain as it is shown to every client.
    let certificatePEM: [UInt8]
    /// SHA-256 of the server's own certificate: two digits for each byte, with colons between.
    let fingerprint: String
    /// When the server's own certificate ends, in seconds since 1970.
    let notValidAfter: Int64
    /// The names and addresses that it is for.
    let hostNames: Set<String>

    /// - Parameters: the paths are for the errors alone.
    init(
        certificatePEM: [UInt8],
        keyPEM: [UInt8],
        certificatePath: String,
        keyPath: String,
        offersHTTP2: Bool
    ) throws(CertificateError) {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificatePEM), let own = chain.first else {
            throw CertificateError(path: certificatePath, reason: .noCertificate)
        }
        guard let key = try? NIOSSLPrivateKey(bytes: keyPEM, format: .pem) else {
            throw CertificateError(path: keyPath, reason: .noKey)
        }
        do {
            context = try NIOSSLContext(
                configuration: Self.configuration(chain: chain, key: key, offersHTTP2: offersHTTP2)
            )
        } catch NIOSSLError.failedToLoadPrivateKey {
            // Each alone was read: they do not fit.
            throw CertificateError(path: keyPath, reason: .mismatch)
        } catch {
            throw CertificateError(path: certificatePath, reason: .other("\(error)"))
        }
        self.certificatePEM = certificatePEM
        fingerprint = SHA256.hash((try? own.toDERBytes()) ?? [])
            .map { Hexadecimal.encode([$0], uppercase: true) }.joined(separator: ":")
        notValidAfter = Int64(own.notValidAfter)
        hostNames = Set(own._subjectAlternativeNames().compactMap(Self.hostName))
    }

    /// TLS 1.2 and 1.3, always with forward secrecy and authenticated encryption.
    private static func configuration(
        chain: [NIOSSLCertificate],
        key: NIOSSLPrivateKey,
        offersHTTP2: Bool
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        configuration.curves = [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1]
        configuration.renegotiationSupport = .none
        configuration.applicationProtocols = (offersHTTP2 ? ["h2"] : []) + ["http/1.1"]
        // A peer that has gone silent must not hold up the end of the listener.
        configuration.shutdownTimeout = .milliseconds(500)
        return configuration
    }

    private static func hostName(_ name: _SubjectAlternativeName) -> String? {
        let bytes = Array(name.contents)
        switch name.nameType {
        case .dnsName: return String(validating: bytes, as: UTF8.self)?.lowercased()
        case .ipAddress where bytes.count == 4:
            return IPAddress(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) }).description
        case .ipAddress where bytes.count == 16:
            let halves = [bytes[..<8], bytes[8...]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
            return IPAddress(high: halves[0], low: halves[1]).description
        default: return nil
        }
    }
}
