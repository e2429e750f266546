import Media
import Testing

@testable import MPEGTS

/// What stands around the payloads of each codec.
struct FramingTests {
    /// The PES packets of these units, of which the first begins a segment.
    private func units(_ track: TrackFormat, _ units: [AccessUnit]) throws -> [TransportStream.Unit] {
        var muxer = try TransportMuxer(StreamFormat(tracks: [track]))
        var output: [UInt8] = []
        for (index, unit) in units.enumerated() {
            if index == 0 {
                try muxer.beginSegment(with: unit, to: &output)
            } else {
                try muxer.append(unit, to: &output)
            }
        }
        return try TransportStream(output).units
    }

    private static let delimiter: [UInt8] = [0, 0, 0, 1, 9, 0xF0]

    @Test func aKeyFrameOfH264HasDelimiterAndParameterSets() throws {
        let found = try units(
            TestFormats.h264,
            [
                AccessUnit(units: [[6, 5, 1, 0x80], [0x65, 0x88, 0x84], [0x65, 0x11, 0x22]]),
                AccessUnit(units: [[0x41, 0x9A, 0x80]], at: 3600, isKey: false),
            ]
        )
        let start: [UInt8] = [0, 0, 0, 1]
        let key =
            Self.delimiter + start + TestFormats.h264Sets[0] + start + TestFormats.h264Sets[1] + start
            + [6, 5, 1, 0x80] + start + [0x65, 0x88, 0x84] + start + [0x65, 0x11, 0x22]
        #expect(found.map(\.bytes) == [key, Self.delimiter + start + [0x41, 0x9A, 0x80]])
        #expect(found.map(\.isRandomAccess) == [true, false])
        #expect(found.allSatisfy { $0.streamIdentifier == 0xE0 && $0.identifier == 0x100 })
    }

    @Test func aKeyFrameOfH265HasDelimiterAndParameterSets() throws {
        let found = try units(TestFormats.h265, [AccessUnit(units: [[0x26, 1, 0xAF, 0x80]])])
        let start: [UInt8] = [0, 0, 0, 1]
        let sets = TestFormats.h265Sets.flatMap { start + $0 }
        #expect(found.map(\.bytes) == [start + [0x46, 1, 0x50] + sets + start + [0x26, 1, 0xAF, 0x80]])
    }

    @Test func aDelimiterThatIsThereIsNotDoubled() throws {
        let h264 = try units(
            TestFormats.h264,
            [AccessUnit(units: [[0x65, 1]]), AccessUnit(units: [[9, 0x10], [0x41, 2]], at: 1, isKey: false)]
        )
        #expect(h264[1].bytes == Self.delimiter + [0, 0, 0, 1, 0x41, 2])
        let h265 = try units(TestFormats.h265, [AccessUnit(units: [[0x46, 1, 0x10], [0x26, 1, 2]])])
        #expect(h265[0].bytes.count == 7 + TestFormats.h265Sets.joined().count + 12 + 7)
    }

    @Test func emptyNALUnitsAreLeftOut() throws {
        let found = try units(TestFormats.h264, [AccessUnit(units: [[], [0x65, 1], []])])
        #expect(found[0].bytes.suffix(6) == [0, 0, 0, 1, 0x65, 1])
    }

