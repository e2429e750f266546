import Media
import TestKit
import Testing

@testable import MP4

struct MP4FileScanTests {
    @Test(arguments: [true, false], [true, false])
    func ordinaryFilesGiveTheirSamples(moovFirst: Bool, wide: Bool) throws {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<60 {
            let file = ProgressiveFile(
                formats: [try TestFormats.h264, try TestFormats.aac],
                using: &generator,
                moovFirst: moovFirst,
                wide: wide
            )
            let movie = try fileScan(file.bytes)
            #expect(movie.header.tracks.map(\.format) == file.formats)
            for track in file.formats.indices {
                #expect(movie.samples.filter { $0.track == track } == file.samples[track])
            }
            let times = movie.samples.map(\.decodeTime)
            #expect(times == times.sorted(), "the tracks, of one timescale here, are interleaved by time")
        }
    }

    @Test func ourOwnFilesGiveTheirSamples() throws {
        var generator = SeededGenerator(seed: 32)
        for number in 0..<40 {
            var recording = Recording.random(
                tracks: [try TestFormats.h264, try TestFormats.aac],
                fragments: 5,
                using: &generator
            )
            if number % 2 == 0 { recording.close() }
            let movie = try fileScan(recording.bytes)
            #expect(movie.header.identity == Recording.identity)
            for track in 0...1 {
                let found = movie.samples.filter { $0.track == track }
                let written = recording.fragments.joined().filter { $0.track == track }
                #expect(found.map(\.size) == written.flatMap { $0.samples.map(\.size) })
                #expect(found.map(\.isKey) == written.flatMap { $0.samples.map { $0.isKey || track == 1 } })
                var times: [Int64] = []
                for run in written {
                    var time = run.baseDecodeTime
                    for sample in run.samples {
                        times.append(time)
                        time += Int64(sample.duration)
                    }
                }
                #expect(found.map(\.decodeTime) == times)
            }
        }
    }

    @Test func aTornFileGivesWhatItHas() throws {
        var generator = SeededGenerator(seed: 33)
        let recording = Recording.random(tracks: [try TestFormats.h264], fragments: 3, using: &generator)
        let whole = try fileScan(recording.bytes).samples
        for length in recording.initialisation.bytes.count..<recording.bytes.count {
            let bytes = Array(recording.bytes[..<length])
            let found = try fileScan(bytes).samples
            #expect(found == Array(whole.prefix(found.count)))
            #expect(found.allSatisfy { $0.offset + Int64($0.size) <= Int64(length) })
        }
    }

    @Test func aFileThatEndsEarlierThanSaidIsTorn() throws {
        var generator = SeededGenerator(seed: 34)
        let recording = Recording.random(tracks: [try TestFormats.h264], fragments: 40, using: &generator)
        let bytes = recording.bytes
        var scan = MP4FileScan(fileLength: Int64(bytes.count) + 5000)
        while case .read(let offset, let count) = scan.step {
            scan.feed(bytes.span.extracting(min(Int(offset), bytes.count)..<min(Int(offset) + count, bytes.count)))
        }
        guard case .movie(let movie) = scan.step else {
            Issue.record("no film")
            return
        }
        #expect(movie.samples == (try fileScan(bytes).samples))
    }

    @Test(arguments: [[], Array("not an MP4 file at all".utf8), [UInt8](repeating: 0, count: 5000)] as [[UInt8]])
    func whatIsNoFilmIsSaid(bytes: [UInt8]) {
        #expect(throws: MP4Error.noMovie) { try fileScan(bytes) }
    }

    @Test func memoryIsBounded() throws {
        var generator = SeededGenerator(seed: 35)
        let file = ProgressiveFile(formats: [try TestFormats.h264], using: &generator, moovFirst: true, wide: false)
        var limits = ScanLimits()
        limits.samples = file.samples[0].count - 1
        #expect(throws: MP4Error.self) { try fileScan(file.bytes, limits: limits) }
        limits.samples += 1
        #expect(try fileScan(file.bytes, limits: limits).samples.count == limits.samples)
        limits.movieLength = 100
        #expect(throws: MP4Error.self) { try fileScan(file.bytes, limits: limits) }

        // Four thousand million samples of nothing, told in twenty bytes.
        var run = BoxWriter()
        run.box(.moof) { writer in
            writer.box(.traf) { writer in
                writer.fullBox(.tfhd, flags: 0x2_0000) { $0.uint32(1) }
                writer.fullBox(.trun) { $0.uint32(.max) }
            }
        }
        let bytes = InitialisationSegment(tracks: [try TestFormats.h264]).bytes + run.bytes
        #expect(throws: MP4Error.self) { try fileScan(bytes) }
    }

    /// A table of one size for all samples says their number in four bytes: the file's length is the bound.
    @Test func uniformSizesEndWithTheFile() throws {
        var tables = SampleTables()
        tables.sizes = .uniform(3, count: .max)
        tables.chunkOffsets = [10, .max, 0]
        tables.chunkRuns = [.init(firstChunk: 1, samplesPerChunk: .max)]
        tables.durations = [.init(count: 0, value: 4), .init(count: .max, value: 7)]
        var track = try #require(
            try fileScan(InitialisationSegment(tracks: [try TestFormats.h264]).bytes).header.tracks.first
        )
        track.tables = tables
        var cursor = SampleTableCursor(track: 0, of: [track], fileLength: 41)
        var count = 0
        while let sample = cursor.next() {
            #expect(sample.duration == 7 && sample.offset == 10 + Int64(count) * 3)
            count += 1
        }
        #expect(count == 10)
    }

    @Test func singleBytesOfSoundAreGrouped() throws {
        var tables = SampleTables()
        tables.sizes = .uniform(1, count: 1000)
        tables.chunkOffsets = [0, 5000]
        tables.chunkRuns = [.init(firstChunk: 1, samplesPerChunk: 500)]
        tables.durations = [.init(count: 1000, value: 1)]
        var track = try #require(
            try fileScan(InitialisationSegment(tracks: [TestFormats.muLaw]).bytes).header.tracks.first
        )
        track.tables = tables
        var cursor = SampleTableCursor(track: 0, of: [track], fileLength: 10_000)
        var samples: [SampleLocation] = []
        while let sample = cursor.next() { samples.append(sample) }
        #expect(samples.map(\.size) == [160, 160, 160, 20, 160, 160, 160, 20])
        #expect(samples.map(\.duration) == samples.map(\.size))
        #expect(samples[4].offset == 5000 && samples[4].decodeTime == 500)
    }
}
