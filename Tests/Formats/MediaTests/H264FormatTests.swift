import Testing

@testable import Media

struct H264FormatTests {
    private let sequence = hex("6764001eacd940a02ff97011000003000100000300320f162d96")
    private let picture = hex("68ebe3cb22c0")

    @Test func whatAPlayerIsTold() throws {
        let format = try H264Format(sequenceParameterSets: [sequence], pictureParameterSets: [picture])
        #expect(format.codecString == "avc1.64001e")
        let track = TrackFormat.h264(format)
        #expect(track.kind == .video && track.timescale == 90_000)
        #expect(track.pictureSize == PictureSize(width: 640, height: 360))
        #expect(track.codec.name == "H.264")
    }

    @Test func bothKindsOfSetsAreNeeded() {
        #expect(throws: ParameterSetError.truncated) {
            try H264Format(sequenceParameterSets: [sequence], pictureParameterSets: [])
        }
        #expect(throws: ParameterSetError.truncated) {
            try H264Format(sequenceParameterSets: [], pictureParameterSets: [picture])
        }
        #expect(throws: ParameterSetError.self) {
            try H264Format(sequenceParameterSets: [picture], pictureParameterSets: [picture])
        }
    }
}
