package import Cryptography
import Media

/// Issues JSON web tokens (RFC 7519) under HMAC-SHA-256 (`HS256`, RFC 7515 and RFC 7518 §3.2), and knows its own again.
///
/// It verifies only what it has itself issued, so it reads nothing of a token before it knows that. The header must be,
/// byte for byte, the one that it writes: what other libraries were cheated with, an `alg` of `none`, a key in the
/// header, another algorithm, is simply another header. Then the signature is compared as text, in constant time; so
/// there is only one spelling of a token. Only then are the claims decoded, by a reader that knows one flat object and
/// takes it only as ``TokenClaims`` writes it.
///
/// Whether a token was revoked is for the caller to ask, by ``TokenClaims/id``.
package struct TokenIssuer: Sendable {
    /// What a token may have at most, in bytes. It has to fit into a header and into an address.
    package static let longestToken = 2048

    /// `{"alg":"HS256","typ":"JWT"}`
    static let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

    private let key: SymmetricKey

    /// - Parameter key: used for nothing else.
    package init(key: SymmetricKey) { self.key = key }

    /// The token as it is given to its holder.
    package func token(of claims: TokenClaims) throws(TokenError) -> String {
        for name in claims.others.keys where !Self.isFree(name) { throw .claimName(name) }
        let signed = "\(Self.header).\(Base64URL.encode(claims.json))"
        let token = "\(signed).\(Self.signature(of: Array(signed.utf8), key: key.bytes))"
        guard token.utf8.count <= Self.longestToken else { throw .tooLong(token.utf8.count) }
        return token
    }

    /// What a token says, if it is ours and counts now.
    ///
    /// There is no leeway: the clock that is asked is the one that issued it.
    ///
    /// - Parameter seconds: the present, since 1970, UTC.
    package func claims(of token: some StringProtocol, at seconds: Int64) throws(TokenError) -> TokenClaims {
        let bytes = Array(token.utf8.prefix(Self.longestToken + 1))
        guard bytes.count <= Self.longestToken else { throw .tooLong(token.utf8.count) }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notAToken }
        guard parts[0].elementsEqual(Self.header.utf8) else { throw .otherHeader }
        let signature = Self.signature(of: Array(bytes[..<parts[1].endIndex]), key: key.bytes)
        guard constantTimeEqual(Array(signature.utf8), Array(parts[2])) else { throw .wrongSignature }
        guard let json = Base64URL.decode(String(decoding: parts[1], as: UTF8.self)),
            let claims = ClaimsReader.claims(in: json)
        else { throw .otherClaims }
        if let notBefore = claims.notBefore, seconds < notBefore { throw .notYet }
        guard seconds < claims.expiresAt else { throw .expired }
        return claims
    }

    /// The third part of a token whose first two, with the full stop between them, are `signed`.
    static func signature(of signed: [UInt8], key: [UInt8]) -> String {
        Base64URL.encode(HMACSHA256.code(for: signed, key: key))
    }

    private static func isFree(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "_") }
        return isPlain && !name.isEmpty && !TokenClaims.registered.contains(name)
    }
}

/// Why a token is not issued, or not taken. Its holder learns only that it is not taken.
package enum TokenError: Error, Hashable, CustomStringConvertible {
    /// More than ``TokenIssuer/longestToken`` bytes.
    case tooLong(Int)
    /// A claim of our own whose name is registered, or not made of lower-case letters and underscores.
    case claimName(String)
    /// Not three parts with full stops between.
    case notAToken
    /// Another algorithm or type: never ours.
    case otherHeader
    case wrongSignature
    /// Signed with our key, but not written as we write: by another program that has the key.
    case otherClaims
    case notYet
    case expired

    package var description: String {
        switch self {
        case .tooLong(let count): "a token of \(count) bytes, but it may have \(TokenIssuer.longestToken)"
        case .claimName(let name): "a claim of our own cannot be called '\(name)'"
        case .notAToken: "this is not a JSON web token"
        case .otherHeader: "the token's header is not the one that this server writes"
        case .wrongSignature: "the token was signed with another key, or changed"
        case .otherClaims: "the token's claims are not written as this server writes them"
        case .notYet: "the token does not count yet"
        case .expired: "the token has expired"
        }
    }
}
