import Media
import Testing

@testable import Catalog

struct SnapshotContractTests {
    private func snapshot(_ id: Int64, of camera: String = "gate", at time: WallTime? = nil) -> SnapshotRecord {
        SnapshotRecord(
            id: SnapshotID(nanoseconds: id),
            camera: CameraID(stringLiteral: camera),
            takenAt: time ?? WallTime(nanoseconds: id),
            bytes: 1234,
            width: 640,
            height: 480,
            checksum: .max,
            cause: .manual,
            node: "local",
            volume: "snapshots",
            key: "\(camera)/1970/01/01/\(camera)_\(id).jpg"
        )
    }

    private func withSnapshots(
        _ implementation: Implementation,
        _ body: (any Catalog, [SnapshotRecord]) async throws -> Void
    ) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            let all = [
                snapshot(1), snapshot(2, of: "yard"), snapshot(3), snapshot(4, at: WallTime(nanoseconds: 3)),
                snapshot(9, of: "yard"),
            ]
            for one in all { try await catalog.insert(one) }
            try await body(catalog, all)
        }
    }

    private func ids(_ catalog: any Catalog, _ query: SnapshotQuery) async throws -> [Int64] {
        try await catalog.snapshots(query).map(\.id.nanoseconds)
    }

    @Test(arguments: Implementation.allCases)
    func aSnapshotComesBackAsItWas(_ implementation: Implementation) async throws {
        try await withSnapshots(implementation) { catalog, all in
            let listed = try await catalog.snapshots(SnapshotQuery(limit: 10))
            #expect(listed == all)
            #expect(try await catalog.snapshot(all[1].id) == all[1])
            #expect(try await catalog.snapshot(SnapshotID(nanoseconds: 7)) == nil)
        }
    }

    @Test(arguments: Implementation.allCases)
    func listsAreNarrowedAndPaged(_ implementation: Implementation) async throws {
        try await withSnapshots(implementation) { catalog, all in
            let ofOne = try await ids(catalog, SnapshotQuery(cameras: ["yard"], limit: 10))
            #expect(ofOne == [2, 9])
            #expect(try await ids(catalog, SnapshotQuery(cameras: [], limit: 10)).isEmpty)
            #expect(try await ids(catalog, SnapshotQuery(cameras: ["yard", "gate"], limit: 2)) == [1, 2])
            let three = WallTime(nanoseconds: 3)
            #expect(try await ids(catalog, SnapshotQuery(from: three, limit: 10)) == [3, 4, 9])
            #expect(try await ids(catalog, SnapshotQuery(to: three, limit: 10)) == [1, 2])
            #expect(try await ids(catalog, SnapshotQuery(limit: 10, after: all[2].cursor)) == [4, 9])
            let back = SnapshotQuery(isNewestFirst: true, limit: 10, after: all[3].cursor)
            #expect(try await ids(catalog, back) == [3, 2, 1])
            #expect(try await ids(catalog, SnapshotQuery(limit: 0)).isEmpty)
        }
    }

    @Test(arguments: Implementation.allCases)
    func whatIsRemovedIsFoundByNobodyAndKnownUntilItsFileIsGone(_ implementation: Implementation) async throws {
        try await withSnapshots(implementation) { catalog, all in
            let id = all[0].id
            #expect(try await catalog.removeSnapshot(id, includingProtected: false) == all[0])
            #expect(try await catalog.removeSnapshot(id, includingProtected: true) == nil)
            #expect(try await catalog.snapshot(id) == nil)
            #expect(try await ids(catalog, SnapshotQuery(limit: 10)) == [2, 3, 4, 9])
            #expect(try await catalog.removedSnapshots() == [all[0]])
            #expect(try await catalog.snapshotVolumes() == [all[0].volume: all.count])
            #expect(await errorCode { try await catalog.setProtected(true, snapshot: id) } == .notFound)
            // Its file's name is not given to another.
            #expect(try await catalog.nextFreeSnapshotID(from: WallTime(nanoseconds: 1)).nanoseconds == 5)
            try await catalog.forgetSnapshot(id)
            #expect(try await catalog.removedSnapshots().isEmpty)
            try await catalog.forgetSnapshot(id)
        }
    }

    @Test(arguments: Implementation.allCases)
    func aProtectedOneStays(_ implementation: Implementation) async throws {
        try await withSnapshots(implementation) { catalog, all in
            let id = all[4].id
            try await catalog.setProtected(true, snapshot: id)
            #expect(try await catalog.snapshot(id)?.isProtected == true)
            #expect(try await catalog.removeSnapshot(id, includingProtected: false) == nil)
            #expect(try await catalog.removeSnapshot(id, includingProtected: true)?.id == id)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theyAreSummedByCameraAndVolume(_ implementation: Implementation) async throws {
        try await withSnapshots(implementation) { catalog, all in
            try await catalog.setProtected(true, snapshot: all[4].id)
            _ = try await catalog.removeSnapshot(all[0].id, includingProtected: false)
            let sums = try await catalog.snapshotTotals()
            #expect(
                sums == [
                    SnapshotTotals(camera: "gate", volume: "snapshots", snapshots: 2, bytes: 2468),
                    SnapshotTotals(
                        camera: "yard",
                        volume: "snapshots",
                        snapshots: 2,
                        bytes: 2468,
                        protectedSnapshots: 1,
                        protectedBytes: 1234
                    ),
                ]
            )
        }
    }

    @Test(arguments: Implementation.allCases)
    func idsAreUniqueAndOfKnownCameras(_ implementation: Implementation) async throws {
        try await withSnapshots(implementation) { catalog, all in
            #expect(await errorCode { try await catalog.insert(all[0]) } == .conflict)
            #expect(await errorCode { try await catalog.insert(snapshot(77, of: "attic")) } == .unknownCamera)
            let first = try await catalog.nextFreeSnapshotID(from: WallTime(nanoseconds: 9))
            let second = try await catalog.nextFreeSnapshotID(from: WallTime(nanoseconds: 9))
            #expect((first.nanoseconds, second.nanoseconds) == (10, 11))
        }
    }
}
