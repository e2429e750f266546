import Foundation
import Media
import Testing

@testable import Cryptography

struct Ed25519Tests {
    /// RFC 8032 §7.1, tests 1 and 3.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ])
    func theStandardsOwnSignatures(secret: String, publicKey: String, message: String, signature: String) throws {
        let secret = try #require(Hexadecimal.decode(secret))
        let message = try #require(Hexadecimal.decode(message))
        #expect(Hexadecimal.encode(LibCrypto.ed25519Public(secret)) == publicKey)
        #expect(Hexadecimal.encode(LibCrypto.ed25519Sign(message, secret: secret)) == signature)
        let key = VerifyingKey(LibCrypto.ed25519Public(secret))
        #expect(key.isSignature(try #require(Hexadecimal.decode(signature)), of: message))
        #expect(!key.isSignature(try #require(Hexadecimal.decode(signature)), of: message + [0]))
    }

    @Test func noBitOfASignatureCanBeChanged() {
        let key = SigningKey.random()
        let message = Array("what was signed".utf8)
        let signature = key.signature(of: message)
        #expect(key.publicKey.isSignature(signature, of: message))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 4
            #expect(!key.publicKey.isSignature(changed, of: message))
        }
        #expect(!key.publicKey.isSignature(Array(signature.dropLast()), of: message))
        #expect(!key.publicKey.isSignature([], of: message))
        #expect(!SigningKey.random().publicKey.isSignature(signature, of: message))
    }

    @Test func keysAreKeptAsText() throws {
        let key = SigningKey.random()
        #expect(SigningKey(pem: key.pem)?.pem == key.pem)
        #expect(SigningKey(pem: key.pem)?.publicKey == key.publicKey)
        #expect(VerifyingKey(pem: key.publicKey.pem) == key.publicKey)
        #expect(SigningKey(pem: key.publicKey.pem) == nil)
        #expect(VerifyingKey(pem: key.pem) == nil)
        #expect(VerifyingKey(pem: []) == nil)
        #expect(VerifyingKey(pem: Array(key.publicKey.pem.dropLast(30))) == nil)
        #expect("\(key)" == "SigningKey(hidden)")
    }

    /// By the `openssl` command, which is not ours.
    @Test func anotherProgramVerifiesAndReads() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ed25519-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let key = SigningKey.random()
        let message = Array("what was signed".utf8)
        let files = [
            "message": message, "signature": key.signature(of: message), "key.pem": key.publicKey.pem,
            "secret.pem": key.pem,
        ]
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        let good = "pkeyutl -verify -pubin -inkey key.pem -rawin -in message -sigfile signature"
        #expect(try openssl(good, folder).contains("Signature Verified Successfully"))
        #expect(try openssl("pkey -pubin -in key.pem -text -noout", folder).contains("ED25519 Public-Key"))
        #expect(
            try openssl("pkey -in secret.pem -pubout", folder) == String(decoding: key.publicKey.pem, as: UTF8.self)
        )
        try Data(message + [0]).write(to: folder.appending(path: "message"))
        #expect(try !openssl(good, folder).contains("Successfully"))
    }

    private func openssl(_ arguments: String, _ folder: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    @Test func aHashOfPiecesIsTheHashOfAll() {
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for split in [0, 1, 63, 64, 65, 1000, 3000] {
            var stream = SHA256Stream()
            let (head, tail) = (Array(bytes[..<split]), Array(bytes[split...]))
            stream.add(head.span)
            stream.add(tail.span)
            #expect(stream.end() == SHA256.hash(bytes))
        }
        #expect(SHA256Stream().end() == SHA256.hash([]))
    }
}
