import Accounts
import BackupFile
import Catalog
import Cryptography
import Foundation
import Media
import Stream
import Testing

@testable import NVR

/// What strangers bring: files of another passphrase, damaged ones, and such as mean nothing.
struct HostileBackupTests {
    @Test func aWrongPassphraseIsNoted() async throws {
        try await BackupWorld.with { world in
            let name = try await world.backups.create(as: administrator(), passphrase: backupPassphrase).name
            let before = try await world.catalog.configuration()
            for passphrase in ["", "another one entirely", String(repeating: "x", count: 5000)] {
                let error = await domainError {
                    _ = try await world.backups.restore(
                        as: administrator(),
                        name,
                        passphrase: passphrase,
                        dryRun: false
                    )
                }
                #expect(error?.kind == .invalid && error?.member == "passphrase")
                #expect(error?.sentence.contains(passphrase) != true || passphrase.isEmpty)
            }
            #expect(try await world.catalog.configuration() == before)
            #expect(
                try await world.audit().suffix(3)
                    == Array(repeating: "backup.restore backup/\(name) failed", count: 3)[...]
            )
        }
    }

    @Test func aDamagedFileIsRefused() async throws {
        try await BackupWorld.with { world in
            try await world.catalog.insert(world.camera("gate"))
            let backups = try world.backups
            let name = try await backups.create(as: administrator(), passphrase: backupPassphrase).name
            let bytes = try await backups.file(as: administrator(), name)
            let before = try await world.catalog.configuration()
            var files = stride(from: 300, to: bytes.count, by: 97).map { Array(bytes[..<$0]) }
            files += stride(from: 260, to: bytes.count, by: 61).map { index in
                var changed = bytes
                changed[index] ^= 1
                return changed
            }
            files.append(bytes + [0])
            for file in files {
                guard let brought = try? await backups.add(as: administrator(), file).name else { continue }
                let error = await domainError {
                    _ = try await backups.restore(
                        as: administrator(),
                        brought,
                        passphrase: backupPassphrase,
                        dryRun: false
                    )
                }
                #expect(error?.kind == .invalid)
                try await backups.delete(as: administrator(), brought)
            }
            #expect(try await world.catalog.configuration() == before)
        }
    }

    private func file(header: [UInt8], _ sections: [BackupFile.Section] = []) throws -> [UInt8] {
        let preamble = BackupPreamble(cost: BackupWorld.cost)
        return try BackupFile(header: header, sections: sections).bytes(preamble: preamble, key: .random())
    }

    @Test func whatIsNoBackupIsNotTaken() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            let newer = try file(header: Array(#"{"content_major":2,"program":"9.0\u0007","else":[]}"#.utf8))
            let files: [([UInt8], String)] = [
                ([], "not a backup"), (Array("PK".utf8), "not a backup"), (newer, "newer program (Nightjar 9.0)"),
                (Array(newer.prefix(40)), "cut off"),
                (try file(header: Array("{}".utf8)), "header"), (try file(header: [255, 0]), "header"),
                (try file(header: Array(String(repeating: "[", count: 60_000).utf8)), "header"),
            ]
            for (bytes, words) in files {
                let error = await domainError { _ = try await backups.add(as: administrator(), bytes) }
                #expect(error?.kind == .invalid && error?.sentence.contains(words) == true, "\(words): \(error as Any)")
            }
            let large = [UInt8](repeating: 0, count: Backups.largestFile + 1)
            #expect(await domainError { _ = try await backups.add(as: administrator(), large) }?.kind == .invalid)
            #expect(try await backups.list(as: administrator()).isEmpty)
        }
    }

    /// Sealed as it should be, by someone who knows the passphrase.
    @Test(arguments: [
        ["settings": "[]", "cameras": "[]", "users": "[]"],
        ["settings": "[]", "cameras": "{}", "users": "[]", "api-keys": "[]"],
        ["settings": "[", "cameras": "[]", "users": "[]", "api-keys": "[]"],
        ["settings": "[]", "cameras": #"[{"id":"a"}]"#, "users": "[]", "api-keys": "[]"],
        ["settings": "[]", "cameras": "[]", "users": #"[{"username":1}]"#, "api-keys": "[]"],
        ["settings": "[]", "cameras": "[]", "users": "[]", "api-keys": "[[[[[[[["],
    ]) func aContentWithoutSenseIsRefused(parts: [String: String]) async throws {
        try await BackupWorld.with { world in
            let header = try BackupHeader(BackupContent(), program: "1", at: world.time.wall, note: nil).bytes()
            let preamble = BackupPreamble(cost: BackupWorld.cost)
            let key = try BackupSeal.key(backupPassphrase, preamble)
            let sections = parts.map { BackupFile.Section(name: $0.key, bytes: Array($0.value.utf8)) }
            let bytes = try BackupFile(header: header, sections: sections).bytes(preamble: preamble, key: key)
            let name = try await world.backups.add(as: administrator(), bytes).name
            let error = await domainError {
                _ = try await world.backups.restore(as: .recorder, name, passphrase: backupPassphrase, dryRun: true)
            }
            #expect(error?.kind == .invalid)
        }
    }

    @Test func partsAndMembersOfALaterProgramArePassedOver() async throws {
        try await BackupWorld.with { world in
            let ada = try await world.addUser("ada")
            let text =
                #"{"content_major":1,"content_minor":7,"program":"2","captured_at":5,"settings":0,"cameras":0,"#
                + #""users":0,"api_keys":0,"regions":3}"#
            var parts = try await world.content().parts().map { BackupFile.Section(name: $0.name, bytes: $0.bytes) }
            parts.append(.init(name: "regions", bytes: [1, 2, 3]))
            let users = try #require(parts.firstIndex { $0.name == "users" })
            let later = String(decoding: parts[users].bytes, as: UTF8.self)
                .replacing(#""enabled":true"#, with: #""enabled":true,"mood":{"a":[1]}"#)
            #expect(later.contains("mood"))
            parts[users].bytes = Array(later.utf8)
            let preamble = BackupPreamble(cost: BackupWorld.cost)
            let bytes = try BackupFile(header: Array(text.utf8), sections: parts)
                .bytes(preamble: preamble, key: BackupSeal.key(backupPassphrase, preamble))
            let name = try await world.backups.add(as: administrator(), bytes).name
            let report = try await world.backups.restore(
                as: administrator(ada.id),
                name,
                passphrase: backupPassphrase,
                dryRun: true
            )
            #expect(report.isEmpty && report.users.left == 1)
        }
    }
}
