import Cryptography
package import Logging
import NIOSSL
import Synchronization

/// Holds the certificate of one listener, and exchanges it when its files change or it nears its end. Connections that are
/// open go on with the one they began with.
package final class CertificateKeeper: Sendable {
    /// What lay in the two files when they were last looked at.
    private struct Stamps: Hashable {
        var certificate: PrivateFile.Stamp?
        var key: PrivateFile.Stamp?
    }

    private struct State {
        var identity: ServerIdentity?
        var stamps: Stamps?
        var hasWarned = false
    }

    private let settings: ListenerTLS
    private let logger: Logger
    private let state = Mutex(State())
    private let certificatePath: String
    private let keyPath: String

    private static let secondsPerDay: Int64 = 86_400

    package init(_ settings: ListenerTLS, logger: Logger) {
        self.settings = settings
        self.logger = logger
        switch settings.source {
        case .files(let certificate, let key): (certificatePath, keyPath) = (certificate, key)
        case .selfSigned(let folder, let name, _):
            (certificatePath, keyPath) = ("\(folder)/\(name)-certificate.pem", "\(folder)/\(name)-key.pem")
        }
    }

    /// For the next connection; nil before `open`.
    var context: NIOSSLContext? { state.withLock { $0.identity?.context } }

    var certificatePEM: [UInt8]? { state.withLock { $0.identity?.certificatePEM } }

    /// SHA-256 of the certificate, two digits for each byte; nil before `open`.
    package var fingerprint: String? { state.withLock { $0.identity?.fingerprint } }

    /// Reads the certificate, or makes it where it is ours and missing, outdated or of other names.
    package func open() throws(CertificateError) {
        guard case .selfSigned(_, _, let hostNames) = settings.source else { return try load() }
        do throws(CertificateError) {
            try load()
            let wished = Set(hostNames.map { IPAddress($0)?.description ?? $0.lowercased() })
            if state.withLock({ $0.identity?.hostNames }) != wished || isNearEnd { try renew() }
        } catch {
            if PrivateFile.stamp(certificatePath) != nil {
                logger.warning("the certificate is made anew", metadata: ["reason": "\(error)"])
            }
            try renew()
        }
    }

    /// Makes a new key and certificate, where they are ours to make.
    func renew() throws(CertificateError) {
        guard case .selfSigned(_, _, let hostNames) = settings.source else { return }
        guard
            let made = SelfSignedCertificate(
                commonName: "Nightjar",
                hostNames: hostNames.isEmpty ? ["localhost"] : hostNames,
                days: settings.validDays
            )
        else { throw CertificateError(path: certificatePath, reason: .badNames) }
        // The key first: whoever finds the old certificate with it makes both anew.
        try PrivateFile.write(made.keyPEM, to: keyPath)
        try PrivateFile.write(made.certificatePEM, to: certificatePath)
        try load()
        logger.notice("a new certificate was made", metadata: ["file": "\(certificatePath)"])
    }

    /// Looks at the files until it is cancelled.
    package func watch() async {
        // Fails when it is cancelled, which ends the loop.
        while (try? await Task.sleep(for: settings.reloadInterval)) != nil { look() }
    }

    /// Takes what has changed. A pair that does not fit is reported once, and the one before it goes on.
    func look() {
        if case .selfSigned = settings.source, isNearEnd {
            do throws(CertificateError) {
                try renew()
            } catch {
                warnOnce(error)
            }
            return
        }
        guard currentStamps != state.withLock({ $0.stamps }) else { return }
        do throws(CertificateError) {
            try load()
            logger.notice("the certificate was exchanged", metadata: ["file": "\(certificatePath)"])
        } catch {
            logger.error("the new certificate is not used; the old one goes on", metadata: ["reason": "\(error)"])
        }
    }

    private func warnOnce(_ error: CertificateError) {
        let isFirst = state.withLock { state in
            defer { state.hasWarned = true }
            return !state.hasWarned
        }
        if isFirst { logger.error("the certificate ends soon and cannot be renewed", metadata: ["reason": "\(error)"]) }
    }

    private var currentStamps: Stamps {
        Stamps(certificate: PrivateFile.stamp(certificatePath), key: PrivateFile.stamp(keyPath))
    }

    private var isNearEnd: Bool {
        guard let end = state.withLock({ $0.identity?.notValidAfter }) else { return false }
        // Never so early that a new one would be made anew at once.
        let days = min(settings.renewalDays, settings.validDays / 3)
        return end - settings.now() < Int64(days) * Self.secondsPerDay
    }

    private func load() throws(CertificateError) {
        // Taken before the files are read: what changes meanwhile is read again.
        let stamps = currentStamps
        state.withLock { $0.stamps = stamps }
        let identity = try ServerIdentity(
            certificatePEM: PrivateFile.read(certificatePath),
            keyPEM: PrivateFile.read(keyPath),
            certificatePath: certificatePath,
            keyPath: keyPath,
            offersHTTP2: settings.offersHTTP2
        )
        state.withLock { state in
            state.identity = identity
            state.hasWarned = false
        }
        if identity.notValidAfter < settings.now(), case .files = settings.source {
            logger.warning("the certificate has ended", metadata: ["file": "\(certificatePath)"])
        }
    }
}
