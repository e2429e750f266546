import Catalog
import Foundation
import MP4
import Media
import Storage
import Testing

@testable import Playback

/// Whoever reads a range, or has a playlist, goes on while the recordings that it is made of are joined.
struct RangesWhileMergingTests {
    private let sets: [[UInt8]] = [
        [
            0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
            0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
        ],
        [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0],
    ]

    private func h264() throws -> TrackFormat {
        .h264(try H264Format(sequenceParameterSets: [sets[0]], pictureParameterSets: [sets[1]]))
    }

    @Test(arguments: [false, true])
    func aRangeThatIsReadGoesOnWithTheSameBytes(isProgressive: Bool) async throws {
        try await RangeWorld().withEnd { world in
            try await world.recordTogether(5)
            func open() async throws -> RangeFile {
                let (from, to) = (RangeWorld.begin + .milliseconds(3500), RangeWorld.begin + .milliseconds(46_200))
                guard isProgressive else {
                    return try await world.player.openRange(of: world.camera, .main, from: from, to: to)
                }
                return try await world.player.openProgressiveRange(of: world.camera, .main, from: from, to: to)
            }
            let whole = try await open().whole()
            let (begun, untouched) = (try await open(), try await open())
            var bytes: [UInt8] = []
            while bytes.count < whole.count / 3 {
                bytes += try await begun.read(offset: Int64(bytes.count), count: 1000)
            }
            let ids = world.records.map(\.id)
            try await world.merge(Array(ids[1...2]))
            while bytes.count < whole.count / 2 {
                bytes += try await begun.read(offset: Int64(bytes.count), count: 1000)
            }
            try await world.merge([ids[0], ids[1], ids[3], ids[4]])
            while bytes.count < whole.count { bytes += try await begun.read(offset: Int64(bytes.count), count: 1000) }
            #expect(bytes == whole)
            // Also one of which nothing was read, and one that is opened now: a player may ask for the rest of the film anew.
            #expect(try await untouched.whole(inPiecesOf: 4099) == whole)
            #expect(try await open().whole() == whole)
        }
    }

    @Test(arguments: VODContainer.allCases)
    func theNamesOfAPlaylistStayGood(container: VODContainer) async throws {
        try await RangeWorld().withEnd { world in
            try await world.recordTogether(3, format: try h264())
            let text = try await world.player.listVOD(
                of: world.camera,
                .main,
                from: RangeWorld.begin + .seconds(3),
                to: RangeWorld.begin + .seconds(29),
                in: container
            )
            var names = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { VODName(String($0)) }
            if container == .fragmentedMP4 { names += world.records.map { .initialisation($0.id) } }
            #expect(names.count > 4)
            func files() async throws -> [[UInt8]] {
                var files: [[UInt8]] = []
                for name in names {
                    let file = try await world.player.openVOD(name, of: world.camera)
                    files.append(try await file.read(offset: 0, count: .max))
                }
                return files
            }
            let before = try await files()
            let opened = try await world.player.openVOD(names[names.count - 1], of: world.camera)
            let last = try await opened.read(offset: 0, count: .max)
            let ids = world.records.map(\.id)
            try await world.merge(Array(ids[1...2]))
            #expect(try await files() == before)
            try await world.merge([ids[0], ids[1]])
            #expect(try await files() == before)
            #expect(try await opened.read(offset: 0, count: .max) == last)
            let other = CameraID.derived(from: "other") { _ in false }
            await #expect(throws: PlaybackError.self) { try await world.player.openVOD(names[0], of: other) }
        }
    }

    /// However it comes between what is listed, the indexes and the files: never a hole, nothing twice.
    @Test func aRangeThatIsOpenedWhileRecordingsAreJoinedIsWhole() async throws {
        try await RangeWorld().withEnd { world in
            try await world.recordTogether(16)
            let ids = world.records.map(\.id)
            let expected = Array(25..<3975)
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (player, camera) = (world.player, world.camera)
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<12 {
                            let (from, to) = (RangeWorld.begin + .seconds(1), RangeWorld.begin + .seconds(159))
                            let range = try await player.openRange(of: camera, .main, from: from, to: to)
                            #expect(range.film.videoSamples == 3975 && range.spans.count == 1)
                            #expect(try await range.shown() == expected)
                        }
                    }
                }
                for pair in stride(from: 0, to: ids.count, by: 2) { try await world.merge([ids[pair], ids[pair + 1]]) }
                try await world.merge(stride(from: 0, to: ids.count, by: 2).map { ids[$0] })
                try await group.waitForAll()
            }
        }
    }

    @Test func whatWasDeletedIsNotFoundElsewhere() async throws {
        try await RangeWorld().withEnd { world in
            try await world.recordTogether(3)
            let range = try await world.open(0, 30)
            let ids = world.records.map(\.id)
            try await world.merge(Array(ids[0...1]))
            let gone = try await world.catalog.deleteSegments([ids[0]], includingProtected: true)
            for file in gone { try world.disk.delete(try #require(StorageKey(file.key))) }
            await #expect(throws: PlaybackError.self) { try await range.whole() }
        }
    }
}
