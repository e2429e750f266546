import Cryptography
import Logging
import Synchronization
import Testing

@testable import HTTPServing

struct CertificateKeeperTests {
    private final class Clock: Sendable {
        let seconds = Mutex(HTTPDate.systemSeconds())

        func advance(days: Int64) { seconds.withLock { $0 += days * 86_400 } }
    }

    private let clock = Clock()
    private let log = LogLines()

    private func keeper(_ source: ListenerTLS.Source) -> CertificateKeeper {
        let clock = clock
        return CertificateKeeper(
            ListenerTLS(source, now: { clock.seconds.withLock { $0 } }),
            logger: log.logger(.trace)
        )
    }

    private func selfSigned(_ folder: TemporaryFolder, _ names: [String] = ["nvr.local", "127.0.0.1"])
        -> CertificateKeeper
    {
        keeper(.selfSigned(folder: folder.path, name: "native", hostNames: names))
    }

    private func owned(_ folder: TemporaryFolder) -> CertificateKeeper {
        keeper(.files(certificate: folder.path + "/chain.pem", key: folder.path + "/key.pem"))
    }

    private func writePair(to folder: TemporaryFolder) throws {
        let made = try #require(SelfSignedCertificate(commonName: "test", hostNames: ["nvr.example.net"]))
        try folder.write(made.certificatePEM, to: "chain.pem")
        try folder.write(made.keyPEM, to: "key.pem")
    }

    @Test func oursIsMadeOnceAndKept() throws {
        let folder = try TemporaryFolder()
        let first = selfSigned(folder)
        #expect(first.context == nil && first.certificatePEM == nil)
        try first.open()
        #expect(first.context != nil)
        #expect(try folder.mode(of: "native-key.pem") == 0o600)
        #expect(try folder.mode(of: "native-certificate.pem") == 0o600)
        let second = selfSigned(folder, ["127.0.0.1", "NVR.local"])
        try second.open()
        #expect(first.certificatePEM == second.certificatePEM, "names are a set, and know no case")
        second.look()
        #expect(first.certificatePEM == second.certificatePEM)
    }

    @Test func oursIsMadeAnewForOtherNamesAndBeforeItsEnd() throws {
        let folder = try TemporaryFolder()
        let keeper = selfSigned(folder)
        try keeper.open()
        let first = keeper.certificatePEM
        let other = selfSigned(folder, ["nvr.local", "::1"])
        try other.open()
        #expect(other.certificatePEM != first)
        clock.advance(days: 334)
        other.look()
        let second = other.certificatePEM
        let again = selfSigned(folder, ["nvr.local", "::1"])
        try again.open()
        #expect(again.certificatePEM == second)
        clock.advance(days: 2)
        other.look()
        #expect(other.certificatePEM != second, "29 days before its end")
        again.look()
        #expect(again.certificatePEM != second)
    }

    @Test func oursIsMadeAnewWhereItIsBroken() throws {
        let folder = try TemporaryFolder()
        try selfSigned(folder).open()
        try folder.write(Array("nonsense".utf8), to: "native-certificate.pem")
        let keeper = selfSigned(folder)
        try keeper.open()
        #expect(keeper.context != nil)
        #expect(log.lines.contains { $0.hasPrefix("warning") && $0.contains("made anew") })
        let before = keeper.certificatePEM
        try keeper.renew()
        #expect(keeper.certificatePEM != before)
    }

    @Test func aFolderThatCannotBeWrittenIsTold() {
        let error = #expect(throws: CertificateError.self) {
            try keeper(.selfSigned(folder: "/nonexistent", name: "native", hostNames: ["a"])).open()
        }
        #expect(error?.path == "/nonexistent/native-key.pem")
        guard case .unwritable = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func namesThatCannotStandInACertificateAreTold() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: CertificateError.self) { try selfSigned(folder, ["a,b"]).open() }
        #expect(error?.reason == .badNames)
    }

    @Test func theOwnersFilesAreTakenWhenTheyChange() throws {
        let folder = try TemporaryFolder()
        try writePair(to: folder)
        let keeper = owned(folder)
        try keeper.open()
        let first = keeper.certificatePEM
        keeper.look()
        #expect(keeper.certificatePEM == first && log.lines.isEmpty)
        try writePair(to: folder)
        keeper.look()
        #expect(keeper.certificatePEM != first)
        #expect(log.lines.count == 1 && log.lines[0].hasPrefix("notice the certificate was exchanged"))
        let second = keeper.certificatePEM
        try keeper.renew()
        #expect(keeper.certificatePEM == second, "the owner's are not ours to make")
    }

    @Test func aBrokenPairIsReportedOnceAndTheOldOneGoesOn() throws {
        let folder = try TemporaryFolder()
        try writePair(to: folder)
        let keeper = owned(folder)
        try keeper.open()
        let first = keeper.certificatePEM
        // Half of an exchange: the certificate is new, the key is not yet.
        let made = try #require(SelfSignedCertificate(commonName: "test", hostNames: ["nvr.example.net"]))
        try folder.write(made.certificatePEM, to: "chain.pem")
        keeper.look()
        keeper.look()
        #expect(keeper.certificatePEM == first && keeper.context != nil)
        #expect(log.lines.count == 1 && log.lines[0].contains("must belong together"), "\(log.lines)")
        try folder.write(made.keyPEM, to: "key.pem")
        keeper.look()
        #expect(keeper.certificatePEM == made.certificatePEM)
    }

    @Test func whatIsWrongIsToldInASentence() throws {
        let folder = try TemporaryFolder()
        func reason() -> CertificateError? { #expect(throws: CertificateError.self) { try owned(folder).open() } }
        let missing = reason()
        #expect(missing?.description.contains("chain.pem cannot be read (No such file or directory)") == true)
        try writePair(to: folder)
        try folder.write([], to: "chain.pem")
        #expect(reason()?.reason == .noCertificate)
        try writePair(to: folder)
        try folder.write(Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8), to: "key.pem")
        #expect(reason()?.reason == .noKey)
        let (certificate, key) = (try folder.read("chain.pem"), try folder.read("key.pem"))
        try folder.write(key + certificate, to: "key.pem")
        #expect(reason()?.reason == .noKey)
        try writePair(to: folder)
        try folder.write(certificate, to: "chain.pem")
        #expect(reason()?.reason == .mismatch)
        try folder.write([UInt8](repeating: 0x41, count: 2 << 20), to: "key.pem")
        #expect(reason()?.description.contains("larger than a certificate") == true)
    }
}
