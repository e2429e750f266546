import Catalog
import Foundation
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// What a disk that is really full does.
@Suite(.enabled(if: SmallDisk.obstacle == nil, Comment(rawValue: SmallDisk.obstacle ?? "")))
struct SmallDiskTests {
    @Test func roomThatIsNotThereIsRefusedAndNoneIsKept() throws {
        let small = try SmallDisk(megabytes: 4)
        let disk = try LocalDisk(path: small.folder.path)
        let key = try #require(StorageKey("a"))
        let file = try disk.create(key)
        #expect(throws: StorageError.full("a")) { try file.reserve(upTo: 64 << 20) }
        #expect(try disk.list(nil).map(\.reserved) == [0])
        try file.reserve(upTo: 3 << 20)
        #expect(try disk.list(nil)[0].reserved == 3 << 20)
        // What is set aside is kept from others, and there for the file itself.
        let other = try disk.create(try #require(StorageKey("b")))
        let two = Bytes([UInt8](repeating: 1, count: 2 << 20))
        #expect(throws: StorageError.full("b")) { try other.write([two], at: 0) }
        try other.truncate(to: 0)
        try file.write([two], at: 0)
        try file.releaseReserve()
        try other.write([two.slice(0..<1 << 20)], at: 0)
        withExtendedLifetime(small) {}
    }

    @Test func recordingGoesOnByItselfWhenThereIsRoomAgain() async throws {
        let small = try SmallDisk(megabytes: 8)
        let filler = small.folder.appending(path: "filler")
        let world = try await World(volume: small.folder)
        try Data(count: 6 << 20).write(to: filler)
        var stream = try world.stream()
        stream.payloadBytes = 4000
        world.service.start(camera: World.camera, stream: .main, ring: world.ring)
        world.ring.begin(stream.format)
        var sent = await world.send(700, of: &stream)
        await world.service.commit()
        let lasting = try #require(try await world.gaps().last)
        #expect(lasting.reason == .diskFull && lasting.end == nil && lasting.detail.contains("no room left"))
        #expect(world.service.problems.contains { $0.contains("no room left") })
        try FileManager.default.removeItem(at: filler)
        sent += await world.send(300, of: &stream)
        #expect(!world.service.problems.contains { $0.contains("no room left") })
        await world.service.finish()
        let rows = try await world.rows()
        let gaps = try await world.gaps()
        // While it is nearly full, a try may find a little room.
        for gap in gaps {
            #expect(
                gap.reason == .diskFull && rows.contains { $0.end == gap.start }
                    && rows.contains { $0.start == gap.end }
            )
        }
        // What is outside the gap is in the files, and every file plays to its end.
        var found: [Bytes] = []
        for row in rows {
            let bytes = try world.bytes(of: row)
            #expect(report(on: bytes).damage == nil && Int64(bytes.count) == row.bytes)
            found += try readBack(bytes).payloads[0]
        }
        let expected = sent.filter { unit in
            !gaps.contains { $0.start <= unit.wall && unit.wall < $0.end ?? unit.wall }
        }
        #expect(found == expected.map(\.payload))
        await world.threads.stop()
        withExtendedLifetime(small) {}
    }
}
