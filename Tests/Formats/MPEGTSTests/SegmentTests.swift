import Media
import Testing

@testable import MPEGTS

/// Packets and segments: exact bytes, sizes, counters, and what may begin.
struct SegmentTests {
    private func muxer(_ tracks: TrackFormat...) throws -> TransportMuxer {
        try TransportMuxer(StreamFormat(tracks: tracks))
    }

    @Test func aSmallPictureByteForByte() throws {
        var muxer = try muxer(TestFormats.h264)
        var output: [UInt8] = []
        try muxer.beginSegment(with: AccessUnit(units: [[0x65, 0x88]], at: 90_000, offset: 3600), to: &output)
        let start: [UInt8] = [0, 0, 0, 1]
        // PTS 990 000 + 3600, DTS 990 000.
        let header: [UInt8] =
            [0, 0, 1, 0xE0, 0, 65, 0x84, 0xC0, 10]
            + [0x31, 0x00, 0x3D, 0x52, 0x81] + [0x11, 0x00, 0x3D, 0x36, 0x61]
        let picture =
            start + [9, 0xF0] + start + TestFormats.h264Sets[0] + start + TestFormats.h264Sets[1] + start + [
                0x65, 0x88,
            ]
        let length = header.count + picture.count
        // Random access and PCR 945 000; then filled up.
        let field: [UInt8] = [UInt8(183 - length), 0x50, 0x00, 0x07, 0x35, 0xB4, 0x7E, 0x00]
        let stuffing = [UInt8](repeating: 0xFF, count: 184 - length - field.count)
        #expect(output.count == 3 * 188)
        #expect(Array(output[376...]) == [0x47, 0x41, 0x00, 0x30] + field + stuffing + header + picture)
    }

    /// Every way that the last packet can be filled, at either end of the range.
    @Test func everySizeIsWholePackets() throws {
        for count in Array(1...600) + Array(65_460...65_530) {
            var muxer = try muxer(TestFormats.h264, TestFormats.opus)
            var output: [UInt8] = []
            let payload: [UInt8] = [0x65] + [UInt8](repeating: 0xAB, count: count - 1)
            try muxer.beginSegment(with: AccessUnit(units: [payload]), to: &output)
            try muxer.append(AccessUnit(units: [payload], isKey: false), to: &output)
            if count <= 0xF000 { try muxer.append(AccessUnit(track: 1, payload), to: &output) }
            let units = try TransportStream(output).units
            try #require(units.filter { $0.identifier == 0x100 }.allSatisfy { $0.bytes.suffix(count) == payload[...] })
            try #require(units.filter { $0.identifier == 0x101 }.allSatisfy { $0.bytes.suffix(count) == payload[...] })
            try #require(units.count == (count <= 0xF000 ? 3 : 2))
        }
    }

    @Test func segmentsBeginWithTablesAndAKeyFrameAndCountersGoOn() throws {
        var muxer = try muxer(TestFormats.h264, TestFormats.aac)
        var segments: [[UInt8]] = []
        for number in 0..<40 {
            var output: [UInt8] = []
            let time = Int64(number) * 90_000
            try muxer.beginSegment(with: AccessUnit(units: [[0x65, 1]], at: time), to: &output)
            try muxer.append(AccessUnit(track: 1, [1, 2], at: Int64(number) * 48_000), to: &output)
            try muxer.append(AccessUnit(units: [[0x41, 1]], at: time + 4500, isKey: false), to: &output)
            segments.append(output)
        }
        // Each by itself, and all as one: the reader finds every gap of the counters.
        for segment in segments {
            let stream = try TransportStream(segment)
            #expect(stream.tablePackets == [0] && stream.units.count == 3)
            #expect(stream.units.first { $0.identifier == 0x100 }?.isRandomAccess == true)
        }
        let whole = try TransportStream(segments.flatMap(\.self))
        #expect(whole.units.count == 120 && whole.tablePackets.count == 40)
    }

    @Test func aSegmentThatGoesOnBeginsWithTablesAndAnyPicture() throws {
        var muxer = try muxer(TestFormats.h264, TestFormats.aac)
        var output: [UInt8] = []
        let other = AccessUnit(units: [[0x41, 0x88]], isKey: false)
        try muxer.beginSegment(with: other, continuing: true, to: &output)
        // The programme association table, and no parameter sets.
        #expect(output.count == 3 * 188 && output[1] == 0x40 && output[2] == 0)
        #expect(try TransportStream(output).units.map(\.identifier) == [0x100])
        #expect(throws: MPEGTSError.notAKeyFrame) {
            try muxer.beginSegment(with: AccessUnit(track: 1, [1]), continuing: true, to: &output)
        }
    }

    @Test func nothingButAKeyFrameOfTheLeadingTrackBeginsASegment() throws {
        var muxer = try muxer(TestFormats.h264, TestFormats.aac)
        var output: [UInt8] = []
        let others = [AccessUnit(units: [[0x41, 1]], isKey: false), AccessUnit(track: 1, [1])]
        for unit in others {
            #expect(!muxer.canBegin(with: unit))
            #expect(throws: MPEGTSError.notAKeyFrame) { try muxer.beginSegment(with: unit, to: &output) }
            #expect(throws: MPEGTSError.notAKeyFrame) { try muxer.append(unit, to: &output) }
        }
        #expect(output.isEmpty)
    }

    @Test func aTrackThatIsLeftOutWritesNothing() throws {
        var muxer = try muxer(TestFormats.h264, TestFormats.muLaw)
        var output: [UInt8] = []
        try muxer.beginSegment(with: AccessUnit(units: [[0x65, 1]]), to: &output)
        let length = output.count
        try muxer.append(AccessUnit(track: 1, [1, 2, 3]), to: &output)
        try muxer.append(AccessUnit(track: 7, [1, 2, 3]), to: &output)
        #expect(output.count == length)
    }
}
