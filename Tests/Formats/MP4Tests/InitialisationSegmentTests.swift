import Media
import Testing

@testable import MP4

struct InitialisationSegmentTests {
    /// The content of the `moov` box of what was written.
    private func movie(_ bytes: [UInt8]) throws -> MovieHeader {
        let fileType = try #require(try BoxHeader.parse(bytes.span, available: Int64(bytes.count)))
        #expect(fileType.type == .ftyp)
        let rest = bytes.span.extracting(Int(fileType.boxLength)..<bytes.count)
        let box = try #require(try BoxHeader.parse(rest, available: Int64(rest.count)))
        #expect(box.type == .moov && Int(box.boxLength) == rest.count)
        return try MovieHeader.parse(rest.extracting(box.length..<rest.count))
    }

    @Test func everyFormatComesBack() throws {
        let formats = [
            try TestFormats.h264, try TestFormats.wideH264, try TestFormats.aac, TestFormats.muLaw, TestFormats.aLaw,
            TestFormats.fineALaw,
        ]
        let header = try movie(InitialisationSegment(tracks: formats).bytes)
        #expect(header.tracks.map(\.format) == formats)
        #expect(header.tracks.map(\.id) == [1, 2, 3, 4, 5, 6])
        #expect(header.tracks.map(\.timescale) == formats.map(\.timescale))
        #expect(header.tracks.map(\.kind) == formats.map(\.kind))
        #expect(header.tracks.allSatisfy { $0.unitLengthSize == 4 && $0.presentationShift == 0 })
        #expect(header.isFragmented && header.duration == 0 && header.identity == nil)
    }

    @Test func identityComesBack() throws {
        let tracks = [try TestFormats.h264, try TestFormats.aac]
        let header = try movie(InitialisationSegment(tracks: tracks, identity: Recording.identity).bytes)
        #expect(header.identity == Recording.identity)
    }

    @Test func anIdentityOfALaterVersionMayGoOn() throws {
        var identity = Recording.identity
        identity.version = 4
        var writer = BoxWriter()
        identity.write(to: &writer)
        let body = Array(writer.bytes[24...]) + [1, 2, 3]
        #expect(try SegmentIdentity(parsing: body.span) == identity)
        for count in 0..<body.count - 3 {
            #expect(throws: MP4Error.self) { try SegmentIdentity(parsing: body.span.extracting(0..<count)) }
        }
    }

    @Test func theShownSizeHasTheShapeOfTheSamples() throws {
        let bytes = InitialisationSegment(tracks: [try TestFormats.wideH264]).bytes
        // tkhd ends with width and height, 16.16: 720 · 16 / 11 is 1047.27.
        let start = try #require(position(of: "tkhd", in: bytes))
        let end = start + 4 + 84
        #expect(Array(bytes[end - 8..<end - 6]) == [1047 >> 8, 1047 & 0xFF])
        #expect(Array(bytes[end - 4..<end]) == [576 >> 8, 576 & 0xFF, 0, 0])
        let aspect = try #require(position(of: "pasp", in: bytes))
        #expect(Array(bytes[aspect + 4..<aspect + 12]) == [0, 0, 0, 16, 0, 0, 0, 11])
    }

    @Test func highProfileSaysItsChroma() throws {
        let bytes = InitialisationSegment(tracks: [try TestFormats.h264]).bytes
        let start = try #require(position(of: "avcC", in: bytes))
        let sets = TestFormats.sequenceParameterSet.count + TestFormats.pictureParameterSet.count
        let tail = start + 4 + 6 + 2 + 1 + 2 + sets
        #expect(Array(bytes[tail..<tail + 4]) == [0xFD, 0xF8, 0xF8, 0])
    }

    @Test func durationIsFilledInLater() throws {
        let segment = InitialisationSegment(tracks: [try TestFormats.h264])
        var bytes = segment.bytes
        #expect(position(of: "mehd", in: bytes) == nil)
        for patch in segment.closingFields.patches(duration: 5_400_000) {
            bytes.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
            #expect(try movie(bytes).tracks.count == 1)
        }
        #expect(bytes.count == segment.bytes.count)
        let header = try movie(bytes)
        #expect(header.duration == 5_400_000 && header.timescale == 90_000)
        let extends = try #require(position(of: "mehd", in: bytes))
        #expect(Array(bytes[extends - 4..<extends]) == [0, 0, 0, 16])
        #expect(
            Array(bytes[extends + 8..<extends + 12]) == Array(bytes[segment.closingFields.movieDuration...].prefix(4))
        )
        let streamed = InitialisationSegment(tracks: [TestFormats.aLaw], reservesDuration: false)
        #expect(streamed.closingFields.extendsHeader == nil && streamed.closingFields.ending == nil)
    }

    /// Parameter sets come from cameras: more or longer ones than the record holds must not bring the recorder down.
    @Test func absurdParameterSetsAreLeftOut() throws {
        let long = [0x68] + [UInt8](repeating: 1, count: 70_000)
        let format = try H264Format(
            sequenceParameterSets: Array(repeating: TestFormats.sequenceParameterSet, count: 40),
            pictureParameterSets: [long] + Array(repeating: TestFormats.pictureParameterSet, count: 300)
        )
        let header = try movie(InitialisationSegment(tracks: [.h264(format)]).bytes)
        guard case .h264(let read) = header.tracks[0].format else {
            Issue.record("no format")
            return
        }
        #expect(read.sequenceParameterSets.count == 31 && read.pictureParameterSets.count == 255)
    }

    private func position(of name: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(name.utf8)
        return (0..<bytes.count - 3).first { Array(bytes[$0..<$0 + 4]) == wanted }
    }
}
