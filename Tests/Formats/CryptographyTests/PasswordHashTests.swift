import Media
import TestKit
import Testing

@testable import Cryptography

struct PasswordHashTests {
    private static let cheap = PasswordHash.Cost(memory: 64, passes: 1, lanes: 1)

    private struct Vector {
        var cost: PasswordHash.Cost
        var password, salt, kept: String
    }

    /// Of the reference implementation's own tests (`src/test.c`), for Argon2id and version 1.3.
    @Test(arguments: 0..<4)
    func referenceVectors(index: Int) throws {
        let vector = [
            Vector(
                cost: .init(memory: 256, passes: 2, lanes: 1),
                password: "password",
                salt: "somesalt",
                kept: "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            ),
            Vector(
                cost: .init(memory: 256, passes: 2, lanes: 2),
                password: "password",
                salt: "somesalt",
                kept: "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
            ),
            Vector(
                cost: .init(memory: 65_536, passes: 2, lanes: 1),
                password: "password",
                salt: "somesalt",
                kept: "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            ),
            Vector(
                cost: .init(memory: 65_536, passes: 2, lanes: 1),
                password: "differentpassword",
                salt: "somesalt",
                kept: "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94"
            ),
        ][index]
        let password = Array(vector.password.utf8)
        #expect(try PasswordHash.hash(password, cost: vector.cost, salt: Array(vector.salt.utf8)) == vector.kept)
        #expect(try PasswordHash.verify(password, against: vector.kept))
        #expect(try !PasswordHash.verify(password + [0], against: vector.kept))
    }

    @Test func anyPasswordAndNoOther() throws {
        var generator = SeededGenerator(seed: 1)
        for count in [0, 1, 12, 100, 1024] {
            let password = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let kept = try PasswordHash.hash(password, cost: Self.cheap)
            #expect(try PasswordHash.verify(password, against: kept))
            for index in password.indices.prefix(20) {
                var other = password
                other[index] ^= 1 << UInt8(index % 8)
                #expect(try !PasswordHash.verify(other, against: kept))
            }
        }
    }

    @Test func noTwoHashesAreTheSame() throws {
        let password = Array("four words of chance".utf8)
        let hashes = try [PasswordHash.hash(password), PasswordHash.hash(password)]
        #expect(hashes[0] != hashes[1])
        #expect(hashes[0].hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try PasswordHash.verify(password, against: hashes[0]))
        #expect(try !PasswordHash.verify(Array("four words of change".utf8), against: hashes[0]))
    }

    /// Composed and not: the same to a person, but not to us.
    @Test func passwordsAreBytes() throws {
        let kept = try PasswordHash.hash(Array("caf\u{E9}".utf8), cost: Self.cheap)
        #expect(try !PasswordHash.verify(Array("cafe\u{301}".utf8), against: kept))
    }

    @Test func whatIsTooLongIsNotHashed() throws {
        let long = [UInt8](repeating: 0x61, count: 1025)
        #expect(throws: PasswordHashError.passwordTooLong(1025)) { try PasswordHash.hash(long, cost: Self.cheap) }
        let kept = try PasswordHash.hash(Array(long.dropLast()), cost: Self.cheap)
        #expect(try !PasswordHash.verify(long, against: kept))
        for count in [0, 7, 65] {
            #expect(throws: PasswordHashError.saltOfWrongLength(count)) {
                try PasswordHash.hash([], cost: Self.cheap, salt: [UInt8](repeating: 0, count: count))
            }
        }
    }

    @Test(arguments: [
        PasswordHash.Cost(memory: 262_145, passes: 1, lanes: 1), .init(memory: 7, passes: 1, lanes: 1),
        .init(memory: 15, passes: 1, lanes: 2), .init(memory: 64, passes: 0, lanes: 1),
        .init(memory: 64, passes: 17, lanes: 1), .init(memory: 64, passes: 1, lanes: 0),
        .init(memory: 72, passes: 1, lanes: 9), .init(memory: 4_294_967_295, passes: 1, lanes: 1),
        .init(memory: .max, passes: .max, lanes: .max), .init(memory: 64, passes: 1, lanes: .max / 2),
        .init(memory: 0, passes: 0, lanes: 0), .init(memory: -64, passes: 1, lanes: 1),
        .init(memory: 64, passes: -1, lanes: -1),
    ])
    func aForgedCostIsNotPaid(cost: PasswordHash.Cost) throws {
        #expect(throws: PasswordHashError.costOutOfBounds(cost)) { try PasswordHash.hash([], cost: cost) }
        let forged =
            "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)$c29tZXNhbHQ$"
            + "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        #expect(throws: PasswordHashError.costOutOfBounds(cost)) { try PasswordHash.verify([], against: forged) }
        #expect(PasswordHash.needsRehash(forged))
    }

    private static let kept = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"

    /// Each with one thing that is not as it is written by us.
    @Test(arguments: [
        ("argon2id", "argon2i"), ("argon2id", "argon2d"), ("argon2id", "Argon2id"), ("v=19", "v=16"), ("v=19$", ""),
        ("m=64", "m=064"), ("m=64", "m=+64"), ("m=64", "m= 64"), ("m=64", "m=6٤"), ("m=64", "m=0x40"),
        ("m=64", "m=99999999999999999999"), ("m=64,t=1,p=1", "t=1,m=64,p=1"), ("p=1", "p=1,keyid=AA"), ("p=1", "p=1,"),
        ("c29tZXNhbHQ", "c29tZXNhbHR"), ("c29tZXNhbHQ", "c29tZXNhbHQ="), ("c29tZXNhbHQ", "c29tZXM"),
        ("c29tZXNhbHQ", ""), ("$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", ""),
        ("uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "g"),
        ("/", "_"), ("$argon2id", "argon2id"), ("Gi/4", "Gi/4$"), ("Gi/4", "Gi/4\n"), ("m=64", "m=64\u{301}"),
    ])
    func otherTextIsNoHash(part: String, other: String) throws {
        let text = Self.kept.replacing(part, with: other)
        try #require(!text.utf8.elementsEqual(Self.kept.utf8))
        #expect(throws: PasswordHashError.notAPasswordHash) { try PasswordHash.verify([], against: text) }
        #expect(PasswordHash.needsRehash(text))
    }

    @Test func flippedBitsAndCutsDoNotHarm() throws {
        var generator = SeededGenerator(seed: 7)
        let password = Array("x".utf8)
        let kept = try PasswordHash.hash(password, cost: Self.cheap)
        for _ in 0..<3000 {
            var bytes = Array(kept.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] ^=
                    1 << UInt8.random(in: 0...7, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if text != kept { #expect((try? PasswordHash.verify(password, against: text)) != true) }
        }
        for count in 0..<kept.utf8.count {
            #expect((try? PasswordHash.verify(password, against: String(kept.prefix(count)))) != true)
        }
        #expect(throws: PasswordHashError.notAPasswordHash) {
            try PasswordHash.verify([], against: String(repeating: "$", count: 1_000_000))
        }
    }

    @Test func aKeyIsTheBareHash() throws {
        let cost = PasswordHash.Cost(memory: 256, passes: 2, lanes: 1)
        let key = try PasswordHash.key(from: Array("password".utf8), salt: Array("somesalt".utf8), cost: cost)
        // The first of the reference vectors.
        let expected = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
        #expect(Hexadecimal.encode(key.bytes) == expected)
        let forged = PasswordHash.Cost(memory: 1 << 30, passes: 1, lanes: 1)
        #expect(throws: PasswordHashError.costOutOfBounds(forged)) {
            try PasswordHash.key(from: [], salt: Array("somesalt".utf8), cost: forged)
        }
        #expect(throws: PasswordHashError.saltOfWrongLength(0)) { try PasswordHash.key(from: [], salt: [], cost: cost) }
    }

    @Test func hashesOfAnotherCostAreMadeAnew() throws {
        let kept = try PasswordHash.hash([1], cost: Self.cheap)
        #expect(!PasswordHash.needsRehash(kept, cost: Self.cheap))
        #expect(PasswordHash.needsRehash(kept))
        #expect(PasswordHash.needsRehash(""))
        // A salt of eight bytes is taken, but not left so.
        #expect(PasswordHash.needsRehash(Self.kept, cost: Self.cheap))
    }
}
