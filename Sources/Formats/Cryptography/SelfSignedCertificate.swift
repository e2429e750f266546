/// A key (P-256) and a certificate that it signs itself, for a server without a certificate of its owner's.
package struct SelfSignedCertificate: Sendable {
    /// PKCS #8, as PEM. A secret.
    package let keyPEM: [UInt8]
    /// X.509 v3, as PEM.
    package let certificatePEM: [UInt8]

    /// Makes a new one, with a new key.
    ///
    /// - Parameters:
    ///   - commonName: 1 to 64 characters.
    ///   - hostNames: names and addresses under which the server is reached; at least one.
    ///   - days: how long it counts.
    /// - Returns: nil where a name cannot stand in a certificate.
    package init?(commonName: String, hostNames: [String], days: Int32 = 3650) {
        let names = hostNames.map { name in
            let isAddress = name.utf8.contains(UInt8(ascii: ":")) || name.allSatisfy { $0.isNumber || $0 == "." }
            return (isAddress ? "IP:" : "DNS:") + name
        }
        let forbidden = Set(",\n\r\0")
        guard !names.isEmpty, names.allSatisfy({ $0.allSatisfy { !forbidden.contains($0) } }),
            let made = LibCrypto.selfSigned(
                commonName: commonName,
                names: names.joined(separator: ","),
                days: days
            )
        else { return nil }
        keyPEM = made.key
        certificatePEM = made.certificate
    }
}
