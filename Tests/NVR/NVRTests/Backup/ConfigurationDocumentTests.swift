import Testing

@testable import NVR

struct ConfigurationDocumentTests {
    private let name = "vibenvr_backup_MANUAL_20261122_040506.json"
    private let viewer = Asker.viewer([:])

    @Test func aDocumentIsKeptGivenAndDeleted() async throws {
        try await BackupWorld.with { world in
            let (backups, chief) = (try world.backups, Principal.recorder)
            try await backups.keep(document: Array("{}".utf8), as: chief, of: "vibenvr", name)
            #expect(try await backups.documents(as: chief, of: "vibenvr").map(\.name) == [name])
            #expect(try await backups.documents(as: chief, of: "vibenvr").map(\.byteCount) == [2])
            #expect(try await backups.documents(as: chief, of: "mibee").isEmpty)
            // It is no sealed backup.
            #expect(try await backups.list(as: chief).isEmpty)
            #expect(try await backups.document(as: chief, of: "vibenvr", name) == Array("{}".utf8))
            #expect(
                await refusal { try await backups.keep(document: [], as: chief, of: "vibenvr", name) } == .conflict
            )
            try await backups.deleteDocument(as: chief, of: "vibenvr", name)
            #expect(await refusal { try await backups.deleteDocument(as: chief, of: "vibenvr", name) } == .notFound)
            #expect(await refusal { _ = try await backups.document(as: chief, of: "vibenvr", name) } == .notFound)
        }
    }

    @Test(arguments: [
        "", "../vibenvr_a.json", "vibenvr_../a.json", "vibenvr_a.txt", "other_a.json",
        "vibenvr_a/b.json", "vibenvr_\u{0}.json", "vibenvr_" + String(repeating: "a", count: 200) + ".json",
    ])
    func anotherNameIsNone(_ other: String) async throws {
        try await BackupWorld.with { world in
            let (backups, chief) = (try world.backups, Principal.recorder)
            #expect(await refusal { _ = try await backups.document(as: chief, of: "vibenvr", other) } == .notFound)
            #expect(await refusal { try await backups.deleteDocument(as: chief, of: "vibenvr", other) } == .notFound)
            #expect(
                await refusal { try await backups.keep(document: [], as: chief, of: "vibenvr", other) } == .invalid
            )
        }
    }

    @Test func onlyAdministratorsMay() async throws {
        try await BackupWorld.with { world in
            let backups = try world.backups
            #expect(await refusal { _ = try await backups.documents(as: viewer, of: "vibenvr") } == .forbidden)
            #expect(await refusal { _ = try await backups.document(as: viewer, of: "vibenvr", name) } == .forbidden)
            #expect(
                await refusal { try await backups.keep(document: [], as: viewer, of: "vibenvr", name) } == .forbidden
            )
            #expect(
                await refusal { try await backups.deleteDocument(as: viewer, of: "vibenvr", name) } == .forbidden
            )
        }
    }
}
