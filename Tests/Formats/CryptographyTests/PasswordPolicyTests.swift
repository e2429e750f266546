import TestKit
import Testing

@testable import Cryptography

struct PasswordPolicyTests {
    private let policy = PasswordPolicy()

    private func refusal(_ password: String, userName: String = "alice") -> PasswordRefusal? {
        do throws(PasswordRefusal) {
            try policy.check(password, userName: userName)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "correct-horse-battery-1", "horse-battery-2-staple", "another-horse-battery-3", "vier wörter ohne sinn",
        "kvmqzxw rtpl", "admin 93 62 71 84 50", "8306195274061", "gâteau au chocolat", "пароль не угадаешь",
        "malice and wonder", "🦉🌙🎥🔭🌳🏡🐈🚪🪟💡🛰🔔",
    ])
    func goodPasswords(password: String) {
        #expect(refusal(password) == nil)
    }

    @Test(arguments: [
        "password1234", "Password2026!", "PASSWORDpassword", "p@ssw0rd!!!!", "123456789012", "1234567890123456",
        "098765432109", "qwertyuiop123", "Qwertyuiop!!", "1q2w3e4r5t6y", "1qaz2wsx3edc", "administrator",
        "Administrator1", "aaaaaaaaaaaa", "abababababab", "abcabcabcabca", "!!!!!!!!!!!!", "            ",
        "letmeinletmein", "iloveyou2024", "welcome12345", "changeme!2026", "nightjar2026", "adminadminadmin",
        "20262026admin", "correcthorsebatterystaple", "monkeymonkeymon", "hikvision123", "abcdefghijkl",
    ])
    func commonPasswords(password: String) {
        #expect(refusal(password) == .common)
    }

    @Test(arguments: [
        ("alicealicealice", "alice"), ("Alice1234567", "alice"), ("2026!Alice!26", "Alice"),
        ("front.office", "front.office"),
        ("front.office1", "Front.Office"), ("xk29-alice-q", "alice"), ("élodie123456", "Élodie"),
        ("ananananananan", "an"),
    ])
    func theUserName(password: String, userName: String) {
        #expect(refusal(password, userName: userName) == .userName)
    }

    @Test func aNameInALongPasswordIsNoHarm() {
        #expect(refusal("alice's 7 owls fly", userName: "alice") == nil)
        #expect(refusal("banana in pyjamas", userName: "an") == nil)
        #expect(refusal("kvmqzxwrtplb", userName: "") == nil)
    }

    @Test func lengths() {
        #expect(refusal("kvmqzxwrtpl") == .tooShort(12))
        #expect(refusal("kvmqzxwrtplb") == nil)
        // Twelve code points, six of them accents.
        #expect(refusal(String("kvmqzx".flatMap { "\($0)\u{301}" })) == nil)
        let words = "owl fence lamp river ".utf8
        let long = String(
            decoding: (0..<1024).map { words[words.index(words.startIndex, offsetBy: $0 * 7 % 20)] },
            as: UTF8.self
        )
        #expect(refusal("#" + String(long.dropLast())) == nil)
        #expect(refusal("#" + long) == .tooLong)
        #expect(refusal(String(repeating: "é", count: 513)) == .tooLong)
        #expect(refusal(String(repeating: "x", count: 10_000_000)) == .tooLong)
    }

    @Test func theMinimumIsASetting() {
        var policy = PasswordPolicy(minimumCharacters: 8)
        #expect(throws: Never.self) { try policy.check("kvmqzxwr", userName: "a") }
        #expect(throws: PasswordRefusal.common) { try policy.check("12345678", userName: "a") }
        #expect(throws: PasswordRefusal.common) { try policy.check("password", userName: "a") }
        policy.minimumCharacters = 0
        #expect(throws: Never.self) { try policy.check("", userName: "a") }
        #expect(throws: Never.self) { try policy.check("x", userName: "a") }
        #expect(throws: PasswordRefusal.userName) { try policy.check("A", userName: "a") }
    }

    @Test(arguments: [PasswordRefusal.tooShort(12), .tooLong, .common, .userName])
    func refusalsAreSentences(refusal: PasswordRefusal) {
        #expect("\(refusal)".hasPrefix("This password is ") && "\(refusal)".hasSuffix("."))
    }

    @Test func anyTextIsJudged() {
        var generator = SeededGenerator(seed: 3)
        let letters: [Character] = ["a", "1", "é", "\u{301}", "ß", "İ", "🏳️‍🌈", "\0", "\r\n", " "]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...30, using: &generator)
            let text = (0..<count).map { _ in letters[Int.random(in: letters.indices, using: &generator)] }
            let found = refusal(String(text), userName: String(text.prefix(count / 2)))
            #expect(found != .tooLong)
        }
    }
}
