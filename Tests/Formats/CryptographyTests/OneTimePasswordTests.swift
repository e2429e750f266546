import Media
import Testing

@testable import Cryptography

struct OneTimePasswordTests {
    private static let secret = Array("12345678901234567890".utf8)

    /// RFC 4226, appendix D.
    @Test(arguments: [
        (0, "755224"), (1, "287082"), (2, "359152"), (3, "969429"), (4, "338314"), (5, "254676"), (6, "287922"),
        (7, "162583"), (8, "399871"), (9, "520489"),
    ])
    func codesOfRFC4226(step: Int64, code: String) {
        #expect(OneTimePassword.code(secret: Self.secret, step: step) == code)
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    @Test(arguments: [
        (59, 1, "287082"), (1_111_111_109, 0x23523EC, "081804"), (1_111_111_111, 0x23523ED, "050471"),
        (1_234_567_890, 0x273EF07, "005924"), (2_000_000_000, 0x3F940AA, "279037"),
        (20_000_000_000, 0x27BC86AA, "353130"),
    ])
    func codesOfRFC6238(seconds: Int64, step: Int64, code: String) {
        #expect(OneTimePassword.step(at: seconds) == step)
        #expect(OneTimePassword.code(secret: Self.secret, step: step) == code)
        let matching = OneTimePassword.matchingStep(code: code, secret: Self.secret, at: seconds, lastUsed: nil)
        #expect(matching == step)
    }

    @Test func stepsAreHalfMinutes() {
        let expected: [(Int64, Int64)] = [(0, 0), (29, 0), (30, 1), (-1, -1), (-30, -1), (-31, -2)]
        for (seconds, step) in expected { #expect(OneTimePassword.step(at: seconds) == step) }
    }

    @Test func oneStepEitherWayAndNoFurther() {
        let present: Int64 = 1000
        for distance in Int64(-3)...3 {
            let code = OneTimePassword.code(secret: Self.secret, step: present + distance)
            let matching = OneTimePassword.matchingStep(
                code: code,
                secret: Self.secret,
                at: present * 30 + 17,
                lastUsed: nil
            )
            #expect(matching == (abs(distance) <= 1 ? present + distance : nil))
        }
    }

    @Test func noCodeIsTakenTwice() {
        let present: Int64 = 1000
        func matching(_ step: Int64, lastUsed: Int64) -> Int64? {
            let code = OneTimePassword.code(secret: Self.secret, step: step)
            return OneTimePassword.matchingStep(code: code, secret: Self.secret, at: present * 30, lastUsed: lastUsed)
        }
        #expect(matching(1000, lastUsed: 1000) == nil)
        #expect(matching(999, lastUsed: 1000) == nil)
        #expect(matching(1000, lastUsed: 1001) == nil)
        #expect(matching(1001, lastUsed: 1000) == 1001)
        #expect(matching(1000, lastUsed: 999) == 1000)
        #expect(matching(999, lastUsed: .min) == 999)
        #expect(matching(1001, lastUsed: .max) == nil)
    }

    @Test func anotherSecretMatchesNothing() {
        let code = OneTimePassword.code(secret: Self.secret, step: 5)
        let other = Array("12345678901234567891".utf8)
        #expect(OneTimePassword.matchingStep(code: code, secret: other, at: 150, lastUsed: nil) == nil)
    }

    /// What is not set up must not be open to whoever computes codes without a secret.
    @Test(arguments: [0, 1, 15])
    func aSecretThatIsTooShortMatchesNothing(count: Int) {
        let secret = [UInt8](repeating: 0, count: count)
        let code = OneTimePassword.code(secret: secret, step: 5)
        #expect(OneTimePassword.matchingStep(code: code, secret: secret, at: 150, lastUsed: nil) == nil)
    }

    @Test func blanksDoNotMatter() {
        for text in ["755224", "755 224", " 7 5 5 2 2 4 "] {
            #expect(OneTimePassword.matchingStep(code: text, secret: Self.secret, at: 0, lastUsed: nil) == 0)
        }
    }

    @Test(arguments: [
        "", " ", "75522", "7552244", "0755224", "-755224", "+755224", "755-224", "755224\n", "755224\0", "75522٤",
        "７５５２２４", "7e5224", "755224\u{301}", String(repeating: " ", count: 27) + "755224",
        String(repeating: "7", count: 1_000_000),
    ])
    func otherTextIsNoCode(text: String) {
        #expect(OneTimePassword.matchingStep(code: text, secret: Self.secret, at: 0, lastUsed: nil) == nil)
    }

    @Test func anyTimeIsTaken() {
        for seconds in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
            let step = OneTimePassword.step(at: seconds)
            let code = OneTimePassword.code(secret: Self.secret, step: step)
            #expect(code.utf8.count == 6)
            #expect(
                OneTimePassword.matchingStep(code: code, secret: Self.secret, at: seconds, lastUsed: nil) == step
            )
        }
    }

    @Test func secretsAreNew() {
        #expect(OneTimePassword.newSecret().count == 20)
        #expect(OneTimePassword.newSecret() != OneTimePassword.newSecret())
    }

    /// The example of the "Key URI Format".
    @Test func addressForAnAuthenticator() {
        let secret = Array("Hello!".utf8) + [0xDE, 0xAD, 0xBE, 0xEF]
        #expect(
            OneTimePassword.address(secret: secret, issuer: "Example", account: "alice@google.com")
                == "otpauth://totp/Example:alice%40google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example"
                + "&algorithm=SHA1&digits=6&period=30"
        )
    }

    @Test func namesAreEncodedInAddresses() {
        #expect(
            OneTimePassword.address(secret: [0], issuer: "Café: 3/4?", account: "a&b=c#d:e")
                == "otpauth://totp/Caf%C3%A9-%203%2F4%3F:a%26b%3Dc%23d-e?secret=AA&issuer=Caf%C3%A9-%203%2F4%3F"
                + "&algorithm=SHA1&digits=6&period=30"
        )
        #expect(
            OneTimePassword.address(secret: [0], issuer: "", account: "anna")
                == "otpauth://totp/anna?secret=AA&algorithm=SHA1&digits=6&period=30"
        )
    }
}
