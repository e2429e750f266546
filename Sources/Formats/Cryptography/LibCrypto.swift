import COpenSSL

// Of this target, only this file and LibArgon2 have raw pointers. What is safe and why: each call hands libcrypto
// addresses that are good for the call alone, with the counts of the very buffers behind them, and libcrypto keeps none
// of them.

/// Calls of the C shim over spans and arrays.
enum LibCrypto {
    private typealias DigestFunction = (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>) -> Bool
    private typealias AuthenticationCode = (
        UnsafePointer<UInt8>?, Int, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>
    ) -> Bool

    /// The text is a constant of the library.
    static var version: String { String(cString: nightjar_openssl_version()) }

    static func md5(_ bytes: Span<UInt8>) -> [UInt8] { digest(bytes, count: 16, nightjar_md5) }

    static func sha1(_ bytes: Span<UInt8>) -> [UInt8] { digest(bytes, count: 20, nightjar_sha1) }

    static func sha256(_ bytes: Span<UInt8>) -> [UInt8] { digest(bytes, count: 32, nightjar_sha256) }

    private static func digest(_ bytes: Span<UInt8>, count: Int, _ function: DigestFunction) -> [UInt8] {
        bytes.withUnsafeBufferPointer { input in
            output(of: count) { function(input.baseAddress, input.count, $0) }
        }
    }

    static func hmacSHA256(_ bytes: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        authenticationCode(bytes, key: key, count: 32, nightjar_hmac_sha256)
    }

    static func hmacSHA1(_ bytes: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        authenticationCode(bytes, key: key, count: 20, nightjar_hmac_sha1)
    }

    private static func authenticationCode(
        _ bytes: Span<UInt8>,
        key: Span<UInt8>,
        count: Int,
        _ function: AuthenticationCode
    ) -> [UInt8] {
        bytes.withUnsafeBufferPointer { input in
            key.withUnsafeBufferPointer { key in
                output(of: count) { function(key.baseAddress, key.count, input.baseAddress, input.count, $0) }
            }
        }
    }

    /// Ciphertext and then the tag, or nil where libcrypto refuses (more than 2 GiB).
    static func seal(_ plain: Span<UInt8>, key: [UInt8], nonce: [UInt8], associated: Span<UInt8>) -> [UInt8]? {
        precondition(key.count == 32 && nonce.count == 12)
        var sealed = [UInt8](repeating: 0, count: plain.count + 16)
        let done = sealed.withUnsafeMutableBufferPointer { output in
            plain.withUnsafeBufferPointer { input in
                associated.withUnsafeBufferPointer { associated in
                    guard let start = output.baseAddress else { return false }
                    return nightjar_aes256gcm_seal(
                        key,
                        nonce,
                        associated.baseAddress,
                        associated.count,
                        input.baseAddress,
                        input.count,
                        start,
                        start + input.count
                    )
                }
            }
        }
        return done ? sealed : nil
    }

    /// The plain bytes, or nil when the tag (the last 16 of `sealed`) does not fit.
    static func open(_ sealed: Span<UInt8>, key: [UInt8], nonce: [UInt8], associated: Span<UInt8>) -> [UInt8]? {
        precondition(key.count == 32 && nonce.count == 12 && sealed.count >= 16)
        var plain = [UInt8](repeating: 0, count: sealed.count - 16)
        let done = plain.withUnsafeMutableBufferPointer { output in
            sealed.withUnsafeBufferPointer { input in
                associated.withUnsafeBufferPointer { associated in
                    guard let start = input.baseAddress else { return false }
                    return nightjar_aes256gcm_open(
                        key,
                        nonce,
                        associated.baseAddress,
                        associated.count,
                        start,
                        output.count,
                        start + output.count,
                        output.baseAddress
                    )
                }
            }
        }
        return done ? plain : nil
    }

    /// Both must have the same count.
    static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        precondition(left.count == right.count)
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                nightjar_equal(left.baseAddress, right.baseAddress, left.count)
            }
        }
    }

    /// The key and the certificate as PEM; nil where a name cannot stand in a certificate.
    static func selfSigned(commonName: String, names: String, days: Int32) -> (key: [UInt8], certificate: [UInt8])? {
        var key = [UInt8](repeating: 0, count: 8192)
        var certificate = [UInt8](repeating: 0, count: 16_384)
        var counts = (key: key.count, certificate: certificate.count)
        let done = nightjar_self_signed(
            commonName,
            names,
            days,
            &key,
            &counts.key,
            &certificate,
            &counts.certificate
        )
        guard done else { return nil }
        return (Array(key.prefix(counts.key)), Array(certificate.prefix(counts.certificate)))
    }

    static func ed25519Public(_ secret: [UInt8]) -> [UInt8] {
        precondition(secret.count == 32)
        return output(of: 32) { nightjar_ed25519_public(secret, $0) }
    }

    static func ed25519Sign(_ bytes: [UInt8], secret: [UInt8]) -> [UInt8] {
        precondition(secret.count == 32)
        return output(of: 64) { nightjar_ed25519_sign(secret, bytes, bytes.count, $0) }
    }

    static func ed25519IsGood(_ signature: [UInt8], of bytes: [UInt8], publicKey: [UInt8]) -> Bool {
        signature.count == 64 && publicKey.count == 32
            && nightjar_ed25519_verify(publicKey, bytes, bytes.count, signature)
    }

    /// A state of SHA-256, freed when it goes: no other value has its address.
    struct Digest256: ~Copyable {
        private let state: UnsafeMutableRawPointer

        init() {
            guard let state = nightjar_sha256_begin() else { preconditionFailure("libcrypto has failed") }
            self.state = state
        }

        deinit { nightjar_sha256_free(state) }

        mutating func add(_ bytes: Span<UInt8>) {
            let isDone = bytes.withUnsafeBufferPointer { nightjar_sha256_add(state, $0.baseAddress, $0.count) }
            precondition(isDone, "libcrypto has failed")
        }

        consuming func end() -> [UInt8] { LibCrypto.output(of: 32) { nightjar_sha256_end(state, $0) } }
    }

    private static func output(of count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // libcrypto fails at these only when memory has run out, where Swift stops as well.
            guard let start = buffer.baseAddress, body(start) else { preconditionFailure("libcrypto has failed") }
            initialized = count
        }
    }
}
