/// Seals what must be readable again: stream passwords, secrets of second factors, the signing key.
package protocol SecretSealing: Sendable {
    /// Nil where it cannot be sealed.
    ///
    /// - Parameter owner: what the secret belongs to, as `user/3/second-factor`; the same must be said to open it.
    func seal(_ secret: String, for owner: String) -> [UInt8]?

    /// Nil where it was sealed under another key or for another owner.
    func open(_ sealed: [UInt8], for owner: String) -> String?
}
