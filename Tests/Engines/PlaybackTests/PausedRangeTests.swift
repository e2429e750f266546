import Catalog
import Foundation
import MP4
import Media
import Storage
import Testing

@testable import Playback

/// A recording that was joined across pauses plays as the recordings did that it was joined of.
struct PausedRangeTests {
    private let sets: [[UInt8]] = [
        [
            0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
            0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
        ],
        [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0],
    ]

    /// Ten seconds each, at 0, 20 and 100 s, and one more at 200 s that stays by itself.
    private func record(_ world: RangeWorld) async throws -> [RecordingID] {
        let format = TrackFormat.h264(
            try H264Format(sequenceParameterSets: [sets[0]], pictureParameterSets: [sets[1]])
        )
        for start in [0.0, 20, 100, 200] { try await world.record(at: start, seconds: 10, format: format) }
        return Array(world.records.map(\.id).prefix(3))
    }

    /// Seconds from and to.
    static let ranges: [[Double]] = [
        [0, 210], [0, 30], [3.5, 25.2], [12, 101], [15, 300], [20, 30], [24, 28], [101.5, 109], [9.99, 100.01],
        [30, 100.5], [105, 205], [10, 20.5], [-5, 5],
    ]

    @Test(arguments: PausedRangeTests.ranges)
    func aRangeIsTheSameFilm(range: [Double]) async throws {
        let (from, to) = (range[0], range[1])
        try await RangeWorld().withEnd { world in
            let ids = try await record(world)
            let before = try await world.open(from, to)
            let bytes = try await before.whole()
            let begun = try await world.open(from, to)
            var first = try await begun.read(offset: 0, count: bytes.count / 2)
            try await world.merge(ids, acrossPauses: true)
            let after = try await world.open(from, to)
            #expect(try await after.whole() == bytes)
            #expect(after.spans == before.spans && after.start == before.start && after.end == before.end)
            let shown = try await before.shown()
            #expect(try await after.shown() == shown)
            #expect(after.records.count == (to > 200 ? (from < 110 ? 2 : 1) : 1))
            // Who has begun goes on.
            while first.count < bytes.count { first += try await begun.read(offset: Int64(first.count), count: 4099) }
            #expect(first == bytes)
        }
    }

    @Test func inAPauseNothingIsRecorded() async throws {
        try await RangeWorld().withEnd { world in
            let ids = try await record(world)
            try await world.merge(ids, acrossPauses: true)
            for (from, to) in [(31.0, 99.0), (11, 19), (10, 20)] {
                await #expect(throws: PlaybackError.self) { try await world.open(from, to) }
            }
            let samples = try await world.open(0, 110).held
            #expect(samples.count == 1 && samples[0].video == 0..<750)
            let inner = try await world.open(22, 104).held
            #expect(inner.count == 1 && inner[0].video == 300..<600)
        }
    }

    @Test(arguments: VODContainer.allCases)
    func aPlaylistSaysWhereThePausesAre(container: VODContainer) async throws {
        try await RangeWorld().withEnd { world in
            let ids = try await record(world)
            func list() async throws -> (text: String, names: [VODName]) {
                let text = try await world.player.listVOD(
                    of: world.camera,
                    .main,
                    from: RangeWorld.begin + .seconds(3),
                    to: RangeWorld.begin + .seconds(205),
                    in: container
                )
                return (
                    text, text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { VODName(String($0)) }
                )
            }
            func files(_ names: [VODName]) async throws -> [[UInt8]] {
                var files: [[UInt8]] = []
                for name in names {
                    let file = try await world.player.openVOD(name, of: world.camera)
                    files.append(try await file.read(offset: 0, count: .max))
                }
                return files
            }
            func tags(_ text: String, _ tag: String) -> [Substring] {
                text.split(separator: "\n").filter { $0.hasPrefix(tag) }
            }
            let before = try await list()
            let contents = try await files(before.names)
            try await world.merge(ids, acrossPauses: true)
            let after = try await list()
            #expect(tags(before.text, "#EXT-X-DISCONTINUITY").count == 3)
            for tag in ["#EXT-X-DISCONTINUITY", "#EXT-X-PROGRAM-DATE-TIME", "#EXTINF"] {
                #expect(tags(after.text, tag) == tags(before.text, tag))
            }
            #expect(try await files(after.names) == contents)
            // A playlist that somebody has stays good.
            #expect(try await files(before.names) == contents)
        }
    }
}
