import Foundation
import Testing

@testable import Cryptography

/// Read by the `openssl` command, which is not ours.
struct SelfSignedCertificateTests {
    private func describe(_ pem: [UInt8]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = ["x509", "-noout", "-text"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: pem)
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    @Test func anotherProgramReadsNamesAndUsage() throws {
        let made = try #require(
            SelfSignedCertificate(commonName: "Nightjar", hostNames: ["nvr.local", "127.0.0.1", "::1"])
        )
        let text = try describe(made.certificatePEM)
        #expect(text.contains("Subject: CN = Nightjar"))
        #expect(text.contains("DNS:nvr.local, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
        #expect(text.contains("TLS Web Server Authentication"))
        #expect(text.contains("prime256v1"))
        #expect(String(decoding: made.keyPEM, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func noTwoAreTheSame() throws {
        let first = try #require(SelfSignedCertificate(commonName: "a", hostNames: ["a"]))
        let second = try #require(SelfSignedCertificate(commonName: "a", hostNames: ["a"]))
        #expect(first.keyPEM != second.keyPEM)
        #expect(first.certificatePEM != second.certificatePEM)
    }

    @Test func namesThatCannotStandInACertificateAreRefused() {
        #expect(SelfSignedCertificate(commonName: "a", hostNames: []) == nil)
        #expect(SelfSignedCertificate(commonName: "a", hostNames: ["a,URI:http://x"]) == nil)
        #expect(SelfSignedCertificate(commonName: String(repeating: "x", count: 65), hostNames: ["a"]) == nil)
    }
}
