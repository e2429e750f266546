import TestKit
import Testing

@testable import Media

struct AACFormatTests {
    struct Sample: Sendable {
        let configuration: [UInt8]
        let codec: String
        let rate: UInt32
        let channels: Int
        let samples: Int
    }

    @Test(arguments: [
        Sample(configuration: [0x11, 0x90], codec: "mp4a.40.2", rate: 48_000, channels: 2, samples: 1024),
        Sample(configuration: [0x12, 0x10], codec: "mp4a.40.2", rate: 44_100, channels: 2, samples: 1024),
        Sample(configuration: [0x14, 0x08], codec: "mp4a.40.2", rate: 16_000, channels: 1, samples: 1024),
        Sample(configuration: [0x15, 0x88], codec: "mp4a.40.2", rate: 8000, channels: 1, samples: 1024),
        // 960 samples.
        Sample(configuration: [0x11, 0x94], codec: "mp4a.40.2", rate: 48_000, channels: 2, samples: 960),
        // A rate of its own: 11 111 Hz.
        Sample(
            configuration: [0x17, 0x80, 0x15, 0xB3, 0x88],
            codec: "mp4a.40.2",
            rate: 11_111,
            channels: 1,
            samples: 1024
        ),
        // 7.1.
        Sample(configuration: [0x11, 0xB8], codec: "mp4a.40.2", rate: 48_000, channels: 8, samples: 1024),
        // HE-AAC, 24 kHz doubled to 48 kHz; the index of the extension must not be taken for the length flag.
        Sample(configuration: [0x2B, 0x11, 0x88, 0x00], codec: "mp4a.40.5", rate: 24_000, channels: 2, samples: 1024),
        Sample(configuration: [0x2B, 0x15, 0x08, 0x00], codec: "mp4a.40.5", rate: 24_000, channels: 2, samples: 1024),
        // Low delay: object type 23; and 39, behind an escape.
        Sample(configuration: [0xB9, 0x88], codec: "mp4a.40.23", rate: 48_000, channels: 1, samples: 512),
        Sample(configuration: [0xF8, 0xE6, 0x30], codec: "mp4a.40.39", rate: 48_000, channels: 1, samples: 480),
    ])
    func configurations(sample: Sample) throws {
        let format = try AACFormat(configuration: sample.configuration)
        #expect(format.configuration == sample.configuration)
        #expect(format.codecString == sample.codec)
        #expect(format.sampleRate == sample.rate)
        #expect(format.timescale == sample.rate)
        #expect(format.channels == sample.channels)
        #expect(format.samplesPerFrame == sample.samples)
        #expect(TrackFormat.aac(format).kind == .audio)
    }

    @Test(arguments: [
        ([], ParameterSetError.truncated), ([0x14], .truncated), ([0x17, 0x80, 0x15], .truncated),
        ([0x00, 0x00], .malformed("audio object type 0")), ([0x16, 0x88], .malformed("sampling frequency index 13")),
        ([0x14, 0x60], .unsupported("channel configuration 12")),
        ([0x17, 0x80, 0x00, 0x00, 0x08], .malformed("a sample rate of 0")), ([0x2B, 0x11], .truncated),
    ])
    func configurationsThatAreNone(configuration: [UInt8], error: ParameterSetError) {
        #expect(throws: error) { try AACFormat(configuration: configuration) }
    }

    @Test func anyConfiguration() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5000 {
            let count = Int.random(in: 0..<7, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if let format = try? AACFormat(configuration: bytes) {
                let isSound = format.sampleRate > 0 && (1...8).contains(format.channels)
                if !isSound { Issue.record("\(bytes)") }
            }
        }
    }
}

struct G711FormatTests {
    @Test func whatAPlayerIsTold() {
        let format = G711Format(law: .a)
        #expect(format.codecString == "alaw" && format.timescale == 8000 && format.channels == 1)
        #expect(G711Format(law: .mu).codecString == "ulaw")
        let stream = StreamFormat(tracks: [.g711(format)])
        #expect(stream.videoTrack == nil)
        #expect(stream.tracks[0].pictureSize == nil)
    }
}
