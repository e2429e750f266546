import Media
import TestKit
import Testing

@testable import MP4

struct FragmentIndexTests {
    private func randomEntry(_ generator: inout SeededGenerator) -> FragmentIndexEntry {
        let length = Int32(truncatingIfNeeded: generator.next() >> 33)
        let offset = min(abs(max(generator.anyInt64(), -.max)), .max - Int64(length))
        let start = generator.anyInt64() / 2
        return FragmentIndexEntry(
            offset: offset,
            length: length,
            startTick: start,
            duration: abs(generator.anyInt64() / 2),
            isKey: generator.integer(0...1) == 0,
            wall: generator.anyInt64(),
            videoSamples: UInt32(truncatingIfNeeded: generator.anyInt64()),
            audioSamples: UInt32(truncatingIfNeeded: generator.anyInt64()),
            parameterSetID: generator.integer(0...4) == 0 ? UInt32(truncatingIfNeeded: generator.next()) : 3
        )
    }

    @Test func everyIndexComesBack() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<40 {
            let index = FragmentIndex((0..<generator.integer(0...12)).map { _ in randomEntry(&generator) })
            let bytes = index.bytes
            #expect(try FragmentIndex(decoding: bytes.span) == index)
            for count in 0..<bytes.count {
                let part = try? FragmentIndex(decoding: bytes.span.extracting(0..<count))
                if part != nil { Issue.record("\(count) of \(bytes.count) bytes are an index too") }
            }
        }
    }

    @Test func anOrdinaryRecordingIsShort() throws {
        var generator = SeededGenerator(seed: 22)
        var index = FragmentIndex()
        var offset: Int64 = 1200
        for second in 0..<60 {
            let length = Int32(generator.integer(450_000...550_000))
            index.entries.append(
                FragmentIndexEntry(
                    offset: offset,
                    length: length,
                    startTick: Int64(second) * 90_000,
                    duration: 90_000,
                    isKey: second % 2 == 0,
                    wall: 1_793_000_000_000_000_000 + Int64(second) * 1_000_000_000
                        + Int64(generator.integer(-2_000_000...2_000_000)),
                    videoSamples: 30,
                    audioSamples: UInt32(46 + second % 2)
                )
            )
            offset += Int64(length)
        }
        #expect(index.bytes.count < 60 * 14)
        #expect(try FragmentIndex(decoding: index.bytes.span) == index)
    }

    @Test func hostileBytesAreRefusedOrHarmless() {
        var generator = SeededGenerator(seed: 23)
        for _ in 0..<3000 {
            var bytes = FragmentIndex((0..<4).map { _ in randomEntry(&generator) }).bytes
            for _ in 0..<generator.integer(1...4) {
                bytes[generator.integer(0...bytes.count - 1)] = UInt8(truncatingIfNeeded: generator.next())
            }
            guard let index = try? FragmentIndex(decoding: bytes.span) else { continue }
            for entry in index.entries {
                #expect(entry.offset + Int64(entry.length) >= entry.offset)
                #expect(entry.startTick + entry.duration >= entry.startTick)
            }
        }
        let hugeCount: [UInt8] = [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]
        #expect(throws: FragmentIndex.DecodingError.truncated) { try FragmentIndex(decoding: hugeCount.span) }
        #expect(throws: FragmentIndex.DecodingError.unknownVersion(2)) {
            try FragmentIndex(decoding: ([2, 0] as [UInt8]).span)
        }
        #expect(throws: FragmentIndex.DecodingError.malformed) {
            try FragmentIndex(decoding: ([1, 0, 0] as [UInt8]).span)
        }
    }

    @Test func anEntryHasTheTimesOfTheFirstTrack() {
        let tracks = [TrackTiming(kind: .video, timescale: 90_000), TrackTiming(kind: .audio, timescale: 48_000)]
        let sound = TrackRun(
            track: 1,
            baseDecodeTime: 96_001,
            samples: [FragmentSample(size: 1, duration: 1024, flags: .key)]
        )
        let picture = TrackRun(
            track: 0,
            baseDecodeTime: 500,
            samples: [
                FragmentSample(size: 1, duration: 3000, flags: .key),
                FragmentSample(size: 1, duration: 4000, flags: []),
            ]
        )
        let both = FragmentIndexEntry(offset: 0, length: 1, runs: [sound, picture], tracks: tracks, wall: 0)
        #expect(both.startTick == 500 && both.duration == 7000 && both.isKey)
        #expect(both.videoSamples == 2 && both.audioSamples == 1)
        let alone = FragmentIndexEntry(offset: 0, length: 1, runs: [sound], tracks: tracks, wall: 0)
        #expect(alone.startTick == 180_001 && alone.duration == 1920 && !alone.isKey)
    }
}