    @Test(arguments: [[0, 0, 0, 9, 0x65], [0, 0, 0, 1, 0x65, 0, 0], [], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 1]])
    func aDamagedPictureIsRefusedAndNothingWritten(payload: [UInt8]) throws {
        var muxer = try TransportMuxer(StreamFormat(tracks: [TestFormats.h264]))
        var output: [UInt8] = []
        #expect(throws: MPEGTSError.damagedUnit) { try muxer.beginSegment(with: AccessUnit(payload), to: &output) }
        #expect(output.isEmpty)
        // And the segment has not begun.
        #expect(throws: MPEGTSError.notAKeyFrame) {
            try muxer.append(AccessUnit(units: [[0x65, 1]]), to: &output)
        }
    }

    @Test func aBlockOfAACHasAnADTSHeader() throws {
        let found = try units(TestFormats.aac, [AccessUnit([1, 2, 3])])
        // LC, 48 kHz, two channels, 10 bytes.
        #expect(found[0].bytes == [0xFF, 0xF1, 0x4C, 0x80, 0x01, 0x5F, 0xFC, 1, 2, 3])
        #expect(found[0].streamIdentifier == 0xC0 && found[0].identifier == 0x101)
    }

    @Test func anADTSHeaderSaysUpTo8191Bytes() throws {
        var muxer = try TransportMuxer(StreamFormat(tracks: [TestFormats.aac]))
        var output: [UInt8] = []
        try muxer.beginSegment(with: AccessUnit([UInt8](repeating: 7, count: 8184)), to: &output)
        let bytes = try TransportStream(output).units[0].bytes
        #expect(bytes[3...5] == [0x83, 0xFF, 0xFF] && bytes.count == 8191)
        let length = output.count
        #expect(throws: MPEGTSError.tooLarge(8185)) {
            try muxer.append(AccessUnit([UInt8](repeating: 7, count: 8185)), to: &output)
        }
        #expect(output.count == length)
    }

    /// AudioSpecificConfigs, and the first bytes of the headers that say the same.
    @Test(
        arguments: [
            ([0x15, 0x88], [0x6C, 0x40]),  // LC, 8 kHz, mono
            ([0x0A, 0x10], [0x10, 0x80]),  // Main, 44.1 kHz, stereo
            ([0x2B, 0x09, 0x88, 0x00], [0x58, 0x40]),  // HE-AAC, 24 and 48 kHz, mono: LC of 24 kHz
            ([0xEB, 0x09, 0x88, 0x00], [0x58, 0x40]),  // HE-AAC of version 2
            ([0x17, 0x80, 0x2E, 0xE0, 0x08], [0x58, 0x40]),  // LC, 24 000 Hz in full, mono
            ([0x11, 0xB8], [0x4D, 0xC0]),  // LC, 48 kHz, 7.1
        ] as [([UInt8], [UInt8])]
    )
    func anADTSHeaderSaysWhatTheConfigurationSays(configuration: [UInt8], expected: [UInt8]) throws {
        let format = try AACFormat(configuration: configuration)
        let bytes = try units(.aac(format), [AccessUnit([9])])[0].bytes
        #expect([bytes[2], bytes[3] & 0xC0] == expected)
    }

    /// Low delay; frames of 960; a rate that has no index; channels by a configuration element.
    @Test(arguments: [[0xB9, 0x90], [0x11, 0x94], [0x17, 0x80, 0x2E, 0xE0, 0x88], [0x11, 0x80]] as [[UInt8]])
    func whatADTSHasNoWordsForIsNotCarried(configuration: [UInt8]) throws {
        #expect(!TransportMuxer.carries(.aac(try AACFormat(configuration: configuration))))
    }

    @Test(arguments: [0, 1, 254, 255, 256, 510, 1275, 0xF000])
    func aPacketOfOpusHasItsLengthBeforeIt(count: Int) throws {
        let payload = [UInt8](repeating: 0xFC, count: count)
        let bytes = try units(TestFormats.opus, [AccessUnit(payload)])[0].bytes
        let lengths = [UInt8](repeating: 0xFF, count: count / 255) + [UInt8(count % 255)]
        #expect(bytes == [0x7F, 0xE0] + lengths + payload)
    }

    @Test func opusOfManyChannelsOrBytesIsNotCarried() throws {
        #expect(!TransportMuxer.carries(.opus(OpusFormat(channels: 6))))
        #expect(TransportMuxer.carries(.opus(OpusFormat(channels: 1))))
        var muxer = try TransportMuxer(StreamFormat(tracks: [TestFormats.opus]))
        var output: [UInt8] = []
        #expect(throws: MPEGTSError.tooLarge(0xF001)) {
            try muxer.beginSegment(with: AccessUnit([UInt8](repeating: 1, count: 0xF001)), to: &output)
        }
    }
}
