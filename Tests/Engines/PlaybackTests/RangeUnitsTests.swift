import Catalog
import Foundation
import MP4
import Media
import Storage
import Testing

@testable import Playback

/// The units of a range are the samples of its film; packed again, they are the same film.
struct RangeUnitsTests {
    private let small = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 480)))
    private let large = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 1280, height: 960)))

    /// The number that a unit's payload begins with.
    private func number(_ unit: FilmUnit) -> Int { unit.unit.payload.array.prefix(4).reduce(0) { $0 << 8 | Int($1) } }

    private func units(_ range: RangeFile) async throws -> [FilmUnit] {
        let source = range.units()
        var units: [FilmUnit] = []
        while let item = try await source.next() {
            if case .units(let more) = item { units += more }
        }
        return units
    }

    @Test(arguments: [(0.0, 40.0), (3.5, 12.2), (9.96, 10.04), (22, 35.3)])
    func theyAreThoseOfTheFilm(from: Double, to: Double) async throws {
        try await RangeWorld().withEnd { world in
            for index in 0..<2 {
                try await world.record(at: Double(index) * 10, seconds: 10, run: index == 0 ? nil : 0)
            }
            try await world.record(at: 24, seconds: 10, format: large)
            let range = try await world.open(from, to)
            let pictures = try await range.pictures()
            let units = try await units(range)
            #expect(units.map(number) == pictures.map(\.number))
            #expect(units.map { $0.shownAt - range.shownFrom } == pictures.map(\.tick))
            #expect(range.tracks.count == 1 && range.recordings.count >= 1)
            for unit in units { #expect(unit.sampleEntry == (number(unit) < 500 || from >= 22 ? 1 : 2)) }
        }
    }

    @Test func packedAgainTheyAreTheSameFilm() async throws {
        try await RangeWorld().withEnd { world in
            for (index, format) in [small, large, small].enumerated() {
                try await world.record(at: Double(index) * 11, seconds: 10, format: format)
            }
            let range = try await world.open(3.5, 31.2)
            var packer = FilmPacker(range, tracks: range.tracks)
            var bytes = packer.head
            for unit in try await units(range) { bytes += packer.add(unit) }
            bytes += packer.finish()
            var scan = MP4FileScan(fileLength: Int64(bytes.count))
            while case .read(let offset, let count) = scan.step {
                scan.feed(bytes.span.extracting(Int(offset)..<Int(offset) + count))
            }
            guard case .movie(let movie) = scan.step else { throw MP4Error.noMovie }
            let shift = movie.header.tracks[0].presentationShift
            let found = movie.samples.map { sample in
                bytes[Int(sample.offset)..<Int(sample.offset) + 4].reduce(0) { $0 << 8 | Int($1) }
            }
            let pictures = try await range.pictures()
            #expect(found == pictures.map(\.number))
            #expect(movie.samples.map { $0.decodeTime + shift } == pictures.map(\.tick))
            // Nobody is told how long it is in bytes.
            #expect(!String(decoding: packer.head, as: UTF8.self).contains("sidx"))
        }
    }

    @Test func theyAreReadOnWhereTheyWereJoined() async throws {
        try await RangeWorld().withEnd { world in
            try await world.recordTogether(3)
            let range = try await world.open(3.5, 28.1)
            let expected = try await units(range)
            let source = range.units()
            var found: [FilmUnit] = []
            while let item = try await source.next() {
                if case .units(let more) = item { found += more }
                if found.count >= 60, try await world.catalog.segment(world.records[1].id) != nil {
                    try await world.merge(world.records.map(\.id))
                }
            }
            #expect(found.map(number) == expected.map(number) && found.map(\.shownAt) == expected.map(\.shownAt))
        }
    }

    @Test func whatIsDeletedIsAnError() async throws {
        try await RangeWorld().withEnd { world in
            try await world.record(at: 0, seconds: 4)
            try await world.record(at: 10, seconds: 4)
            let source = try await world.open(0, 20).units()
            let second = world.records[1]
            try world.disk.delete(try #require(StorageKey(second.key)))
            await #expect(throws: PlaybackError.fileMissing(second.id, key: second.key)) {
                while try await source.next() != nil {}
            }
        }
    }
}
