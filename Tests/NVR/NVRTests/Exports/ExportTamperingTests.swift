import Cryptography
import Foundation
import Media
import Testing

@testable import NVR

/// What somebody does to an export is found, and said plainly.
struct ExportTamperingTests {
    /// An export of two recordings, and what is said of it when something was done to it.
    private func withExport(_ body: (ExportsUnderTest, String) async throws -> Void) async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, (0..<300).map { UInt8(truncatingIfNeeded: $0) })
            try await world.record("yard", minute: 0, (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 3) })
            try await body(world, world.made(world.request(["gate", "yard"])))
        }
    }

    private func verdict(_ bytes: [UInt8], _ world: ExportsUnderTest) throws -> ExportVerdict {
        let path = world.folder.appending(path: "changed.zip")
        try Data(bytes).write(to: path)
        return try world.verdict(of: path.path)
    }

    private func faults(_ path: String, _ world: ExportsUnderTest, _ change: (inout Unpacked) -> Void) throws
        -> [String]
    {
        var unpacked = try Unpacked(path)
        change(&unpacked)
        let verdict = try verdict(unpacked.packed(), world)
        #expect(!verdict.isGood)
        return verdict.faults
    }

    @Test func noByteCanBeChangedUnseen() async throws {
        try await withExport { world, path in
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            #expect(try verdict(bytes, world).isGood)
            for index in stride(from: 0, to: bytes.count, by: 3) {
                var changed = bytes
                changed[index] ^= 1 << UInt8(index % 8)
                #expect(try !verdict(changed, world).isGood, "byte \(index)")
            }
        }
    }

    @Test func whatWasPackedAnewWithoutAChangeIsGood() async throws {
        try await withExport { world, path in
            let packed = try Unpacked(path).packed()
            #expect(try verdict(packed, world).isGood)
        }
    }

    @Test func aRecordingThatWasChanged() async throws {
        try await withExport { world, path in
            let name = try Unpacked(path).manifest().files[0].path
            let faults = try faults(path, world) { $0.change(name) { $0[100] ^= 1 } }
            #expect(faults == ["\(name) was changed: it is not the file that was exported."])
            let shorter = try self.faults(path, world) { $0.change(name) { $0.removeLast() } }
            #expect(shorter == ["\(name) has 299 bytes, but had 300."])
        }
    }

    @Test func aListThatWasChanged() async throws {
        try await withExport { world, path in
            let faults = try faults(path, world) { unpacked in
                unpacked.change("manifest.json") { bytes in
                    let text = String(decoding: bytes, as: UTF8.self).replacing("\"gate\"", with: "\"door\"")
                    bytes = Array(text.utf8)
                }
            }
            #expect(faults == ["The signature does not fit: the manifest, the signature or the key was changed."])
        }
    }

    @Test func aSignatureOrKeyThatWasChangedOrIsGone() async throws {
        try await withExport { world, path in
            let changed = try faults(path, world) { $0.change("manifest.json.sig") { $0[3] ^= 1 } }
            #expect(changed == ["The signature does not fit: the manifest, the signature or the key was changed."])
            let gone = try faults(path, world) { $0.parts.removeAll { $0.name == "manifest.json.sig" } }
            #expect(gone == ["manifest.json.sig is missing."])
            let blank = try faults(path, world) { $0.change("signing-key.pem") { $0.append(10) } }
            #expect(blank == ["signing-key.pem is no Ed25519 key as Nightjar writes it: it was changed."])
        }
    }

    @Test func filesThatWereAddedOrTakenAway() async throws {
        try await withExport { world, path in
            let more = try faults(path, world) { $0.parts.append(.init(name: "gate/main/new.mp4", bytes: [1])) }
            #expect(more == ["gate/main/new.mp4 was added: the manifest does not list it."])
            let name = try Unpacked(path).manifest().files[1].path
            let fewer = try faults(path, world) { $0.parts.removeAll { $0.name == name } }
            #expect(fewer == ["\(name) is missing, or is listed twice."])
            let bare = try faults(path, world) { $0.parts.removeAll { $0.name == "manifest.json" } }
            #expect(bare == ["manifest.json is missing."])
        }
    }

    @Test func aFileThatWasCutOrGrew() async throws {
        try await withExport { world, path in
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            let cut = try verdict(Array(bytes.dropLast(100)), world)
            #expect(!cut.isGood && cut.faults.count == 1)
            #expect(cut.faults[0].contains("it was cut off, something was appended, or it is none"))
            #expect(try !verdict(bytes + [0], world).isGood)
            #expect(try !verdict([], world).isGood)
            #expect(throws: StartError.self) { try ExportVerification.verify("\(path).none", expecting: nil) }
        }
    }

    /// Whoever changes everything can sign it anew: only the fingerprint shows that.
    @Test func anotherKeyIsSeenByWhoeverKnowsTheRightOne() async throws {
        try await withExport { world, path in
            let thief = SigningKey.random()
            var unpacked = try Unpacked(path)
            var manifest = try unpacked.manifest()
            manifest.reason = "forged"
            manifest.signingKey.fingerprint = thief.publicKey.fingerprint
            let signed = try manifest.bytes()
            unpacked.change("manifest.json") { $0 = signed }
            unpacked.change("manifest.json.sig") { $0 = thief.signature(of: signed) }
            unpacked.change("signing-key.pem") { $0 = thief.publicKey.pem }
            let forged = try unpacked.packed()
            let verdict = try verdict(forged, world)
            #expect(verdict.faults.isEmpty && verdict.origin == .other && !verdict.isGood)
            let file = world.folder.appending(path: "forged.zip").path
            try Data(forged).write(to: URL(filePath: file))
            let trusting = try ExportVerification.verify(file, expecting: nil)
            #expect(trusting.isGood && trusting.origin == .unknown)
            #expect(trusting.fingerprint == thief.publicKey.fingerprint)

            // With the right key in the list and the thief's beside it.
            unpacked.change("manifest.json") { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                    .replacing(thief.publicKey.fingerprint, with: world.key.publicKey.fingerprint)
                bytes = Array(text.utf8)
            }
            let other = try #require(unpacked.content("manifest.json"))
            unpacked.change("manifest.json.sig") { $0 = thief.signature(of: other) }
            #expect(
                try self.verdict(unpacked.packed(), world).faults
                    == ["The manifest names another key than signing-key.pem: one of them was put in its place."]
            )
        }
    }

    @Test func fingerprintsAreReadAsPeopleWriteThem() throws {
        let key = SigningKey.random().publicKey
        let plain = try #require(ExpectedKey(fingerprint: key.fingerprint))
        let colons = key.fingerprint.uppercased().enumerated().map { ($0 > 0 && $0 % 2 == 0 ? ":" : "") + String($1) }
        #expect(ExpectedKey(fingerprint: colons.joined()) == plain)
        #expect(ExpectedKey(fingerprint: "SHA256:\(key.fingerprint)") == plain)
        #expect(ExpectedKey(fingerprint: String(key.fingerprint.dropLast())) == nil)
        #expect(ExpectedKey(fingerprint: "") == nil)
        let path = FileManager.default.temporaryDirectory.appending(path: "key-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(key.pem).write(to: path)
        #expect(try ExportVerification.key(path.path) == plain)
        try Data([1]).write(to: path)
        #expect(throws: StartError.self) { try ExportVerification.key(path.path) }
        #expect(throws: StartError.self) { try ExportVerification.key("no such file") }
    }

    /// A recorder records also where it cannot export.
    @Test func whereNothingCanBeExportedHealthSaysWhy() async throws {
        try await ExportsUnderTest.with { world in
            try await world.record("gate", minute: 0, [1])
            let exports = world.broken()
            let chief = Asker.administrator
            #expect(exports.problems == ["Nothing can be exported. The disk is not there."])
            #expect(await refusal { _ = try await exports.create(as: chief, world.request(["gate"])) } == .unavailable)
            #expect(await refusal { _ = try exports.list(as: chief) } == .unavailable)
            #expect(await refusal { _ = try exports.signingKey(as: chief) } == .unavailable)
            #expect(await refusal { _ = try exports.list(as: .nobody) } == .unproven)
            await exports.deleteExpired()
            await exports.close()
            #expect(world.exports.problems.isEmpty)
        }
    }

    @Test func theKeyIsMadeOnceAndForItsOwnerAlone() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try ExportKeys.open(inDataDirectory: folder)
        #expect(try ExportKeys.open(inDataDirectory: folder).publicKey == first.publicKey)
        let path = folder + "/keys/signing.key"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.uint16Value == 0o600)
        try Data([1, 2]).write(to: URL(filePath: path))
        #expect(throws: StartError.self) { try ExportKeys.open(inDataDirectory: folder) }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: StartError.self) { try ExportKeys.open(inDataDirectory: folder) }
    }
}
