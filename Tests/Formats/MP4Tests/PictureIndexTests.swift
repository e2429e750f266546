import Media
import Testing

@testable import MP4

/// Any single picture of a recording of Motion JPEG can be found from the file's own boxes.
struct PictureIndexTests {
    /// Pictures of different lengths, and sound between them. The payload of a picture begins with its number.
    private func recording(fragments: Int, using generator: inout SeededGenerator) -> (Recording, times: [Int64]) {
        var recording = Recording(tracks: [TestFormats.jpeg, TestFormats.opus])
        var times: [Int64] = []
        var time: Int64 = 0
        for number in 0..<fragments {
            if generator.integer(0...4) == 0 {
                recording.skip(track: 0, ticks: 45_000)
                time += 45_000
            }
            let pictures = (0..<generator.integer(1...8)).map { _ in
                let payload = [UInt8(times.count & 0xFF)] + generator.bytes(generator.integer(0...60))
                let duration = generator.integer(1...4) * 1500
                times.append(time)
                time += Int64(duration)
                return (FragmentSample(size: UInt32(payload.count), duration: UInt32(duration), flags: .key), payload)
            }
            let sound = (0..<generator.integer(0...9)).map { _ in
                let payload = generator.bytes(generator.integer(1...40))
                return (FragmentSample(size: UInt32(payload.count), duration: 960, flags: .key), payload)
            }
            recording.append([(0, pictures), (1, sound)], wall: WallTime(nanoseconds: Int64(number)))
        }
        return (recording, times)
    }

    @Test func everyPictureIsFoundByItsTime() throws {
        var generator = SeededGenerator(seed: 105)
        for number in 0..<20 {
            var (recording, times) = recording(fragments: number + 1, using: &generator)
            if number % 2 == 0 { recording.close() }
            let index = try #require(PictureIndex(try fileScan(recording.bytes)))
            #expect(index.timescale == 90_000 && index.pictures.count == times.count)
            #expect(index.pictures.map(index.time) == times)
            #expect(!index.pictures.contains { !$0.isKey })
            for (number, picture) in index.pictures.enumerated() {
                #expect(recording.bytes[Int(picture.offset)] == UInt8(number & 0xFF))
                for time in [times[number], times[number] + Int64(picture.duration) - 1] {
                    #expect(index.picture(at: time) == picture)
                }
            }
            #expect(index.picture(at: -5) == index.pictures.first && index.picture(at: .max) == index.pictures.last)
        }
    }

    /// With the catalogue's index a reader needs no more than the one fragment's head.
    @Test func aFragmentsHeadIsEnough() throws {
        var generator = SeededGenerator(seed: 106)
        let (recording, _) = recording(fragments: 12, using: &generator)
        let movie = try fileScan(recording.bytes)
        var found: [SampleLocation] = []
        for entry in recording.entries {
            let start = Int(entry.offset)
            let bytes = recording.bytes.span.extracting(start..<start + Int(entry.length))
            let index = try PictureIndex(fragment: bytes, at: entry.offset, of: movie.header)
            #expect(index.pictures.count == Int(entry.videoSamples))
            #expect(index.pictures.first.map(index.time) == entry.startTick)
            found += index.pictures
            let head = try #require(try BoxHeader.parse(bytes, available: Int64(bytes.count)))
            for count in [0, 7, 8, Int(head.boxLength) - 1] {
                #expect(throws: MP4Error.truncated(.moof)) {
                    try PictureIndex(
                        fragment: recording.bytes.span.extracting(start..<start + count),
                        at: 0,
                        of: movie.header
                    )
                }
            }
            let least = bytes.extracting(0..<Int(head.boxLength))
            #expect(try PictureIndex(fragment: least, at: entry.offset, of: movie.header) == index)
        }
        #expect(found == movie.samples.filter { $0.track == 0 })
        #expect(throws: MP4Error.self) {
            try PictureIndex(fragment: recording.bytes.span, at: 0, of: movie.header)
        }
    }

    @Test func picturesThatAreReorderedAreInTheOrderOfShowing() throws {
        var recording = Recording(tracks: [try TestFormats.h264])
        let offsets: [Int32] = [6000, 15_000, 3000, -3000, 3000]
        let samples = offsets.enumerated().map { index, offset in
            let flags: FragmentSample.Flags = index == 0 ? .key : []
            return (FragmentSample(size: 1, duration: 3000, presentationOffset: offset, flags: flags), [UInt8(index)])
        }
        recording.append([(0, samples)], wall: WallTime(nanoseconds: 0))
        let index = try #require(PictureIndex(try fileScan(recording.bytes)))
        #expect(index.pictures.map { recording.bytes[Int($0.offset)] } == [0, 3, 2, 4, 1])
        #expect(index.pictures.map(index.time) == [6000, 6000, 9000, 15_000, 18_000])
        #expect(index.picture(at: 14_999)?.decodeTime == 6000)
        #expect(index.pictures.filter(\.isKey).count == 1)
    }

    @Test func withoutPicturesThereIsNone() throws {
        var sound = Recording(tracks: [TestFormats.opus])
        sound.append(
            [(0, [(FragmentSample(size: 1, duration: 960, flags: .key), [8])])],
            wall: WallTime(nanoseconds: 0)
        )
        let movie = try fileScan(sound.bytes)
        #expect(PictureIndex(movie) == nil)
        let bytes = sound.bytes.span.extracting(Int(sound.entries[0].offset)..<sound.bytes.count)
        #expect(throws: MP4Error.self) { try PictureIndex(fragment: bytes, at: 0, of: movie.header) }
        let empty = try #require(PictureIndex(try fileScan(InitialisationSegment(tracks: [TestFormats.jpeg]).bytes)))
        #expect(empty.picture(at: 0) == nil)
    }

    @Test func mutatedHeadsPointNowhereElse() throws {
        var generator = SeededGenerator(seed: 107)
        let (recording, _) = recording(fragments: 3, using: &generator)
        let header = try fileScan(recording.bytes).header
        let entry = recording.entries[1]
        let whole = Array(recording.bytes[Int(entry.offset)...].prefix(Int(entry.length)))
        for _ in 0..<4000 {
            var bytes = whole
            for _ in 0..<generator.integer(1...4) {
                bytes[generator.integer(0...min(200, bytes.count - 1))] ^= 1 << UInt8(generator.integer(0...7))
            }
            guard let index = try? PictureIndex(fragment: bytes.span, at: entry.offset, of: header) else { continue }
            if index.pictures.contains(where: { $0.offset < 0 }) { Issue.record("before the file") }
            _ = index.picture(at: 1 << 40)
        }
    }
}
