/// TLS of one listener: where its certificate comes from, and how it is kept up to date.
package struct ListenerTLS: Sendable {
    package enum Source: Sendable {
        /// The owner's own: a chain, the server's certificate first, and the key of that, both PEM.
        case files(certificate: String, key: String)
        /// One that signs itself, kept as `<name>-certificate.pem` and `<name>-key.pem` in a folder that is there, for these
        /// names and addresses.
        case selfSigned(folder: String, name: String, hostNames: [String])
    }

    package var source: Source
    /// How often the files are looked at.
    package var reloadInterval: Duration
    /// Whether HTTP/2 is offered beside HTTP/1.1.
    package var offersHTTP2 = true
    /// How long a certificate that signs itself counts, in days, and how long before its end it is made anew.
    package var validDays: Int32 = 365
    package var renewalDays: Int32 = 30
    /// Seconds since 1970 by the wall clock.
    package var now: @Sendable () -> Int64

    package init(
        _ source: Source,
        reloadInterval: Duration = .seconds(5),
        now: @escaping @Sendable () -> Int64 = HTTPDate.systemSeconds
    ) {
        self.source = source
        self.reloadInterval = reloadInterval
        self.now = now
    }
}

/// Why a listener has no certificate; `description` is one sentence for the person who can mend it.
package struct CertificateError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        case unreadable(String)
        case unwritable(String)
        case noCertificate
        case noKey
        /// The key is not that of the certificate.
        case mismatch
        /// A host name that cannot stand in a certificate.
        case badNames
        case other(String)
    }

    package let path: String
    package let reason: Reason

    package var description: String {
        switch reason {
        case .unreadable(let why): "\(path) cannot be read (\(why)); check the path and who may read it."
        case .unwritable(let why): "\(path) cannot be written (\(why)); check who may write there."
        case .noCertificate: "\(path) holds no certificate; it must be a chain in PEM, the server's own first."
        case .noKey: "\(path) holds no key that can be used; it must be a private key in PEM without a passphrase."
        case .mismatch: "The key in \(path) is not that of the certificate; the two files must belong together."
        case .badNames: "No certificate can be made for the host names of \(path); check them."
        case .other(let why): "The certificate in \(path) cannot be used (\(why))."
        }
    }
}
