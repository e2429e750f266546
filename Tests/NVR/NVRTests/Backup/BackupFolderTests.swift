import Accounts
import Catalog
import Foundation
import Glibc
import Media
import Storage
import Stream
import Testing

@testable import NVR

/// The files: their names, their faults, and what a crash leaves of them.
struct BackupFolderTests {
    private func name(_ text: String) throws -> BackupName { try #require(BackupName(text)) }

    // MARK: Names

    @Test func aNameSaysWhenAndByWhom() throws {
        // 2026-11-21T04:00:00.5Z
        let time = WallTime(nanoseconds: 1_795_233_600_500_000_000)
        #expect(BackupName(time: time, origin: .manual).text == "nightjar-2026-11-21T040000Z.njb")
        #expect(
            BackupName(time: time, origin: .scheduled, number: 2).text == "nightjar-2026-11-21T040000Z-scheduled-2.njb"
        )
        for origin in BackupName.Origin.allCases {
            for number in [1, 2, 999] {
                let name = BackupName(time: time, origin: origin, number: number)
                #expect(BackupName(name.text) == name)
            }
        }
        let free = BackupName.free(at: time, .uploaded) { $0 == "nightjar-2026-11-21T040000Z-uploaded.njb" }
        #expect(free?.number == 2)
        #expect(BackupName.free(at: time, .manual) { _ in true } == nil)
        #expect(try name("nightjar-2026-11-21T040000Z-2.njb") > name("nightjar-2026-11-21T040000Z.njb"))
        #expect(try name("nightjar-2026-11-21T040000Z-2.njb") < name("nightjar-2026-11-21T040001Z.njb"))
    }

    static let badNames = [
        "", ".", "..", "../nightjar-2026-11-21T040000Z.njb", "nightjar-2026-11-21T040000Z.njb/..",
        "nightjar-2026-11-21T040000Z.njb\0", "/etc/passwd", "nightjar-2026-02-30T040000Z.njb",
        "nightjar-2026-11-21T240000Z.njb", "nightjar-2026-11-21T046000Z.njb", "nightjar-2026-11-21T040000Z-1.njb",
        "nightjar-2026-11-21T040000Z-02.njb", "nightjar-2026-11-21T040000Z-1000.njb",
        "nightjar-2026-11-21T040000Z-+2.njb", "nightjar-2026-11-21T040000Z-manual.njb",
        "nightjar-2026-11-21T040000Z-../.njb", "nightjar-2026-11-21T040000.njb", "nightjar-+026-11-21T040000Z.njb",
        "nightjar-2026-11-21t040000Z.njb", "nightjar-9999-11-21T040000Z.njb", "nightjar-.njb",
        "nightjar-２０２６-11-21T040000Z.njb", "nightjar-2026-11-21T040000Z.njb.draft",
        String(repeating: "a", count: 10_000),
    ]

    @Test(arguments: badNames)
    func nothingElseIsAName(text: String) async throws {
        #expect(BackupName(text) == nil)
        try await BackupWorld.with { world in
            let backups = try world.backups
            let errors = [
                await domainError { _ = try await backups.file(as: administrator(), text) },
                await domainError {
                    _ = try await backups.restore(as: administrator(), text, passphrase: "x", dryRun: true)
                },
            ]
            #expect(errors.map { $0?.kind } == [.notFound, .notFound])
            #expect(errors.allSatisfy { ($0?.sentence.count ?? 0) < 200 })
            try await backups.delete(as: administrator(), text)
        }
    }

    // MARK: Life

