import Catalog
import Cryptography
import Foundation
import Media
import Storage
import Stream
import Testing

@testable import NVR

struct StoryboardSheetIDTests {
    @Test func aNameIsReadAsItIsWritten() throws {
        for text in ["main-1-0", "sub-3600-12", "main-10-5983777"] {
            #expect(try #require(StoryboardSheetID(text)).description == text)
        }
        for text in [
            "", "main", "main-10", "main-10-1-1", "third-10-1", "main-7-1", "main-10--1", "main-010-1", "main-10-+1",
            "main-10-99999999999999999999", "main-10-9999999999", "main-10-1 ", "main-10-1/..", "MAIN-10-1",
        ] {
            #expect(StoryboardSheetID(text) == nil, "\(text)")
        }
        let sheet = try #require(StoryboardSheetID("main-10-2"))
        #expect(sheet.range == WallTime(nanoseconds: 600_000_000_000)..<WallTime(nanoseconds: 900_000_000_000))
        #expect(sheet.slot(29).upperBound == sheet.range.upperBound)
    }
}

struct StoryboardFileTests {
    private let tiles = [
        StoryboardSheet.Tile(number: 0, at: WallTime(nanoseconds: 5), picture: Bytes([1, 2, 3])),
        StoryboardSheet.Tile(number: 29, at: WallTime(nanoseconds: .max), picture: Bytes([])),
        StoryboardSheet.Tile(number: 7, at: WallTime(nanoseconds: -1), picture: Bytes([9])),
    ]

    private func same(_ left: [StoryboardSheet.Tile]?, _ right: [StoryboardSheet.Tile]) -> Bool {
        guard let left, left.count == right.count else { return false }
        return zip(left, right).allSatisfy { $0.number == $1.number && $0.at == $1.at && $0.picture == $1.picture }
    }

    @Test func whatIsWrittenIsRead() {
        for count in 0...3 {
            let some = Array(tiles.prefix(count))
            #expect(same(StoryboardFile.tiles(in: StoryboardFile.bytes(of: some)), some))
        }
    }

    @Test func whatIsAnotherByASingleByteIsNoSheet() {
        let whole = StoryboardFile.bytes(of: tiles)
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 0x41
            #expect(StoryboardFile.tiles(in: changed) == nil)
            #expect(StoryboardFile.tiles(in: Array(whole[..<place])) == nil)
        }
        #expect(StoryboardFile.tiles(in: whole + [0]) == nil)
    }

    /// Lengths that cannot be, under a sum that is right.
    @Test func nonsenseWithARightSumIsNoSheet() {
        let whole = StoryboardFile.bytes(of: tiles)
        for place in 4..<whole.count - 32 {
            for value in [UInt8(0), 0x7F, 0xFF] where whole[place] != value {
                var content = Array(whole.dropLast(32))
                content[place] = value
                let tiles = StoryboardFile.tiles(in: content + SHA256.hash(content))
                #expect(tiles?.count ?? 3 <= StoryboardSheetID.tiles)
            }
        }
    }
}

struct StoryboardShelfTests {
    private let threads = DiskThreads(count: 1)
    private let path = FileManager.default.temporaryDirectory.appending(path: "nightjar-sheets-\(UUID().uuidString)")
        .path

    private func shelf(limit: Int64) throws -> StoryboardShelf {
        StoryboardShelf(
            folder: try PrivateFolder(path: path),
            threads: threads,
            limit: { limit },
            logger: CamerasUnderTest().services.logger
        )
    }

    private func name(_ number: Int64, state: String = "00") throws -> StoryboardShelf.Name {
        StoryboardShelf.Name(
            camera: try #require(CameraID("yard")),
            sheet: StoryboardSheetID(.main, interval: 10, number: number),
            state: state
        )
    }

    private func tiles(_ count: Int) -> [StoryboardSheet.Tile] {
        [
            StoryboardSheet.Tile(
                number: 0,
                at: WallTime(nanoseconds: 0),
                picture: Bytes([UInt8](repeating: 7, count: count))
            )
        ]
    }

    @Test func whatWasNotAskedForTheLongestGoesFirst() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let shelf = try shelf(limit: 3200)
        for number in 0..<3 as Range<Int64> { await shelf.keep(tiles(950), as: try name(number)) }
        #expect(await shelf.sheet(try name(0))?.first?.picture.count == 950)
        await shelf.keep(tiles(950), as: try name(3))
        #expect(await shelf.sheet(try name(1)) == nil)
        #expect(await shelf.sheet(try name(0)) != nil)
        #expect(await shelf.bytes == 3000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 3)
        // What is larger than all there may be is not kept, and a sheet in another state takes the place of the one before.
        await shelf.keep(tiles(9000), as: try name(9))
        #expect(await shelf.sheet(try name(9)) == nil)
        await shelf.keep(tiles(100), as: try name(0, state: "11"))
        #expect(await shelf.sheet(try name(0)) == nil)
        #expect(await shelf.sheet(try name(0, state: "11")) != nil)
        #expect(await shelf.bytes == 2150)
        await threads.stop()
    }

    @Test func itIsThereAfterARestartAndStrangeFilesGo() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let first = try shelf(limit: 10_000)
        for number in 0..<3 as Range<Int64> { await first.keep(tiles(500), as: try name(number)) }
        try Data([1]).write(to: URL(filePath: path + "/stranger.txt"))
        try Data([1]).write(to: URL(filePath: path + "/" + name(1).text))
        let second = try shelf(limit: 10_000)
        #expect(await second.names().count == 3)
        #expect(await second.sheet(try name(0)) != nil)
        // Changed from outside, and taken away.
        #expect(await second.sheet(try name(1)) == nil)
        try FileManager.default.removeItem(atPath: path + "/" + name(2).text)
        #expect(await second.sheet(try name(2)) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [name(0).text])
        let third = try shelf(limit: 100)
        await third.trim()
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
        await threads.stop()
    }

    @Test func withoutAFolderNothingIsKept() async throws {
        let shelf = StoryboardShelf(
            folder: nil,
            threads: threads,
            limit: { 1000 },
            logger: CamerasUnderTest().services.logger
        )
        await shelf.keep(tiles(1), as: try name(1))
        #expect(await shelf.sheet(try name(1)) == nil)
        await threads.stop()
    }
}
