import Media
import TestKit
import Testing

@testable import MP4

struct HEVCConfigurationTests {
    private func written(_ format: H265Format) -> [UInt8] {
        var writer = BoxWriter()
        HEVCConfiguration(format).write(to: &writer)
        return writer.bytes
    }

    private func format(of header: MovieHeader) throws -> H265Format? {
        guard case .h265(let format) = header.tracks[0].format else { return nil }
        return format
    }

    private func content(of name: String, in bytes: [UInt8]) throws -> [UInt8] {
        let wanted = Array(name.utf8)
        let start = try #require((0..<bytes.count - 3).first { Array(bytes[$0..<$0 + 4]) == wanted })
        let length = bytes[start - 4..<start].reduce(0) { $0 << 8 | Int($1) } - 8
        return Array(bytes[start + 4..<start + 4 + length])
    }

    @Test func theRecordIsSpelledAsTheStandardHasIt() throws {
        let bytes = written(try TestFormats.hevc)
        let head: [UInt8] = [
            1, 0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 63, 0xF0, 0, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0, 0x0F, 3,
        ]
        #expect(Array(bytes.prefix(head.count)) == head)
        let sets = [TestFormats.hevcVideoSet, TestFormats.hevcSequenceSet, TestFormats.hevcPictureSet]
        var arrays: [UInt8] = []
        for (type, set) in zip([0xA0, 0xA1, 0xA2] as [UInt8], sets) {
            arrays += [type, 0, 1, 0, UInt8(set.count)] + set
        }
        #expect(Array(bytes.dropFirst(head.count)) == arrays)
        #expect(try HEVCConfiguration(parsing: bytes.span).format == TestFormats.hevc)
    }

    @Test func whatIsWrittenComesBack() throws {
        let formats: [TrackFormat] = [.h265(try TestFormats.hevc), .h265(try TestFormats.hevc), TestFormats.muLaw]
        let bytes = InitialisationSegment(tracks: formats).bytes
        let scan = try fileScan(bytes)
        #expect(scan.header.tracks.map(\.format) == formats)
        #expect(scan.header.tracks[0].unitLengthSize == 4)
        // Visual sample entry: width and height, and the shape of a sample.
        let entry = try content(of: "hvc1", in: bytes)
        #expect(Array(entry[24..<28]) == [640 >> 8, 640 & 0xFF, 360 >> 8, 360 & 0xFF])
        #expect(try content(of: "pasp", in: entry) == [0, 0, 0, 1, 0, 0, 0, 1])
    }

    /// Parameter sets come from cameras: more or longer ones than the record holds must not bring the recorder down.
    @Test func absurdParameterSetsAreLeftOut() throws {
        let long = [0x44, 1] + [UInt8](repeating: 1, count: 70_000)
        let format = try H265Format(
            videoParameterSets: [TestFormats.hevcVideoSet],
            sequenceParameterSets: Array(repeating: TestFormats.hevcSequenceSet, count: 100),
            pictureParameterSets: [long, TestFormats.hevcPictureSet]
        )
        let read = try #require(
            try self.format(of: fileScan(InitialisationSegment(tracks: [.h265(format)]).bytes).header)
        )
        #expect(read.sequenceParameterSets.count == 64 && read.pictureParameterSets == [TestFormats.hevcPictureSet])
    }

    @Test func cutAndChangedRecordsDoNotCrash() throws {
        let whole = written(try TestFormats.hevc)
        for count in whole.indices {
            #expect(throws: MP4Error.self) { try HEVCConfiguration(parsing: whole.span.extracting(0..<count)) }
        }
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<5000 {
            var bytes = whole
            for _ in 0..<3 { bytes[generator.integer(0...bytes.count - 1)] = UInt8(generator.integer(0...255)) }
            if let configuration = try? HEVCConfiguration(parsing: bytes.span) { _ = written(configuration.format) }
        }
        var odd = whole
        odd[0] = 2
        #expect(throws: MP4Error.malformed(.hvcC, "a version other than 1")) {
            try HEVCConfiguration(parsing: odd.span)
        }
        odd[0] = 1
        odd[21] = 0x0E
        #expect(throws: MP4Error.malformed(.hvcC, "NAL unit lengths of three bytes")) {
            try HEVCConfiguration(parsing: odd.span)
        }
        odd[21] = 0x0D
        #expect(try HEVCConfiguration(parsing: odd.span).unitLengthSize == 2)
    }

    /// With arrays of other kinds, which are passed over, and sets in the samples (`hev1`).
    @Test(.enabled(if: Tool.hasFFmpeg, "ffmpeg is not installed, so nothing can be compared with it"))
    func theirRecordIsOurs() throws {
        let bytes = try Clip.hevc.bytes
        let theirs = try content(of: "hvcC", in: bytes)
        let format = try #require(try self.format(of: fileScan(bytes).header))
        #expect(format.pictureSize == PictureSize(width: 320, height: 240))
        #expect(written(format).prefix(22) == theirs.prefix(22))
        var other = bytes
        let name = Array("hvc1".utf8)
        for index in 0..<bytes.count - 3 where Array(bytes[index..<index + 4]) == name {
            other.replaceSubrange(index..<index + 4, with: "hev1".utf8)
        }
        #expect(try self.format(of: fileScan(other).header) == format)
    }
}
