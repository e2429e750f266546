/// MD5 (RFC 1321). Broken; here only because RTSP Digest authentication of cameras asks for it (RFC 2617).
package enum MD5 {
    /// 16 bytes.
    package static func hash(_ bytes: Span<UInt8>) -> [UInt8] { LibCrypto.md5(bytes) }
    /// 16 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] { LibCrypto.md5(bytes.span) }
}

/// SHA-1 (FIPS 180-4). Broken; here only because the user name token of ONVIF asks for it (WS-Security UsernameToken
/// Profile 1.0 §3.1).
package enum SHA1 {
    /// 20 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] { LibCrypto.sha1(bytes.span) }
}

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// 32 bytes.
    package static func hash(_ bytes: Span<UInt8>) -> [UInt8] { LibCrypto.sha256(bytes) }
    /// 32 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] { LibCrypto.sha256(bytes.span) }
}

/// SHA-256 of bytes that come in pieces.
package struct SHA256Stream: ~Copyable {
    private var digest = LibCrypto.Digest256()

    package init() {}

    package mutating func add(_ bytes: Span<UInt8>) { digest.add(bytes) }

    /// 32 bytes.
    package consuming func end() -> [UInt8] { digest.end() }
}

/// HMAC with SHA-256 (RFC 2104).
package enum HMACSHA256 {
    /// 32 bytes that only a holder of `key` can make. Compare with ``constantTimeEqual(_:_:)-swift.function``.
    package static func code(for bytes: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        LibCrypto.hmacSHA256(bytes, key: key)
    }

    package static func code(for bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        LibCrypto.hmacSHA256(bytes.span, key: key.span)
    }
}

/// HMAC with SHA-1 (RFC 2104). Not for anything new; here only because every authenticator app knows it, and many know
/// nothing else (RFC 4226). HMAC does not rest on the collisions that broke SHA-1.
enum HMACSHA1 {
    /// 20 bytes.
    static func code(for bytes: [UInt8], key: [UInt8]) -> [UInt8] { LibCrypto.hmacSHA1(bytes.span, key: key.span) }
}

/// Whether two secrets are equal, in a time that tells nothing but whether their lengths are.
package func constantTimeEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    left.count == right.count && LibCrypto.areEqual(left, right)
}

/// Whether two secrets are equal, in a time that tells nothing but whether their lengths are.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEqual(left.span, right.span)
}

/// `count` bytes that nobody can foretell, from the kernel.
package func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
