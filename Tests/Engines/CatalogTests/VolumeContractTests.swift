import Media
import Testing

@testable import Catalog

struct VolumeContractTests {
    private func volume(_ id: String, name: String? = nil) -> VolumeRecord {
        VolumeRecord(
            id: id,
            name: name ?? "The \(id)",
            path: "/srv/\(id)",
            identity: "id of \(id)",
            createdAt: at(1000)
        )
    }

    @Test(arguments: Implementation.allCases)
    func aVolumeComesBackAsItWas(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            var full = volume("ssd", name: "Платте \"'; --")
            full.note = "In the rack"
            full.limitBytes = 1 << 40
            full.floorBytes = 0
            var plain = volume("archive")
            plain.identity = nil
            try await catalog.insert(full)
            try await catalog.insert(plain)
            #expect(try await catalog.volumes() == [plain, full])
            full.name = "Another"
            full.path = "/mnt/elsewhere"
            full.limitBytes = nil
            full.floorBytes = 5
            try await catalog.update(full)
            #expect(try await catalog.volumes() == [plain, full])
            #expect(try await catalog.configuration().volumes == ["archive": plain, "ssd": full])
        }
    }

    @Test(arguments: Implementation.allCases)
    func idsAndNamesAreOneVolumesOnly(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(volume("ssd"))
            #expect(await errorCode { try await catalog.insert(volume("ssd", name: "Other")) } == .conflict)
            #expect(await errorCode { try await catalog.insert(volume("new", name: "The ssd")) } == .conflict)
            try await catalog.insert(volume("new"))
            #expect(await errorCode { try await catalog.update(volume("new", name: "The ssd")) } == .conflict)
            #expect(await errorCode { try await catalog.update(volume("nowhere")) } == .notFound)
            // A volume that is no more has no claim to its name, but to its id.
            _ = try await catalog.removeVolume("ssd", at: at(5))
            try await catalog.update(volume("new", name: "The ssd"))
            #expect(await errorCode { try await catalog.insert(volume("ssd", name: "Other")) } == .conflict)
            #expect(await errorCode { try await catalog.update(volume("ssd")) } == .conflict)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aRemovedVolumeSendsItsCamerasBack(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(volume("ssd"))
            try await catalog.insert(volume("archive"))
            for (name, main, sub, pictures) in [
                ("a", "ssd", "archive", nil), ("b", "archive", "ssd", "archive"), ("c", "archive", nil, nil),
                ("d", "ssd", "ssd", "ssd"), ("e", nil, nil, "ssd"),
            ] as [(String, String?, String?, String?)] {
                var record = camera(name)
                (record.mainVolume, record.subVolume, record.snapshotVolume) = (main, sub, pictures)
                if name == "c" { record.eventVolume = "ssd" }
                try await catalog.insert(record)
            }
            try await catalog.markDeleted("d", at: at(1))
            #expect(try await catalog.removeVolume("ssd", at: at(2000)) == ["a", "b", "c", "e"])
            #expect(try await catalog.removeVolume("ssd", at: at(3000)) == [])
            let cameras = try await catalog.cameras(includingDeleted: true)
            #expect(cameras.map(\.mainVolume) == [nil, "archive", "archive", nil, nil])
            #expect(cameras.map(\.subVolume) == ["archive", nil, nil, nil, nil])
            #expect(cameras.allSatisfy { $0.eventVolume == nil })
            #expect(cameras.map(\.snapshotVolume) == [nil, "archive", nil, nil, nil])
            #expect(try await catalog.volumes().map(\.id) == ["archive"])
            #expect(try await catalog.volumes(includingDeleted: true).map(\.deletedAt) == [nil, at(2000)])
            #expect(await errorCode { _ = try await catalog.removeVolume("nowhere", at: at(1)) } == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aConfigurationIsBroughtBackWithItsVolumes(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(volume("ssd"))
            let renamed = volume("ssd", name: "SSD")
            // It takes the name that another gives up.
            let new = volume("hdd", name: "The ssd")
            try await catalog.changeConfiguration { configuration in
                configuration.volumes["ssd"] = renamed
                configuration.volumes["hdd"] = new
            }
            #expect(try await catalog.volumes() == [new, renamed])
        }
    }
}
