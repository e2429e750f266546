/// The library behind all of this.
package enum CryptographyLibrary {
    /// The version of OpenSSL's libcrypto that is at work, as "3.0.15".
    package static var version: String { LibCrypto.version }
}