    @Test func backupsAreListedTheNewestFirstAndDeleted() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            try await world.catalog.insert(world.camera("gate"))
            var names: [String] = []
            for note in ["one", "two"] {
                names.append(
                    try await backups.create(as: administrator(), passphrase: backupPassphrase, note: note).name
                )
            }
            world.time.advance(by: .seconds(1))
            let bytes = try await backups.file(as: administrator(), names[0])
            names.append(try await backups.add(as: administrator(), bytes).name)
            #expect(
                names == [
                    "nightjar-2026-11-21T040000Z.njb", "nightjar-2026-11-21T040000Z-2.njb",
                    "nightjar-2026-11-21T040001Z-uploaded.njb",
                ]
            )
            try Data([1]).write(to: URL(filePath: world.folder + "/other.txt"))
            try Data([1]).write(to: URL(filePath: world.folder + "/nightjar-2020-01-01T000000Z.njb"))
            let list = try await backups.list(as: administrator())
            #expect(list.map(\.name) == names.reversed() + ["nightjar-2020-01-01T000000Z.njb"])
            #expect(list[0].createdAt - list[0].capturedAt.unsafely == .seconds(1))
            #expect(list.map(\.note) == ["one", "two", "one", nil])
            #expect(list[0].byteCount == Int64(bytes.count) && list[0].counts?.cameras == 1)
            #expect(list[3].fault == "This is not a backup of Nightjar.")
            var status = stat()
            #expect(stat(world.folder + "/" + names[0], &status) == 0 && status.st_mode & 0o777 == 0o600)
            try await backups.delete(as: administrator(), names[0])
            try await backups.delete(as: administrator(), names[0])
            #expect(try await backups.list(as: administrator()).count == 3)
            let error = await domainError { _ = try await backups.file(as: administrator(), names[0]) }
            #expect(error?.kind == .notFound)
            #expect(
                try await world.audit() == [
                    "backup.create backup/\(names[0]) done", "backup.create backup/\(names[1]) done",
                    "backup.download backup/\(names[0]) done", "backup.upload backup/\(names[2]) done",
                    "backup.delete backup/\(names[0]) done",
                ]
            )
        }
    }

    @Test func noSecretStandsInTheClear() async throws {
        try await BackupWorld.with { world in
            try await world.catalog.insert(world.camera("gate", password: "uncommon-camera-word"))
            let ada = try await world.addUser("ada")
            let name = try await world.backups.create(as: administrator(), passphrase: backupPassphrase).name
            let bytes = try await world.backups.file(as: administrator(), name)
            let text = String(decoding: bytes, as: UTF8.self)
            for secret in ["uncommon-camera-word", "argon2id", "192.0.2.7", "gate", ada.username, backupPassphrase] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test(arguments: ["", "short", "password1234", "nightjar2026!"])
    func anEasyPassphraseIsRefused(passphrase: String) async throws {
        try await BackupWorld.with { world in
            let error = await domainError {
                _ = try await world.backups.create(as: administrator(), passphrase: passphrase)
            }
            #expect(error?.kind == .invalid && error?.member == "passphrase")
            let note = await domainError {
                let note = String(repeating: "n", count: 201)
                _ = try await world.backups.create(as: administrator(), passphrase: backupPassphrase, note: note)
            }
            #expect(note?.member == "note")
            let list = try await world.backups.list(as: administrator())
            #expect(list.isEmpty)
        }
    }

    @Test func whatCannotBeOpenedIsSaid() async throws {
        try await BackupWorld.with { world in
            var camera = world.camera("gate")
            camera.sealedPassword = [UInt8](repeating: 1, count: 40)
            try await world.catalog.insert(camera)
            let locked = String(repeating: "ab", count: 40)
            try await world.catalog.changeSettings(["settings.mqtt.password": locked, "settings.mqtt.port": "18830000"])
            let info = try await world.backups.create(as: administrator(), passphrase: backupPassphrase)
            #expect(info.missing.count == 2)
            #expect(
                info.missing.contains { $0.contains("gate") } && info.missing.contains { $0.contains("mqtt.password") }
            )
            #expect(try await world.content().settings == [.init(key: "settings.mqtt.port", value: "18830000")])
        }
    }

    // MARK: Crashes

    @Test(arguments: PrivateFolder.Step.allCases)
    func aCrashLeavesNoHalfBackup(step: PrivateFolder.Step) async throws {
        try await BackupWorld.with { world in
            _ = try await world.addUser("ada")
            let first = try await world.backups.create(as: administrator(), passphrase: backupPassphrase).name
            world.mishap = [step: .powerCut]
            let error = await domainError {
                _ = try await world.backups.create(as: administrator(), passphrase: backupPassphrase)
            }
            #expect(error?.kind == .unavailable)
            // What a start finds.
            let folder = try PrivateFolder(path: world.folder)
            let names = try folder.entries().map(\.name)
            #expect(names.contains(first))
            world.mishap = [:]
            for name in names {
                _ = try await world.backups.restore(as: .recorder, name, passphrase: backupPassphrase, dryRun: true)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder).count == names.count)
        }
    }

    @Test func aFullDiskIsSaid() async throws {
        try await BackupWorld.with { world in
            world.mishap = [.written: .error(ENOSPC)]
            let error = await domainError {
                _ = try await world.backups.create(as: administrator(), passphrase: backupPassphrase)
            }
            #expect(error?.kind == .unavailable && error?.sentence.contains("no room") == true)
            let (rows, files) = (
                try await world.audit(), try FileManager.default.contentsOfDirectory(atPath: world.folder)
            )
            #expect(rows == ["backup.create backup failed"])
            #expect(files.isEmpty)
        }
    }

    @Test func tooManyAtOnceAreRefused() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            let kinds = await withTaskGroup(of: DomainError.Kind?.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        await domainError {
                            _ = try await backups.create(as: administrator(), passphrase: backupPassphrase)
                        }?.kind
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let made = try await backups.list(as: administrator()).count
            #expect(made >= 1 && made == kinds.count { $0 == nil })
            #expect(kinds.allSatisfy { $0 == nil || $0 == .busy })
        }
    }
}

extension Optional where Wrapped == WallTime {
    fileprivate var unsafely: WallTime { self ?? WallTime(nanoseconds: 0) }
}
