import Cryptography
import Media
import TestKit
import Testing

@testable import JSONWebToken

struct TokenIssuerTests {
    private static let issued: Int64 = 1_700_000_000
    private static let claims = TokenClaims(
        subject: "anna",
        id: "t-1",
        issuedAt: issued,
        expiresAt: issued + 3600,
        others: ["face": "vibenvr"]
    )

    private let key: SymmetricKey
    private let issuer: TokenIssuer

    init() throws {
        key = try SymmetricKey((0..<32).map { UInt8($0) })
        issuer = TokenIssuer(key: key)
    }

    /// A token as an attacker, or another library with our key, would write it.
    private func forged(header: String, json: String, key: [UInt8]) -> String {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(json.utf8))
        return signed + "." + TokenIssuer.signature(of: Array(signed.utf8), key: key)
    }

    private func error(_ token: String, at seconds: Int64 = issued) -> TokenError? {
        do throws(TokenError) {
            _ = try issuer.claims(of: token, at: seconds)
            return nil
        } catch {
            return error
        }
    }

    /// RFC 7515, appendix A.1.
    @Test func signatureOfRFC7515() throws {
        let key = try #require(
            Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
        )
        let signed =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6"
            + "Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signature = TokenIssuer.signature(of: Array(signed.utf8), key: key)
        #expect(signature == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    /// Made with Python's `hmac`, `json` and `base64`.
    @Test func theTokenOfAnotherProgram() throws {
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbm5hIiwianRpIjoidC0xIiwiaWF0IjoxNzAwMDAwMDAwLCJleHAi"
            + "OjE3MDAwMDM2MDAsImZhY2UiOiJ2aWJlbnZyIn0.pNFKLdK3DKNwbai2kxntfK3f5YAPLqH-vH8xXacWyFQ"
        #expect(try issuer.token(of: Self.claims) == token)
        #expect(try issuer.claims(of: token, at: Self.issued) == Self.claims)
    }

    @Test func theHeaderIsWhatItSays() {
        #expect(Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8)) == TokenIssuer.header)
    }

    @Test func itCountsFromAndUntil() throws {
        var claims = Self.claims
        claims.notBefore = Self.issued + 60
        let token = try issuer.token(of: claims)
        #expect(error(token, at: Self.issued + 59) == .notYet)
        #expect(error(token, at: Self.issued + 60) == nil)
        #expect(error(token, at: Self.issued + 3599) == nil)
        #expect(error(token, at: Self.issued + 3600) == .expired)
        #expect(error(token, at: .min) == .notYet)
        #expect(error(token, at: .max) == .expired)
    }

    private static let json = String(decoding: claims.json, as: UTF8.self)

    @Test(arguments: [
        #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"None","typ":"JWT"}"#, #"{"alg":"nOnE"}"#, "{}", "",
        #"{"alg":"HS256"}"#, #"{"typ":"JWT","alg":"HS256"}"#, #"{"alg":"HS512","typ":"JWT"}"#,
        #"{"alg":"RS256","typ":"JWT"}"#, #"{"alg": "HS256","typ":"JWT"}"#, #"{"alg":"hs256","typ":"JWT"}"#,
        #"{"alg":"HS256","typ":"JWT","kid":"../../dev/null"}"#, #"{"alg":"HS256","typ":"JWT","jwk":{"k":"AA"}}"#,
        #"{"alg":"HS256","alg":"none","typ":"JWT"}"#, #"{"alg":"HS256","typ":"JWT","crit":["exp"]}"#,
    ])
    func anotherHeaderIsRefusedHoweverItIsSigned(header: String) {
        let encoded = Base64URL.encode(Array(header.utf8))
        let payload = Base64URL.encode(Self.claims.json)
        for token in [
            forged(header: header, json: Self.json, key: key.bytes), forged(header: header, json: Self.json, key: []),
            "\(encoded).\(payload).", "\(encoded).\(payload).AA",
        ] {
            #expect(error(token) == .otherHeader)
        }
        #expect(error("\(encoded).\(payload)") == .notAToken)
    }

    @Test func withoutOurKeyNothingIsTaken() throws {
        let token = try issuer.token(of: Self.claims)
        let body = token.prefix(upTo: try #require(token.lastIndex(of: ".")))
        let header = #"{"alg":"HS256","typ":"JWT"}"#
        for other in [[], [0], [UInt8](repeating: 0, count: 32), SymmetricKey.random().bytes] {
            #expect(error(forged(header: header, json: Self.json, key: other)) == .wrongSignature)
        }
        for signature in ["", "AA", String(repeating: "A", count: 43), String(repeating: "A", count: 1000)] {
            #expect(error("\(body).\(signature)") == .wrongSignature)
        }
        #expect(throws: TokenError.wrongSignature) {
            try TokenIssuer(key: .random()).claims(of: token, at: Self.issued)
        }
        // The claims of one under the signature of another.
        var others = Self.claims
        others.subject = "root"
        let mixed = try issuer.token(of: others).split(separator: ".").prefix(2) + token.split(separator: ".").suffix(1)
        #expect(error(mixed.joined(separator: ".")) == .wrongSignature)
    }

    @Test func thereIsOneSpellingOfAToken() throws {
        let token = try issuer.token(of: Self.claims)
        #expect(error(token + "=") == .wrongSignature)
        #expect(error(token + " ") == .wrongSignature)
        #expect(error(token + "\n") == .wrongSignature)
        #expect(error(token + ".") == .notAToken)
        #expect(error(" " + token) == .otherHeader)
        #expect(error(token.replacing(".", with: "..")) == .notAToken)
        // The last digit of a signature has two bits that say nothing.
        #expect(token.last == "Q")
        for last in ["R", "S", "T"] { #expect(error(token.dropLast() + last) == .wrongSignature) }
    }

    @Test func everyFlippedBitIsSeen() throws {
        let token = Array(try issuer.token(of: Self.claims).utf8)
        for bit in 0..<token.count * 8 {
            var changed = token
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let text = String(decoding: changed, as: UTF8.self)
            #expect([.otherHeader, .wrongSignature, .notAToken].contains(error(text)))
        }
        for count in 0..<token.count {
            #expect(error(String(decoding: token.prefix(count), as: UTF8.self)) != nil)
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "1", #"{"sub":"anna"}"#, #"{"jti":"t","sub":"a","iat":1,"exp":9}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999,"sub":"b"}"#, #"{"sub":"a","jti":"t","iat":1,"exp":9e99}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999999999999}"#, #"{"sub":"a","jti":"t","iat":1,"exp":null}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":"99999999999"}"#, #"{"sub":"a","jti":"t","iat":1}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999} "#, #"{ "sub":"a","jti":"t","iat":1,"exp":99999999999}"#,
        #"{"sub":"a","jti":"t","iat":01,"exp":99999999999}"#, #"{"sub":"a","jti":"t","iat":1.0,"exp":99999999999}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999,"z":"1","a":"2"}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999,"a":["b"]}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999,"a":{"b":1}}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999,"a":7}"#,
        #"{"sub":"\u0061","jti":"t","iat":1,"exp":99999999999}"#,
        #"{"sub":"\n","jti":"t","iat":1,"exp":99999999999}"#, #"{"sub":"a","jti":"t","iat":1,"exp":99999999999,}"#,
        #"{"sub":"a","jti":"t","iat":1,"exp":99999999999"#, #"{"sub":"a","jti":"t","iat":1,"exp":99999999999}}"#,
        #"{"sub":"a"#, #"{"sub":"\"#, #"{"sub":"\u00"#, #"{"sub":"\u00e9","jti":"t","iat":1,"exp":99999999999}"#,
        #"{"sub":{"sub":{"sub":{"sub":"#, #"{"sub":"a","jti":"t","iat":true,"exp":99999999999}"#,
    ])
    func otherClaimsAreRefusedUnderOurKeyToo(json: String) {
        let token = forged(header: #"{"alg":"HS256","typ":"JWT"}"#, json: json, key: key.bytes)
        #expect(error(token) == .otherClaims)
    }

    @Test func whatIsNoTextIsRefused() {
        let json = Array(#"{"sub":""#.utf8) + [0xC3] + Array(#"","jti":"t","iat":1,"exp":99999999999}"#.utf8)
        let signed = TokenIssuer.header + "." + Base64URL.encode(json)
        let token = signed + "." + TokenIssuer.signature(of: Array(signed.utf8), key: key.bytes)
        #expect(error(token) == .otherClaims)
    }

    @Test func sizesAreBounded() throws {
        var claims = Self.claims
        claims.subject = String(repeating: "x", count: 1300)
        let token = try issuer.token(of: claims)
        #expect(try issuer.claims(of: token, at: Self.issued) == claims)
        claims.subject = String(repeating: "x", count: 1500)
        #expect(throws: TokenError.self) { try issuer.token(of: claims) }
        #expect(error(String(repeating: "x", count: 2049)) == .tooLong(2049))
        #expect(error(String(repeating: "x", count: 2048)) == .notAToken)
        #expect(error(String(repeating: ".", count: 2048)) == .notAToken)
        #expect(error(String(repeating: ".", count: 10_000_000)) == .tooLong(10_000_000))
    }

    @Test(arguments: ["", "sub", "exp", "iss", "aud", "Face", "a-b", "a1", "é", "a\"b"])
    func claimsOfOurOwnHavePlainNames(name: String) {
        var claims = Self.claims
        claims.others[name] = "x"
        #expect(throws: TokenError.claimName(name)) { try issuer.token(of: claims) }
    }

    @Test func anyTextComesBack() throws {
        var generator = SeededGenerator(seed: 11)
        let letters: [Unicode.Scalar] = [
            "a", "\"", "\\", "/", "\n", "\0", "\u{1F}", "\u{7F}", "é", "\u{301}", "🦉", "{", ":",
        ]
        func text() -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                text.append(letters[Int.random(in: letters.indices, using: &generator)])
            }
            return String(text)
        }
        for _ in 0..<500 {
            let isDelayed = Bool.random(using: &generator)
            let claims = TokenClaims(
                subject: text(),
                id: text(),
                issuedAt: Int64.random(in: .min ... .max, using: &generator),
                notBefore: isDelayed ? Int64.random(in: .min ... -1, using: &generator) : nil,
                expiresAt: Int64.random(in: 1 ... .max, using: &generator),
                others: ["face": text(), "scope": text(), "a_b": text()]
            )
            let read = try issuer.claims(of: issuer.token(of: claims), at: 0)
            #expect(read == claims)
            #expect(read.subject.utf8.elementsEqual(claims.subject.utf8))
        }
    }

    /// Nobody gets so far without our key; but the reader must stand it.
    @Test func damagedClaimsDoNotHarm() {
        var generator = SeededGenerator(seed: 12)
        let json = TokenClaims(
            subject: "a\u{1}\"\\é",
            id: "t",
            issuedAt: -5,
            notBefore: 1,
            expiresAt: .max,
            others: ["face": "nem"]
        ).json
        for _ in 0..<5000 {
            var bytes = json
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] ^=
                    1 << UInt8.random(in: 0...7, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0...3, using: &generator))
            if let claims = ClaimsReader.claims(in: bytes) { #expect(claims.json == bytes) }
        }
        for count in 0..<json.count { #expect(ClaimsReader.claims(in: Array(json.prefix(count))) == nil) }
    }
}
