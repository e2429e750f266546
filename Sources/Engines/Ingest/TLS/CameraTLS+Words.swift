import NIOSSL

extension CameraTLS {
    /// A sentence for what went wrong with the encryption, where it is that; nil for another fault.
    ///
    /// - Parameters:
    ///   - place: host and port of the camera.
    ///   - fingerprint: the one that was wanted.
    package static func sentence(for error: any Error, at place: String, fingerprint: String?) -> String? {
        guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else { return nil }
        if let error = error as? NIOSSLError, case .uncleanShutdown = error {
            return "The camera at \(place) ended the encrypted connection without an answer."
        }
        // The library tells the reason in its own words alone.
        if fingerprint != nil, "\(error)".contains("CERTIFICATE_VERIFY_FAILED") {
            return "The certificate of the camera at \(place) is not the one whose fingerprint is in its settings: "
                + "make sure that it is the camera which answers, and enter the new fingerprint."
        }
        return "No secure connection to the camera at \(place) could be made: check that it speaks HTTPS at this port, "
            + "or write its address with http://."
    }
}
